import type { Envelope } from '@slipway/core/document';
import type { AttemptId, Digest, HostId, RolloutId } from '@slipway/core/ids';
import type { Lease, Rollout } from '@slipway/core/rollout';
import type { Instant } from '@slipway/core/time';
import type { Page, PageRequest, Versioned } from './store.ts';

/** A fenced, expiring right to drive something. A writer passes its epoch; a higher one in the store refuses it. */
export interface Claim {
  readonly name: string;
  readonly owner: string;
  readonly epoch: number;
  readonly expiresAt: Instant;
}

export interface StoredGrant {
  readonly hostId: HostId;
  readonly rolloutId: RolloutId;
  readonly attemptId: AttemptId;
  readonly hostPlanDigest: Digest;
  readonly envelope: Envelope;
  readonly issuedAt: Instant;
  readonly latestStartAt: Instant;
  readonly state: 'standing' | 'withdrawn' | 'ended';
}

export interface StoreRollout {
  addRollout(rollout: Rollout): Promise<void>;
  rollout(rolloutId: RolloutId): Promise<Versioned<Rollout> | null>;
  saveRollout(rollout: Versioned<Rollout>): Promise<boolean>;
  rollouts(page: PageRequest): Promise<Page<Rollout>>;
  openRollouts(): Promise<readonly Versioned<Rollout>[]>;

  /** `null`: another owner holds it and it has not expired. Taking it raises the epoch. */
  claim(name: string, owner: string, now: Instant, expiresAt: Instant): Promise<Claim | null>;
  /** True while this owner's epoch is the newest; asked inside the same `write` as what it guards. */
  claimHolds(claim: Claim): Promise<boolean>;
  releaseClaim(claim: Claim): Promise<void>;

  /** One lease per host; whether it may be taken is judged by the caller inside the same `write`. */
  putLease(lease: Lease): Promise<void>;
  leases(): Promise<readonly Lease[]>;
  freeLease(hostId: HostId, attemptId: AttemptId): Promise<void>;

  putGrant(grant: StoredGrant): Promise<void>;
  grantsOf(hostId: HostId): Promise<readonly StoredGrant[]>;

  /** Hosts that a person has taken out of service outside of Slipway. */
  takenByHand(): Promise<readonly HostId[]>;
  setTakenByHand(hostId: HostId, taken: boolean): Promise<void>;
}
