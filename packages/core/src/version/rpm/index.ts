// RPM versions: reading them strictly, ordering them exactly as librpm does, and matching them as its dependencies do.
// Not a judgement: whether an order means "fixed" is the assessment's business, and depends on release and module.
// May import: the files of `version/`, and `reasons`.

export { compareRpm, compareRpmForMatching } from './compare.ts';
export { parseRpmVersion, type RpmVersion, type RpmVersionFault } from './parse.ts';
export { compareRpmSegment } from './segment.ts';
