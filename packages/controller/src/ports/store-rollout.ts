import type { Envelope } from '@slipway/core/document';
import type { WaveReading } from '@slipway/core/gates';
import type { AttemptId, Digest, HostId, RolloutId } from '@slipway/core/ids';
import type { Lease, Rollout } from '@slipway/core/rollout';
import type { Instant } from '@slipway/core/time';
import type { Page, PageRequest, Versioned } from './store-values.ts';

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

/** The newest reading of one condition of the gates behind one wave. */
export interface StoredGateReading extends WaveReading {
  /** When it was last looked for; `at` is older where hosts answered before. */
  readonly askedAt: Instant;
  /** Since when it has been open, or not open, without a break. */
  readonly since: Instant;
  /** When people were told that it stays closed; `null`: not since then. */
  readonly toldAt: Instant | null;
}

export interface StoreRollout {
  addRollout(rollout: Rollout): Promise<void>;
  rollout(rolloutId: RolloutId): Promise<Versioned<Rollout> | null>;
  saveRollout(rollout: Versioned<Rollout>): Promise<boolean>;
  /** Newest first. */
  rollouts(page: PageRequest): Promise<Page<Rollout>>;
  /** Of this plan, ended ones too, oldest first. */
  rolloutsOf(planDigest: Digest): Promise<readonly Rollout[]>;
  /** Neither `completed` nor `aborted`, oldest first. */
  openRollouts(): Promise<readonly Versioned<Rollout>[]>;
  /** Those of them that this host is one of: asked with every check-in, of rollouts over thousands. */
  openRolloutsWith(hostId: HostId): Promise<readonly Versioned<Rollout>[]>;

  /**
   * `null`: another owner holds it and it has not expired. Taking it raises the epoch; who still holds it keeps the
   * epoch and moves the expiry. `owner` names one start of one program, so that nothing is inherited from a dead one.
   */
  claim(name: string, owner: string, now: Instant, expiresAt: Instant): Promise<Claim | null>;
  /**
   * True while this owner's epoch is the newest and it was not released; asked inside the same `write` as what it guards.
   * Expiry alone does not end it: until somebody takes the claim, nobody else acts on it.
   */
  claimHolds(claim: Claim): Promise<boolean>;
  /** A claim that no longer holds is left alone. */
  releaseClaim(claim: Claim): Promise<void>;

  /**
   * One lease per host; whether it may be taken is judged by the caller inside the same `write`. Putting it again for the
   * same attempt replaces it; for another attempt it throws, since a lease ends by `freeLease` alone.
   */
  putLease(lease: Lease): Promise<void>;
  /** By host id. */
  leases(): Promise<readonly Lease[]>;
  /** The lease of another attempt stays. */
  freeLease(hostId: HostId, attemptId: AttemptId): Promise<void>;

  /** One per attempt; putting it again replaces it. */
  putGrant(grant: StoredGrant): Promise<void>;
  /** In the order in which they were first put. */
  grantsOf(hostId: HostId): Promise<readonly StoredGrant[]>;

  /** Replaces the one of the same wave and name. */
  putGateReading(rolloutId: RolloutId, reading: StoredGateReading): Promise<void>;
  /** By wave, then by name. */
  gateReadings(rolloutId: RolloutId): Promise<readonly StoredGateReading[]>;

  /** Hosts that a person has taken out of service outside of Slipway, by host id. */
  takenByHand(): Promise<readonly HostId[]>;
  setTakenByHand(hostId: HostId, taken: boolean): Promise<void>;
}
