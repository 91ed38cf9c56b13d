// Promotion: the loop that cuts, plans and starts on policy's schedule, through the use cases that a person has, and closes each
// cycle with its checklist; what people say of a patch set as a whole; versions that are kept from hosts.
// Not here: what is due (core/promotion), what a plan leaves out (core/plan), who begins when (rollout).
// May import: core, ports, access, approval, fleet, knowledge, notify, patch-set, planning, rollout.

export { closingNow } from './close.ts';
export { factsOf } from './gather.ts';
export { decideDue, lookAtPromotions } from './look.ts';
export { excusePromotion, type StandingWish, sayOfPatchSet } from './people.ts';
export {
  addQuarantine,
  liftQuarantine,
  listQuarantines,
  putQuarantine,
  type QuarantineWish,
} from './quarantines.ts';
export { SCHEDULE } from './schedule.ts';
