// What the bench measures on real hosts: a rollout's share for the controller, what an idle agent costs, and what an attempt costs its
// host. Each brings
// up a fleet of its own, answers with plain numbers, and removes everything. Not here: targets, and how they are printed.
//
// May import: every folder of the lab but scenarios/.
export { type ByBoth, type Driven, type Killed, measureBesideAnsible } from './ansible/index.ts';
export { type HostOverhead, type HostRun, measureHostOverhead, measureStaged, type StagedRuns } from './host/index.ts';
export { type IdleAgent, measureIdleAgent } from './idle-agent.ts';
export { type MeasuredRollouts, measureRolloutShare } from './rollout-share.ts';
export { withLab } from './with-lab.ts';
