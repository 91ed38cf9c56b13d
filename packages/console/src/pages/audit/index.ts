// Who did what to which object, as a chain that holds together or does not.
// Not here: how the chain is reckoned (the controller's own work); an entry is shown as it was written.
// May import: api, time, widgets.

export { AuditPage } from './audit-page.tsx';
