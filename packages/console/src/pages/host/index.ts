// One host: why it is not patched, what it is exposed to, what is pending, what it runs and is, what was done to it.
// Not here: the list of hosts (pages/hosts).
// May import: api, time, widgets, pages/rollout, PatternFly, TanStack Router.

export { HostPage } from './host-page.tsx';
