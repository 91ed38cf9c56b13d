// One plan: what it would do to each host, when, who has agreed, and the button that puts one's name under its digest.
// Not here: the list of plans (pages/plans).
// May import: api, time, widgets, PatternFly, TanStack Router.

export { ParityGaps } from './parity-gaps.tsx';
export { PlanPage } from './plan-page.tsx';
