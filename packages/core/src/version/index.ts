// Version order: which of two package versions is newer, by the rules of dpkg and of rpm, exactly.
// compareDeb and compareRpm take any text and never throw, because a package database holds what it holds; whether a
// text is a proper version, parseDebVersion and parseRpmVersion say, at the border that first read it.
// Not semver, not a guess from suffixes such as "deb12u1" or "really", and not a verdict: versions of different
// releases or module streams can be ordered, but the order means nothing.
// Proven against libapt, dpkg and librpm themselves in packages/core/test/oracle, measured by `npm run bench -- version`.
// May import: reasons.

export { compareVersions, parseVersion } from './compare-versions.ts';
export { compareDeb, type DebVersion, type DebVersionFault, parseDebVersion } from './deb/index.ts';
export {
  compareRpm,
  compareRpmForMatching,
  compareRpmSegment,
  parseRpmVersion,
  type RpmVersion,
  type RpmVersionFault,
} from './rpm/index.ts';
export type { FaultSeverity, Order, ParsedVersion, VersionFormat } from './types.ts';
