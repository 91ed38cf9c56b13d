// Who did what to which object, as a chain that holds together or does not.
// May import: api, time, widgets.

export { AuditPage } from './audit-page.tsx';
