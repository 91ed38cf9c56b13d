import type { BenchPart } from './figure.ts';

/** Every part of the bench, in the order in which they run. */
export const PARTS: readonly BenchPart[] = [
  { name: 'version', run: async () => (await import('./version.ts')).benchVersion() },
  { name: 'planning', run: async () => (await import('./planning.ts')).benchPlanning() },
];
