// Statements about Debian and Ubuntu source packages, as both trackers and both advisory lists make them: one spelling,
// one check of names and versions.
// Not here: what a list's words mean; that is each format's own.
// May import: core.

export {
  affectedUntil,
  isSourceName,
  NOT_AFFECTED,
  type Note,
  sourceStatement,
  UNDETERMINED,
  unfixed,
  versionFault,
} from './deb-statement.ts';
