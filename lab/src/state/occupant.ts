import { link, mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { LabError } from '../lab-error.ts';
import { isAlive, isProcessRecord, recordOf } from '../process/index.ts';
import { readDocument } from './document.ts';

const POLL_MS = 250;

/**
 * Runs `work` while this process alone occupies `path`: two `up` at once would build on each other's ruins.
 * The file names the process, so one left behind by a killed run does not keep anybody out.
 */
export async function occupy<T>(
  path: string,
  work: () => Promise<T>,
  /** How long another process may go on there before this one gives up: not at all, unless said. */
  { waitMs = 0 }: { readonly waitMs?: number } = {},
): Promise<T> {
  const deadline = performance.now() + waitMs;
  while (!(await isTaken(path, deadline))) await pause(POLL_MS);
  try {
    return await work();
  } finally {
    await rm(path, { force: true });
  }
}

/** `false`: somebody else is there, and may be until the deadline. */
async function isTaken(path: string, deadline: number): Promise<boolean> {
  try {
    await take(path);
    return true;
  } catch (cause) {
    if (cause instanceof LabError && cause.reason === 'lab-busy' && performance.now() < deadline) return false;
    throw cause;
  }
}

async function take(path: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const own = `${path}.${process.pid}`;
  await writeFile(own, JSON.stringify(recordOf(process.pid)));
  try {
    for (let attempt = 0; attempt < 2; attempt += 1) {
      // link, not rename: it fails where somebody else was first.
      if (await linked(own, path)) return;
      const other = await readDocument(path, isProcessRecord);
      if (other !== null && isAlive(other)) {
        throw new LabError('lab-busy', `process ${other.pid} is working on this lab; wait for it or end it`);
      }
      await rm(path, { force: true });
    }
    throw new LabError('lab-busy', 'another process took this lab at the same moment; try again');
  } finally {
    await rm(own, { force: true });
  }
}

async function linked(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw new LabError('unreadable-state', `${to} cannot be taken`, { cause });
  }
}
