// What only a host knows, and what it makes of a verdict. See overlay.ts.

import type { KernelFacts, PendingUpdates, RestartNeed, StaleProcess } from '../inventory/index.ts';
import type { Reason } from '../reasons/index.ts';
import type { VersionFormat } from '../version/index.ts';
import type { Verdict } from './types.ts';

export interface HostKnowledge {
  readonly format: VersionFormat;
  readonly kernel: KernelFacts;
  readonly virtualisation: string | null;
  readonly restart: RestartNeed;
  /**
   * Which package a replaced file belongs to, and the version that it came with where somebody still knows: of the kind
   * that verdicts of the package compare, so mostly the source's. `null`: no package is known to own it.
   */
  readonly ownerOf: (file: string) => { readonly package: string; readonly previousVersion: string | null } | null;
  readonly updates: PendingUpdates;
  /** Names of packages that are held on the host. */
  readonly held: ReadonlySet<string>;
  /** Such as `ubuntu-pro`. */
  readonly entitlements: readonly string[];
}

/**
 * How a verdict stands on one host:
 * - affected, and the update is offered, or why it cannot come;
 * - fixed on disk, but an old kernel or old code in memory still runs;
 * - affected on disk alone: a kernel that nobody runs;
 * - nothing to do, or not known.
 */
export type Standing =
  | 'update-pending'
  | 'held'
  | 'phased'
  | 'kept-back'
  | 'not-entitled'
  | 'no-candidate'
  | 'candidate-unknown'
  | 'no-fix'
  | 'old-kernel-runs'
  | 'old-code-in-memory'
  | 'kernel-not-running'
  | 'kernel-boots-next'
  | 'in-effect'
  | 'unknown';

export interface HostVerdict {
  readonly verdict: Verdict;
  readonly standing: Standing;
  readonly reason: Reason;
  /** With `old-code-in-memory`: those that hold it. */
  readonly processes: readonly StaleProcess[];
}

export interface HostOverlay {
  readonly verdicts: readonly HostVerdict[];
  /** With old code of files that no package is known to own: it is in no verdict, and not safe. */
  readonly unattributed: readonly StaleProcess[];
}
