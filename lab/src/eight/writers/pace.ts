import { appendFileSync } from 'node:fs';
import { setPriority } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import type { Written } from './written.ts';

/** As often as the page is asked for. */
const INTERVAL_MS = 100;
/** Ahead of package managers and boots on a loaded machine: a pause must be the service's, not ours. */
const PRIORITY = -15;
const AGAIN_MS = 50;

/** Set by SIGTERM: what was begun is ended, nothing new is begun. */
export interface Ending {
  readonly begun: boolean;
}

export function untilTold(): Ending {
  const ending = { begun: false };
  process.once('SIGTERM', () => {
    ending.begun = true;
  });
  try {
    setPriority(PRIORITY);
  } catch {
    // Without the right to it, at the usual priority.
  }
  return ending;
}

export function noteTo(file: string): (what: Written['what'], id: number) => void {
  return (what, id) => appendFileSync(file, `${JSON.stringify({ what, id, at: Date.now() })}\n`);
}

/** One id after the other, each acknowledged before the next, no sooner than a tenth of a second apart. */
export async function writeEach(ending: Ending, write: (id: number) => Promise<void>): Promise<void> {
  for (let id = 1; !ending.begun; id += 1) {
    const startedAt = performance.now();
    await write(id);
    await pause(Math.max(0, startedAt + INTERVAL_MS - performance.now()));
  }
}

/** Whatever goes wrong is told on standard error and tried again, at the next address. */
export async function untilDone<T>(
  addresses: readonly string[],
  attempt: (address: string) => Promise<T>,
  isWanted: () => boolean = () => true,
): Promise<T | null> {
  for (let number = 0; isWanted(); number += 1) {
    const address = addresses[number % addresses.length] ?? '';
    try {
      return await attempt(address);
    } catch (cause) {
      complain(cause, address);
      await pause(AGAIN_MS);
    }
  }
  return null;
}

/** On standard error, which is the writer's log: the next try decides, and the lines written down are what counts. */
export function complain(cause: unknown, where = 'closing'): void {
  console.error(`${new Date().toISOString()} ${where}: ${cause instanceof Error ? cause.message : String(cause)}`);
}
