// Exposures: what hosts are affected by, by update: severity, deadline and rule, which hosts, where there is a fix.
// May import: api, time, widgets, PatternFly, TanStack Router.

export { ExposuresPage } from './exposures-page.tsx';
