// One rollout, live: waves, hosts by step, gates with their readings, what it is waiting for, and what failed.
// Not here: the list of rollouts (pages/rollouts).
// May import: api, time, widgets, pages/rollouts, PatternFly, TanStack Router.

export { Explained } from './failures-card.tsx';
export { RolloutPage } from './rollout-page.tsx';
