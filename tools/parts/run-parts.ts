import { failedPart, type Part, type PartEnd } from './part.ts';

/** One after the other, each to its end whatever became of the one before: a run shows everything that is wrong. */
export async function runParts(parts: readonly Part[], limitMs: number): Promise<readonly PartEnd[]> {
  const started = performance.now();
  const ends: PartEnd[] = [];
  for (const part of parts) {
    const from = performance.now();
    const remainingMs = limitMs - (from - started);
    console.log(`\n=== ${part.name}`);
    const result =
      remainingMs > 0
        ? await part.run(remainingMs).catch((error: unknown) => failedPart(String(error)))
        : failedPart('not begun: no time left');
    ends.push({ ...result, name: part.name, seconds: (performance.now() - from) / 1000 });
  }
  return ends;
}
