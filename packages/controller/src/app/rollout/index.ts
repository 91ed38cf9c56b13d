// Rollout: the loop that carries plans out, and what people do to it. Deciding is core's; this looks, stores and tells.
// Not here: which host goes when (core/rollout), the promise that a decision is stored whole (store port).
// May import: core, ports, access, approval, fleet, notify, readings.

export { awayHosts } from './away.ts';
export { type ExplainedRollout, explainRollout } from './explain.ts';
export { hostsInSight } from './in-sight.ts';
export { type LookResult, lookAtRollouts } from './loop.ts';
export { newestAttempt } from './newest-attempt.ts';
export { abortRolloutsOf, rolloutsOf, rolloutsOfIds, whyNotPromoted, withHostnames } from './promoted.ts';
export { environmentsWith, quarantinedHosts } from './quarantined.ts';
export { abort, excuse, pause, resume, sayGoOn, startRollout } from './steer.ts';
export { tellChanged } from './told.ts';
