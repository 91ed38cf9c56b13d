// Questions to clusters, a folder per kind: each asks the cluster's own member on this host in a structured form, and judges
// what it saw. Policy says what must be so; how the member is reached, and as whom, only root's own file on the host says
// (/etc/slipway/questions/KIND.json), and Debian's defaults where there is none. Nothing is changed by asking.
// Not here: when it is asked, and what follows from an answer (executor).
// May import: ports, core, node:.

export { createClusterQuestions } from './create.ts';
