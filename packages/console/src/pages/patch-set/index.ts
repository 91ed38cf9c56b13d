// The page of one patch set: what it would bring, and what its cut left out.
// Not here: where it is on its way through the tiers (promotion).
// May import: api, widgets, PatternFly, TanStack Router.

export { PatchSetPage } from './patch-set-page.tsx';
