// One advisory or vulnerability: what each feed says of it, how urgent it is, whom it affects, and what ends it.
// Not here: the list (pages/advisories).
// May import: api, widgets, pages/advisories, PatternFly, TanStack Router.

export { AdvisoryPage } from './advisory-page.tsx';
