// Enrolment: a key and a certificate request of this host's own, and the two steps by which it meets a controller: first
// what anyone may read, checked against the enrolment line, then, over a line of that authority only, the token.
// Keeps key and certificate where only the reporter reads them.
// Not here: which paths those are (layout, program).
// May import: ports (types), core, protocol, node:.

export { certificateRequest, newHostKey } from './certificate-request.ts';
export { type Enrolled, enrolHost } from './enrol.ts';
export { keepReporterFiles, type User } from './reporter-files.ts';
export { reporterUser } from './reporter-user.ts';
