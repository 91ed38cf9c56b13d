// Reading: what only a host can say, asked by name: the state of a plug-in of the folder that root keeps there, the age
// of a file, the state of a unit, all checks of its newest plan at once, and what its running transaction prints. One form for all, with its time, so that whoever rests on it knows how old it is.
// Not here: taking one (agent), wanting and keeping them (controller), what follows from one (checklist, gates).
// May import: ids, time, reasons, document, check (types).

export { OUTPUT_BYTES_MAX, type OutputFile, readingOfOutput } from './output.ts';
export {
  firstLine,
  LINE_LENGTH_MAX,
  readingOfChecks,
  readingOfFile,
  readingOfPlugIn,
  readingOfUnit,
  readingUnknown,
} from './taken.ts';
export type * from './types.ts';
export { evidenceAt, readingIdOf, readingText } from './wanted.ts';
export {
  readingOfWholeHost,
  type VersionDifference,
  versionDifferences,
  versionsDigest,
  WHOLE_HOST_NAMED_MAX,
} from './whole-host.ts';
