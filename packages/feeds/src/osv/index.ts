// OSV 1.x of distributions: Debian, Ubuntu, AlmaLinux, Rocky Linux, Red Hat and whoever else core/advisory knows an
// ecosystem of. One record per file (a folder, a zip, a tar), one per line (.jsonl), or an array of them.
// Not here: packages of languages (npm, PyPI, Go), whose records are passed over; version ranges of upstream projects
// (GIT, SEMVER), which say nothing about a distribution's package.
// May import: core, the frame's contract, reading, cvss.

export { osv } from './osv.ts';
