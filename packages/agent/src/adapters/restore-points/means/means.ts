import { readFile } from 'node:fs/promises';
import type { AttemptId } from '@slipway/core/ids';
import type { Outcome } from '@slipway/core/reasons';
import type { RestorePoint } from '@slipway/core/restore-point';
import type { DurableFiles, Hooks, RestorePointLook, RestorePointWish, RunCommand } from '../../../ports/index.ts';
import { type Mount, readMounts } from './mounts.ts';

/** What every kind works with. */
export interface Means {
  readonly run: RunCommand;
  readonly files: DurableFiles;
  readonly hooks: Hooks;
  /** `/`, but for tests. */
  readonly root: string;
  /** `/var/lib/slipway`, without {@link Means.root}. */
  readonly state: string;
  /** A folder that is gone with the boot, for what is mounted only to be looked into. */
  readonly work: string;
  /** That runs; `null`: a container. */
  readonly kernel: () => Promise<string | null>;
}

/** One kind of restore point, as the port has it. */
export interface Variant<P extends RestorePoint> {
  make(point: P, wish: RestorePointWish): Promise<Outcome<RestorePointLook>>;
  look(point: P, id: AttemptId): Promise<Outcome<RestorePointLook>>;
  goBack(point: P, id: AttemptId): Promise<Outcome<void>>;
  remove(point: P, id: AttemptId): Promise<Outcome<void>>;
}

export const mountsNow = async (): Promise<readonly Mount[]> =>
  readMounts(await readFile('/proc/self/mountinfo', 'utf8'));
