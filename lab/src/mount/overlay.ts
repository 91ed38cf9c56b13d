import { mkdir } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { LabError } from '../lab-error.ts';
import { run, runOk } from '../run.ts';
import { isMountPoint } from './table.ts';

export interface Overlay {
  /** Read-only, shared. */
  readonly lower: string;
  readonly upper: string;
  readonly work: string;
  readonly root: string;
}

const MOUNT_TIMEOUT_MS = 10_000;
/** After a container is killed its own mount namespace lets go of the root within a second. */
const BUSY_TIMEOUT_MS = 10_000;
const BUSY_POLL_MS = 100;

/** Idempotent: an overlay that is mounted stays as it is. */
export async function mountOverlay({ lower, upper, work, root }: Overlay): Promise<void> {
  if (isMountPoint(root)) return;
  for (const directory of [upper, work, root]) await mkdir(directory, { recursive: true });
  const options = `lowerdir=${lower},upperdir=${upper},workdir=${work}`;
  await runOk(['mount', '-t', 'overlay', '-o', options, 'slipway-lab', root], { timeoutMs: MOUNT_TIMEOUT_MS });
}

/** Never lazily: a root that is still in use would come back to life under the next host of that name. */
export async function unmount(path: string): Promise<void> {
  const deadline = performance.now() + BUSY_TIMEOUT_MS;
  while (isMountPoint(path)) {
    const result = await run(['umount', path], { timeoutMs: MOUNT_TIMEOUT_MS });
    if (result.exitCode === 0) continue;
    if (performance.now() > deadline) throw new LabError('mount-in-the-way', `${path}: ${result.stderr.trim()}`);
    await pause(BUSY_POLL_MS);
  }
}
