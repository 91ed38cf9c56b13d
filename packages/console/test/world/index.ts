// A real controller for browser tests: the production routes over TLS, the production loops over virtual time, a simulated
// fleet with real agents' code behind them. Time goes on by itself, a second in a quarter of one.
// Not here: what is tested (browser).
// May import: sim, controller's entrances, testkit, core, node:.

export { actsPolicy, largePolicy, promotedPolicy, requestedPolicy } from './fleet.ts';
export { approveProduction, enrolWith, openWorld, PASSWORD, spoil, startOf, type World } from './world.ts';
