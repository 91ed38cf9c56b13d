// One package over the fleet: its versions by release, on how many hosts, and what they need.
// Not here: the list (pages/software); the hosts themselves (pages/hosts, which a selector leads to).
// May import: api, widgets, pages/software, PatternFly, TanStack Router.

export { PackagePage } from './package-page.tsx';
