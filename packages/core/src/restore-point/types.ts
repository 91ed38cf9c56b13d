// What is kept of a host before its change, and what was seen of it. See index.ts.

import type { AttemptId } from '../ids/index.ts';
import type { Instant } from '../time/index.ts';

/** What policy wants made before `apply`, and stands in the host plan. */
export type RestorePoint = {
  /**
   * Mount points. What lies on these volumes is put back, with whatever was written to them since; nothing else ever is,
   * whatever data lies there.
   */
  readonly volumes: readonly string[];
  /** So long after it was made it is taken away again; 0: once its attempt is over. */
  readonly keepHours: number;
  /** So many stand on a host at most; the oldest goes first. */
  readonly keepMax: number;
} & (
  | {
      readonly kind: 'btrfs';
      /** Of each file system; with less free none is made, since what it keeps back grows with every write. */
      readonly freePercentMin: number;
    }
  | {
      readonly kind: 'lvm';
      /** Set aside in the volume group for what changes, of the size of each volume. Once it is full the restore point is lost. */
      readonly sizePercent: number;
    }
  | {
      /** Root's own program in the host's hook folder, for hypervisors and whatever else can do it. */
      readonly kind: 'hook';
      readonly hook: string;
      readonly parameters: Readonly<Record<string, string>>;
      readonly timeoutSeconds: number;
    }
);

/**
 * `standing`: what it holds is whole, and leads back. `full`: it ran out of room and leads nowhere any more. `boot-due`: the
 * next boot is into it. `back`: the host runs from it. `gone`: there is none of that name.
 */
export type RestorePointState = 'standing' | 'full' | 'boot-due' | 'back' | 'gone';

/** As the ledger tells it. */
export interface SeenRestorePoint {
  /** The attempt that made it. */
  readonly id: AttemptId;
  readonly kind: RestorePoint['kind'];
  readonly volumes: readonly string[];
  readonly state: RestorePointState;
  /** Of the room that was set aside for it, whole percent; `null`: it has none of its own. */
  readonly usedPercent: number | null;
  readonly expiresAt: Instant;
}
