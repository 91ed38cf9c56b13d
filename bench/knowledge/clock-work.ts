// Time on the wall and on the processor.

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
