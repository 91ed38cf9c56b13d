// CSAF 2.0 as Red Hat publishes it: an advisory per file (RHSA), and VEX, a file per vulnerability. Both say of products, which
// are packages on platforms, whether they are fixed, affected, not affected or still looked at.
// Not here: products that are no package of a release (containers, OpenShift, middleware): counted and passed over; streams
// frozen at a minor release (EUS, AUS, E4S, TUS), which are other releases with fixes of their own.
// May import: core, reading, cvss, vulnerability, the frame's own contract.

export { csaf } from './csaf.ts';
