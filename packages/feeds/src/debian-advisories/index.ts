// The lists of Debian's security tracker as its people write them: DSA/list, DLA/list, DTSA/list (advisories) and CVE/list
// (vulnerabilities), each alone or all in one directory. Where both are there, CVE entries are resolved per release
// with the fixed versions of the advisories that they refer to.
// Not here: the tracker's own resolved view (debian-tracker).
// May import: core, the frame's contract, reading, deb-statement, shelf, vulnerability.

export { debianAdvisories } from './debian-advisories.ts';
