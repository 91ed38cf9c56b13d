// Plans: what waits for a name first, then every plan, newest first.
// Not here: one plan (pages/plan).
// May import: api, widgets, PatternFly, TanStack Router.

export { PlansPage } from './plans-page.tsx';
