// The life of one plan. See index.ts.

import type { AttemptOutcome } from '../execution/index.ts';
import type { GateReading, WaveReading } from '../gates/index.ts';
import type { AttemptId, Digest, HostId, RolloutId } from '../ids/index.ts';
import type { HostPlan, PlanHeader } from '../plan/index.ts';
import type { Reason } from '../reasons/index.ts';
import type { StepKind } from '../step/index.ts';
import type { Instant } from '../time/index.ts';

/** Stored with a version number; the whole of what a controller must remember about a rollout. */
export interface Rollout {
  readonly rolloutId: RolloutId;
  readonly planDigest: Digest;
  readonly environment: string;
  readonly state: RolloutState;
  readonly startedAt: Instant;
  readonly endedAt: Instant | null;
  /** Why paused, stopped or waiting. */
  readonly reason: Reason | null;
  readonly waves: readonly RolloutWave[];
  /** Sorted by host id. */
  readonly hosts: readonly RolloutHost[];
  /** Failed or lost hosts that a person has looked at and resumed over: they no longer count against the budget. Sorted. */
  readonly acceptedFailures: readonly HostId[];
  /** The gates behind the last wave count. Absent where an earlier version began it: then it ends with its last host. */
  readonly lastWave?: 'gated';
  /** Hosts that are done say after their soak whether they are still well. Absent where an earlier version began it. */
  readonly afterSoak?: 'asked';
}

/**
 * `running` starts hosts; `paused` (by a person) and `stopped` (by failure budget, withdrawn version or restored
 * controller) start nobody, but those under way finish; `aborting` waits for those and ends as `aborted`. `completed`: all
 * hosts have ended, and every wave was passed; `failed`: they have ended, and the budget is spent or a gate stayed closed.
 */
export type RolloutState = 'running' | 'paused' | 'stopped' | 'aborting' | 'aborted' | 'completed' | 'failed';

export interface RolloutWave {
  /** Instant at which the wave's last host ended, behind the last wave that of all waves; the soak counts from here. */
  readonly settledAt: Instant | null;
  /** Instant at which all gates behind the wave were open. */
  readonly passedAt: Instant | null;
  /** A person's "go on", where the gate asks for one, or the wave has shown nothing. */
  readonly goOnBy: string | null;
  /** What was read of the gates' conditions when it was passed; absent where there are none. */
  readonly passedOn?: readonly GateReading[];
}

export interface RolloutHost {
  readonly hostId: HostId;
  readonly wave: number;
  readonly phase: HostPhase;
  readonly since: Instant;
  readonly attemptId: AttemptId | null;
  readonly reason: Reason | null;
  readonly step: StepKind | null;
  /** While it waits. Absent: it was there whenever it could have begun. */
  readonly missing?: MissingHost;
  /** Of a host that is done, what it said after the soak. Absent: it has not been asked, or not answered yet. */
  readonly stillSo?: StillSo;
}

/** `not-well` counts as a failure: the host stays patched and is nobody's to touch, but what it proves is nothing good. */
export interface StillSo {
  readonly state: 'well' | 'not-well';
  readonly at: Instant;
  readonly reason: Reason | null;
}

/** The checks of its plan, asked again; `null`: it has not answered. */
export interface AskedAfterSoak {
  readonly reading: {
    readonly state: 'ok' | 'critical' | 'unknown';
    readonly found: string;
    readonly at: Instant;
  } | null;
}

/** Its wave was open, the occurrence too, and the host was not there. It holds up nobody meanwhile. */
export interface MissingHost {
  readonly occurrenceId: string;
  /** After this it has missed the occurrence. */
  readonly lastStartAt: Instant;
  readonly endsAt: Instant;
  readonly since: Instant;
  readonly reason: Reason;
  /** When it had missed it; `null`: it may come back in time. */
  readonly missedAt: Instant | null;
}

/**
 * `waiting`: not granted yet. `granted`: holds lease and start grant. `away`: has begun. `done`, `gone-back`, `failed`
 * (isolated), `not-begun`: its ledger said so. `lost`: silent beyond its deadline, lease kept, reconciled on contact.
 * `excused`: left out by a person, by drift or by a higher generation. `part-done`: its window was over before all was applied.
 */
export type HostPhase =
  | 'waiting'
  | 'granted'
  | 'away'
  | 'done'
  | 'part-done'
  | 'gone-back'
  | 'failed'
  | 'not-begun'
  | 'lost'
  | 'excused';

/** What is known of each host at this look; never the rollout's own guesses. */
export interface RolloutObservation {
  readonly hostId: HostId;
  readonly lastSeenAt: Instant | null;
  /** Of the boot in which it was heard last; absent: not known. */
  readonly bootId?: string;
  /** The agent holds this host plan, has verified it, and its files are on the host. */
  readonly readyForDigest: Digest | null;
  readonly attempt: AttemptObservation | null;
  /** Its ledger holds lines that have not arrived: what is not among those that have proves nothing. */
  readonly untold: boolean;
  /** The agent refused its host plan or grant, or found its proposal outside the bounds. */
  readonly refusal: Reason | null;
  readonly stopped: boolean;
}

export interface AttemptObservation {
  readonly attemptId: AttemptId;
  readonly step: StepKind | null;
  readonly stepBegunAt: Instant | null;
  /** While the step `reboot` is open: the boot in which it was begun, and when systemd was asked, where the host says so. */
  readonly reboot?: { readonly bootId: string; readonly askedAt: Instant | null };
  readonly ended: { readonly outcome: AttemptOutcome; readonly reason: Reason | null; readonly at: Instant } | null;
}

export interface RolloutInput {
  readonly rollout: Rollout;
  readonly header: PlanHeader;
  readonly hostPlans: ReadonlyMap<HostId, HostPlan>;
  readonly observations: ReadonlyMap<HostId, RolloutObservation>;
  /** Leases of all rollouts and hosts away for any other reason. */
  readonly away: readonly AwayHost[];
  /** Group by host for every host of the environment. */
  readonly groups: ReadonlyMap<HostId, string>;
  /** Hosts that other ones carry now, or did when the plan was made; by carrier, with the guests of guests. Absent: none is known. */
  readonly carried?: CarriedHosts;
  /** By host, why nobody can tell its guests now. Absent, or a host that is not in it: they can be told. */
  readonly guestsUnknown?: ReadonlyMap<HostId, string>;
  readonly approved: { readonly kind: 'yes' } | { readonly kind: 'no'; readonly reason: Reason };
  /** Why nothing may begin now by the calendar; `null` or absent: nothing stands against it. */
  readonly closed?: Reason | null;
  /** Hosts whose transaction carries a version that is kept from hosts, with its reason. They begin nothing; who has begun goes on. */
  readonly quarantined?: ReadonlyMap<HostId, Reason>;
  /** The newest of each condition of the waves' gates; one that is missing counts as closed. */
  readonly gateReadings?: readonly WaveReading[];
  /** What hosts that can be asked said of their checks last; who is not in it has none, or an agent that is too old. */
  readonly stillSo?: ReadonlyMap<HostId, AskedAfterSoak>;
  /** Why the plan's checklist lets nobody begin; `null` or absent: it has none, or every item is green. */
  readonly unchecked?: Reason | null;
  /** When its checklist was looked at; `null` or absent: it has none, or nobody has looked. */
  readonly checkedAt?: Instant | null;
  /** The switch that stops everything. */
  readonly switchThrown: boolean;
  /** What becomes of a host that missed an occurrence: it leaves, and is planned again; or waits, as where this is absent. */
  readonly missedHosts?: MissedHosts;
  readonly now: Instant;
}

/** A list: these leave, and the others wait. */
export type MissedHosts = 'leave' | 'wait' | ReadonlySet<HostId>;

export interface RolloutDecision {
  readonly rollout: Rollout;
  readonly commands: readonly RolloutCommand[];
  /** Why each host that has not ended is where it is. */
  readonly waiting: readonly { readonly hostId: HostId; readonly reason: Reason }[];
  /** Why the rollout has not ended though each of its hosts has; `null`: some have not, or it is over. */
  readonly ending: Reason | null;
  /** Look again no later than this, even if nothing is heard. */
  readonly lookAgainAt: Instant | null;
}

/**
 * Carried out in the transaction that stores the decision; each is safe to repeat. A `grant` takes the lease and signs.
 * `withdraw-grant`: given out no more; a host that has it may still begin. `mark-lost`: for people to see; nothing is freed.
 */
export type RolloutCommand =
  | {
      readonly kind: 'grant';
      readonly hostId: HostId;
      readonly attemptId: AttemptId;
      readonly occurrenceId: string;
      readonly latestStartAt: Instant;
    }
  | { readonly kind: 'withdraw-grant'; readonly hostId: HostId; readonly attemptId: AttemptId }
  | { readonly kind: 'free-leases'; readonly hostId: HostId; readonly attemptId: AttemptId }
  | { readonly kind: 'mark-lost'; readonly hostId: HostId };

/** A host's right to be away, held in every cluster that it belongs to. */
export interface Lease {
  readonly hostId: HostId;
  readonly rolloutId: RolloutId;
  readonly attemptId: AttemptId;
  readonly environment: string;
  readonly group: string | null;
  readonly clusters: readonly string[];
  readonly takenAt: Instant;
  /** Passing this frees nothing: the host counts as lost. */
  readonly expiresAt: Instant;
  /** Hosts that it carried when it was taken. Absent: none was known. */
  readonly guests?: LeasedGuests;
}

/** A host that another one carries, with its places. */
export interface CarriedHost {
  readonly hostId: HostId;
  readonly hostname: string;
  readonly environment: string;
  readonly group: string | null;
  readonly clusters: readonly string[];
}

export type CarriedHosts = ReadonlyMap<HostId, readonly CarriedHost[]>;

/** None of them begins while their carrier is at it, and it does not begin while one of them is. */
export interface LeasedGuests {
  /** Hostname of their carrier. */
  readonly carrier: string;
  /** `down`: shut down with it, and away until they are heard after it gave its lease back. `up`: they serve on, here or elsewhere. */
  readonly meanwhile: 'down' | 'up';
  readonly hosts: readonly (CarriedHost & {
    /** They count against {@link Bounds.awayMax} as well. */
    readonly isPlanned: boolean;
  })[];
}

export interface AwayHost {
  readonly hostId: HostId;
  readonly environment: string;
  readonly group: string | null;
  readonly clusters: readonly string[];
  /**
   * `isolated`: kept from its service until it is patched; its own start is not held up by that. `carrier`: shut down with the
   * host that carries it, or not heard since that gave its lease back. `unknown-attempt`: by one that was granted
   * elsewhere, or whose lease a person has freed while the host was away.
   */
  readonly because: 'lease' | 'unreachable' | 'lost' | 'taken-by-hand' | 'isolated' | 'carrier' | 'unknown-attempt';
  readonly rolloutId: RolloutId | null;
  /** Of a lease: its own name, and whom it carries, away or not. */
  readonly carries?: { readonly hostname: string; readonly guests: readonly HostId[] };
  /** Because of its carrier: the hostname of that. */
  readonly carrier?: string;
}

/** Signed word that a host is adopted (may be changed) or only observed. */
export interface AdoptionOrder {
  readonly schema: 'slipway.adoption/1';
  readonly hostId: HostId;
  readonly mode: 'adopted' | 'observed';
  /** Rises with every order, beside the host plans' generation, and never falls. */
  readonly order: number;
  readonly issuedAt: Instant;
}
