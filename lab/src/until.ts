import { setTimeout as pause } from 'node:timers/promises';
import { LabError } from './lab-error.ts';

const POLL_MS = 250;

/** Asks until the answer is not null; a LabError with the sentence where it stays null too long. */
export async function until<T>(
  sentence: string,
  look: () => Promise<T | null>,
  { timeoutMs, pollMs = POLL_MS }: { readonly timeoutMs: number; readonly pollMs?: number },
): Promise<T> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    const found = await look();
    if (found !== null) return found;
    if (performance.now() > deadline) {
      throw new LabError('not-settled', `${sentence}: not so after ${Math.round(timeoutMs / 1000)} s`);
    }
    await pause(pollMs);
  }
}
