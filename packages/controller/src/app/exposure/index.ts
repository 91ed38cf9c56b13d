// Exposure: who is affected by what, until when, and how it was on another day. Asking changes nothing: verdicts are kept by
// knowledge/, and what only a host knows is laid over them here, by core's own functions. One loop keeps the counts of the
// updates that hosts need, so that lists of a whole fleet are sorted by deadline without counting anybody.
// A day that is asked about ("as of") is answered with what was known and carried then; what was never kept for it
// (running kernels, processes) is left out and said to be.
// May import: core, ports, other subjects of app.

export {
  type Advisories,
  type AdvisoryHosts,
  type AdvisoryShown,
  advisoryHosts,
  listAdvisories,
  showAdvisory,
} from './advisories.ts';
export { type EachExposures, listEachExposure } from './each.ts';
export {
  type ExposureOfHosts,
  type ExposureQuery,
  type Exposures,
  listExposures,
  type UpdateExposure,
  updateHosts,
} from './exposures.ts';
export { type HostExposure, hostExposure, readHostExposure } from './host-exposure.ts';
export { type HostQuery, type HostRows, type HostUpdates, hostUpdates, listHostVerdicts } from './host-updates.ts';
export { keepCounts } from './keep-counts.ts';
export { feedStandings, type KnownBy, SILENT_HOURS_MAX } from './known-by.ts';
export { worstSeverity } from './severity.ts';
export { dueFirstOf, readUrgencies, type UrgencyBasis, type UrgencyHost, urgencyBasis } from './urgencies.ts';
