// Planning: from a wish for an environment to a checked, signed, stored plan. The deciding is core's; this gathers what
// it may look at and keeps what it said.
// May import: core, ports, access, approval, fleet.

export { UNREACHABLE_MINUTES } from './input.ts';
export { planOnce } from './loop.ts';
export { provenTargets } from './proven.ts';
export { noteRequest, type PlanWish, requestPlan } from './request.ts';
