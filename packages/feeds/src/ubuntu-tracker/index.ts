// The files of the Ubuntu CVE tracker: one file per vulnerability, with a line for each release and source package.
// Not here: the same knowledge as OSV, which Ubuntu makes from these files (osv).
// May import: core, the frame's contract, reading, deb-statement, cvss, vulnerability.

export { ubuntuTracker } from './ubuntu-tracker.ts';
