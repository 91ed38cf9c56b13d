// Rollouts: what ran and what runs, newest first.
// Not here: one rollout (pages/rollout).
// May import: api, widgets, PatternFly, TanStack Router.

export { PhaseBar, phaseLink } from './phase-bar.tsx';
export { RolloutsPage } from './rollouts-page.tsx';
