// Answers: what people ask, put together from the store by core's own functions. Nothing is changed by asking.
// Each answer is of the type that its endpoint promises (protocol/api). A look over the whole fleet reads in portions, so
// that nobody else waits for it.
// May import: core, protocol, ports, other subjects of app.

export { approvedBy } from './approved-by.ts';
export { exportWindows, showCalendar } from './calendar.ts';
export { countFleet } from './fleet-counts.ts';
export { reportFleet } from './fleet-report.ts';
export { showHostInRollout } from './host-in-rollout.ts';
export { listHostPackages } from './host-packages.ts';
export { explainHostPolicy } from './host-policy.ts';
export { countHosts, listHosts, showHost } from './hosts.ts';
export { listPackageHosts } from './package-hosts.ts';
export { listPackageCounts, showPackage } from './packages.ts';
export { listLeftOut, listPatchSets, listTargets, showPatchSet } from './patch-sets.ts';
export { showTimetable } from './plan-timetable.ts';
export { comparePlans, listPlans, showPlan } from './plans.ts';
export { listDue, listPromotions, showPromotion } from './promotions.ts';
export { reportRollout } from './rollout-report.ts';
export { listRollouts, showRollout } from './rollouts.ts';
export { listUpdates } from './updates.ts';
export { explainHost } from './why.ts';
export { nextWindows } from './windows.ts';
