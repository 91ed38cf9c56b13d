import type { ChecklistLook, PlanChecklist } from '@slipway/core/checklist';
import type { Digest, HostId } from '@slipway/core/ids';
import type { Reading, ReadingSubject } from '@slipway/core/reading';
import type { Instant } from '@slipway/core/time';

/** What somebody wants to hear from one host, and what it said last. */
export interface WantedReading {
  readonly hostId: HostId;
  /** Of the subject: everybody who wants the same wants this one. */
  readonly readingId: Digest;
  readonly subject: ReadingSubject;
  /** Taken again and again until then. */
  readonly wantedUntil: Instant;
  readonly taken: { readonly reading: Reading; readonly receivedAt: Instant } | null;
}

export interface StoreReadings {
  /** One per host and reading; putting it again replaces it. The host must exist. */
  putReading(wanted: WantedReading): Promise<void>;
  reading(hostId: HostId, readingId: Digest): Promise<WantedReading | null>;
  /** Of one host, by reading id. */
  readingsOn(hostId: HostId): Promise<readonly WantedReading[]>;
  /** Of every host that it is wanted from, by host id. */
  readingsAs(readingId: Digest): Promise<readonly WantedReading[]>;
  /** Those that nobody has wanted since then. Answers how many there were. */
  forgetReadings(wantedUntilBefore: Instant): Promise<number>;
}

export interface StoredChecklist extends PlanChecklist {
  /** The newest look; `null`: none yet. */
  readonly look: ChecklistLook | null;
}

export interface StoreChecklists {
  /** Of a plan that has one already: nothing is stored. */
  addChecklist(checklist: PlanChecklist): Promise<void>;
  /** In the place of the one that the plan has; the look at that one falls away. Of a plan without one: nothing. */
  replaceChecklist(checklist: PlanChecklist): Promise<void>;
  checklist(planDigest: Digest): Promise<StoredChecklist | null>;
  /** Whose `until` is not over, in the order in which they were added. */
  openChecklists(now: Instant): Promise<readonly StoredChecklist[]>;
  /** Replaces the look before; of an unknown plan: nothing. */
  saveLook(planDigest: Digest, look: ChecklistLook): Promise<void>;
}
