// Diagnosis: failed steps out of ledgers, held against the table of known causes whenever somebody asks, so that a row that
// was written afterwards explains an old failure too.
// May import: core, protocol, ports.

export { listCauses } from './causes.ts';
export { causeOfFailure, failuresOfHost, failuresOfHosts } from './failures.ts';
export { causeTableOf } from './table.ts';
