// What has to be so before a host of a plan begins, as it was found. See index.ts.

import type { Digest, HostId, RolloutId } from '../ids/index.ts';
import type { ChecklistItem } from '../policy/index.ts';
import type { Reading } from '../reading/index.ts';
import type { Reason } from '../reasons/index.ts';
import type { Instant } from '../time/index.ts';

/** Only `green` lets anybody begin. `unknown`: nobody can tell, which blocks like a no. */
export type ItemState = 'green' | 'blocking' | 'unknown';

export interface JudgedItem {
  readonly name: string;
  readonly kind: ChecklistItem['kind'];
  readonly state: ItemState;
  /** `null`: green. */
  readonly reason: Reason | null;
  /** Of the oldest part of what this rests on; `null`: on nothing yet. */
  readonly evidenceAt: Instant | null;
}

/** One look at all items of one plan. */
export interface ChecklistLook {
  readonly at: Instant;
  /** Which rollout's remaining hosts it is about; `null`: no rollout was under way, all hosts of the plan. */
  readonly rolloutId: RolloutId | null;
  /** In the order of policy. */
  readonly items: readonly JudgedItem[];
}

/** What is fixed with a plan, until somebody plans it again: so that a later policy weakens nothing that was approved. */
export interface PlanChecklist {
  readonly planDigest: Digest;
  readonly items: readonly ChecklistItem[];
  /** Since when it is held to these, where it was planned again under others; absent: from the beginning. */
  readonly changedAt?: Instant;
  /** After this nothing of the plan begins any more, and nobody looks. */
  readonly until: Instant;
  /** Sorted by host id, as the plan has them. */
  readonly withoutWayBack: readonly HostId[];
  readonly withoutRestorePoint: readonly HostId[];
}

/** What one host has answered; `null`: nothing. */
export interface HostReading {
  readonly hostId: HostId;
  readonly reading: Reading | null;
  /** By the controller's clock; `null` with the reading. */
  readonly receivedAt: Instant | null;
}

/** What an outside system has answered, or why nobody knows. */
export interface ProbeAnswer {
  readonly at: Instant;
  /** `null`: as it must be. */
  readonly reason: Reason | null;
}

export interface ChecklistFacts {
  readonly now: Instant;
  /** That have not begun; by host id. The others are past what a checklist is for. */
  readonly hosts: readonly { readonly hostId: HostId; readonly hostname: string; readonly canRead: boolean }[];
  /** Hosts are asked from then on; `null`: they are asked already. */
  readonly askedFrom: Instant | null;
  /** By the name of the item. */
  readonly readings: ReadonlyMap<string, ReadonlyMap<HostId, HostReading>>;
  readonly probes: ReadonlyMap<string, ProbeAnswer>;
  /** The occurrence that hosts would begin in, and when people were told of it; `null`: the plan has none ahead. */
  readonly occurrence: { readonly startsAt: Instant; readonly toldAt: Instant | null } | null;
  /** Targets that no environment before has proven, for people; `null`: nobody looked. */
  readonly unproven: readonly string[] | null;
}
