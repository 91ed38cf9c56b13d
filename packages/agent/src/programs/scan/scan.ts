// What a scan found.

import type { PendingUpdate, ThirdPartyPackages, UnmanagedSoftware } from '@slipway/core/inventory';

/** See `RunningCode` of the linux adapter. */
export interface WouldRestart {
  readonly units: readonly string[];
  readonly otherPrograms: readonly string[];
  readonly unreadable: number;
}

export interface Scan {
  readonly hostname: string;
  readonly system: string;
  readonly runningKernel: string;
  /** Whether the repositories could be looked at just now; `null`: yes. */
  readonly refreshProblem: string | null;
  readonly updates: readonly PendingUpdate[];
  readonly keptBack: readonly { readonly name: string; readonly cause: string }[];
  readonly wouldRestart: WouldRestart;
  readonly reboot: { readonly now: readonly string[]; readonly afterUpdate: readonly string[] };
  /** What runs old code already. */
  readonly oldCode: readonly { readonly executable: string; readonly unit: string | null }[];
  /** From outside the distribution. */
  readonly thirdParty: ThirdPartyPackages;
  /** What no package owns. */
  readonly unmanaged: UnmanagedSoftware;
}
