// The judges of version order: libapt and librpm themselves, asked in one process, and generated pairs of versions to
// put before them and before us. Used by core's oracle tests and by the bench, so that both ask the same thing.
// Not a fallback: no program of ours compares versions by asking these.
// May import: fast-check, node:.

export { askOracle, type OracleAnswer, type OracleQuestion, type VersionPair } from './ask.ts';
export { debPair, debVersion, rpmPair, rpmSegmentPair, rpmVersion, samplePairs } from './pairs.ts';
