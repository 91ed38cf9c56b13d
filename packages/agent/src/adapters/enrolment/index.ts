// Enrolment: a key and a certificate request of this host's own, and the two steps by which it meets a controller: first
// what anyone may read, checked against the enrolment line, then, over a line of that authority only, the token.
// Not here: where key and certificate are kept (program).
// May import: ports (types), core, protocol, node:.

export { certificateRequest, newHostKey } from './certificate-request.ts';
export { type Enrolled, enrolHost } from './enrol.ts';
