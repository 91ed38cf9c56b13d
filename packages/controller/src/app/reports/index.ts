// Reports: one look at each host at least once a day, and soon after it changed, kept as its record (`lookAtHosts`); and what
// these records amount to: compliance as of an instant, deadlines kept in a period, time to patch, exceptions, what changed.
// What nobody looked at is unknown, and counts as nothing good.
// Not here: what a look means for a record and what counts say (core/compliance), what a host is exposed to (exposure/).
// May import: core, ports, exposure, knowledge, fleet, approval, answers.

export { listChanges } from './changes.ts';
export { complianceHosts, reportCompliance } from './compliance.ts';
export { reportExceptions } from './exceptions.ts';
export { lookAtHosts } from './look.ts';
export { listCourses, reportDeadlines, reportTimeToPatch } from './periods.ts';
