// Approvals: what waits for my name, then what waits for others'. Made for a phone at night: one card for each plan, which
// leads to the plan, where the digest is in view.
// Not here: putting one's name there (pages/plan).
// May import: api, time, widgets, PatternFly, TanStack Router.

export { ApprovalsPage } from './approvals-page.tsx';
export { Names } from './names.tsx';
