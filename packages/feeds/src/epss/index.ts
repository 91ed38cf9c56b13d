// EPSS: how likely a vulnerability is to be exploited within 30 days, as FIRST publishes it each day for all CVEs; and tables
// that carry it for the known exploited ones beside their CVSS score. Scores are of a day, and each carries it.
// Not here: what a probability leads to (core/urgency).
// May import: core, reading, csv, the frame's own contract.

export { epss } from './epss.ts';
