// Exposures: what hosts are affected by, by update: severity, deadline and rule, which hosts, where there is a fix.
// Not here: what one host is exposed to (pages/host).
// May import: api, time, widgets, PatternFly, TanStack Router.

export { ExposuresPage } from './exposures-page.tsx';
