// Time on the wall and on the processor, and the middle of many of them.

export interface Took<T> {
  readonly value: T;
  readonly ms: number;
  readonly processorMs: number;
}

export async function timed<T>(run: () => T | Promise<T>): Promise<Took<Awaited<T>>> {
  const used = process.cpuUsage();
  const began = performance.now();
  const value = await run();
  const ms = performance.now() - began;
  const { user, system } = process.cpuUsage(used);
  return { value, ms, processorMs: (user + system) / 1000 };
}

export const quantile = (values: readonly number[], share: number): number =>
  values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))] ?? Number.NaN;

export const median = (values: readonly number[]): number => quantile(values, 0.5);
