// Exposure: who is affected by what, until when, and how it was on another day. Asking changes nothing: rows are kept by
// knowledge/, and what only a host knows is laid over them here, by core's own functions.
// A day that is asked about ("as of") is answered with what was known and carried then; what was never kept for it
// (running kernels, processes) is left out and said to be.
// May import: core, ports, other subjects of app.

export { advisoryHosts, listAdvisories, showAdvisory } from './advisories.ts';
export { type ExposureOfHosts, listExposures, type UpdateExposure, updateHosts } from './exposures.ts';
export { type HostExposure, hostExposure } from './host-exposure.ts';
