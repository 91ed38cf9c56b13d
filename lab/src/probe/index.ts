// Asks the service for its page ten times a second, each time over a new connection, without a second try, and writes
// down every answer. A process of its own: work in the main program neither delays it nor hides a failure. A recorder is such
// a process that does something else, and writes down what.
//
// May import: process/, state/, service/ (what the page says) and the lab's top-level files.

export type { ProbeSummary } from './asked.ts';
export { endLeftProbe, endProbe, endRecorder, type Probe, startProbe, startRecorder } from './probe.ts';
