// Promotion: where each patch set is on its way through the tiers, on what evidence, and what it waits for. A column for each
// tier; below, what may be said of a patch set as a whole.
// Not here: what evidence means (core/promotion, told by the controller).
// May import: api, time, widgets, PatternFly, TanStack Router.

export { PromotionPage } from './promotion-page.tsx';
