// The host's own logs after a step has failed: dpkg's, apt's and dnf's as files, everything else from the journal. Read
// only then, bounded in bytes, lines and time, and never a reason to fail.
// Not here: what the lines mean (core/diagnosis, at the controller), taking secrets out of them (the executor).
// May import: ports, core, node:.

export { createFailureLogs, keptFailureLogs } from './failure-logs.ts';
