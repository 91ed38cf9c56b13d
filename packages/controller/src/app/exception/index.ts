// Exceptions: which act now, by what feeds say of the advisories that they name; the list of them for people; the warnings
// before one ends. What one leaves out is core's; here is what core is given.
// May import: core, protocol, ports, access, notify.

export { actingNow, answeredByExceptions, answeredVersions } from './acting.ts';
export { listExceptions } from './list.ts';
export { warnOfExceptions } from './warn.ts';
