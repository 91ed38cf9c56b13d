import type { BenchPart } from './figure.ts';

/** Every part of the bench, in the order in which they run. */
export const PARTS: readonly BenchPart[] = [
  { name: 'version', run: async () => (await import('./version.ts')).benchVersion() },
  { name: 'planning', run: async () => (await import('./planning.ts')).benchPlanning() },
  { name: 'knowledge', run: async () => (await import('./knowledge/index.ts')).benchKnowledge() },
  { name: 'console', run: async () => (await import('./console/index.ts')).benchConsole() },
  { name: 'rollout-share', run: async () => (await import('./rollout-share.ts')).benchRolloutShare() },
  { name: 'ansible', run: async () => (await import('./ansible.ts')).benchAnsible() },
  { name: 'host-overhead', run: async () => (await import('./host-overhead.ts')).benchHostOverhead() },
  { name: 'staged', run: async () => (await import('./staged.ts')).benchStaged() },
  { name: 'agent-idle', run: async () => (await import('./agent-idle.ts')).benchAgentIdle() },
];
