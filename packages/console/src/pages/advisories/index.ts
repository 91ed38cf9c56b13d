// Advisories: what vendors and feeds say, how urgent it is, and where a fix is to be had.
// Not here: one advisory (pages/advisory); what hosts are exposed by, update by update (pages/exposures).
// May import: api, widgets, PatternFly, TanStack Router.

export { AdvisoriesPage } from './advisories-page.tsx';
export { FixList } from './fix-list.tsx';
