// Hosts: those that a selector selects, however many there are. The controller pages, the table draws what is in view.
// Not here: one host (pages/host).
// May import: api, core/selection, widgets, PatternFly, TanStack Router and Virtual.

export { HostsPage } from './hosts-page.tsx';
