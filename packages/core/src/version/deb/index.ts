// Debian versions: reading them strictly and ordering them exactly as dpkg does.
// Not a judgement: whether an order means "fixed" is the assessment's business, and depends on the release.
// May import: the files of `version/`, and `reasons`.

export { compareDeb } from './compare.ts';
export { type DebVersion, type DebVersionFault, parseDebVersion } from './parse.ts';
