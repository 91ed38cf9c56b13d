// Protocol version 1 between agent and controller. See index.ts.

import type { Envelope } from '@slipway/core/document';
import type { IsolationState, LedgerEntry, LedgerHead } from '@slipway/core/execution';
import type { AttemptId, Digest, HostId } from '@slipway/core/ids';
import type { InstalledPackage, Inventory } from '@slipway/core/inventory';
import type { PackagedConffile, PlatformIndex, Proposal } from '@slipway/core/patch-set';
import type { HostPlanBundle } from '@slipway/core/plan';
import type { Reading, ReadingSubject } from '@slipway/core/reading';
import type { Reason } from '@slipway/core/reasons';
import type { Instant } from '@slipway/core/time';

export const PROTOCOL_VERSION = 1;

/**
 * `GET /agent/v1/trust`, without a client certificate and before the listener can be trusted: the agent checks the first
 * trust root against the digest of its enrolment line, the authority against that root, and only then sends its token.
 */
export interface TrustReply {
  readonly protocol: 1;
  readonly authority: string;
  /** From version 1 on, in order. */
  readonly trustRoots: readonly Envelope[];
}

/** `POST /agent/v1/enrol`, over TLS pinned to the authority's fingerprint of the enrolment line. */
export interface EnrolRequest {
  readonly protocol: 1;
  readonly token: string;
  readonly hostname: string;
  readonly machineIdDigest: Digest;
  readonly agentVersion: string;
  readonly capabilities: readonly string[];
  /** PKCS #10, PEM; the private key never leaves the host. */
  readonly certificateRequest: string;
}
export interface EnrolReply {
  readonly protocol: 1;
  readonly hostId: HostId;
  readonly certificate: string;
  readonly authority: string;
  /** Every trust root from version 1 on, in order. */
  readonly trustRoots: readonly Envelope[];
}

/** `POST /agent/v1/check-in`: the heartbeat. Unchanged inventory costs its digest. */
export interface CheckIn {
  readonly protocol: 1;
  readonly agentVersion: string;
  readonly capabilities: readonly string[];
  readonly sentAt: Instant;
  readonly bootId: string;
  readonly mode: 'observed' | 'adopted';
  /** Highest adoption order seen. */
  readonly adoptionOrder: number;
  readonly trustRootVersion: number;
  readonly stopped: boolean;
  /** Of the newest inventory collected, whether sent or not. `null`: none yet. */
  readonly inventoryDigest: Digest | null;
  /** Where the ledger is broken: of the part before the break. */
  readonly ledger: LedgerHead;
  /** The host plan that is verified and whose files are all on the host. */
  readonly readyFor: Digest | null;
  readonly refusal: { readonly hostPlanDigest: Digest; readonly reason: Reason } | null;
  /** A grant that the executor has accepted, until its attempt's end stands in the ledger. */
  readonly attemptId: AttemptId | null;
  /** How long the controller may hold the answer when it has nothing to say; 0 to 25. */
  readonly waitSeconds: number;
  /** The host's ledger does not hold together: nothing begins there, and `mode` and `ledger` are what is left of it. */
  readonly ledgerBroken?: Reason;
  /** Whether it is kept from its service outside of an attempt. Absent: it never had an order about it. */
  readonly isolation?: IsolationState;
}

export interface CheckInReply {
  readonly protocol: 1;
  readonly now: Instant;
  /** As long as it waits; its own moment within the interval is in it. */
  readonly nextCheckInSeconds: number;
  readonly wants: {
    /** `delta` against the digest that the controller holds, where the agent still has that state. */
    readonly inventory:
      | { readonly form: 'none' }
      | { readonly form: 'full' }
      | { readonly form: 'delta'; readonly base: Digest };
    /** Look at the repositories again before the next inventory. */
    readonly refresh: boolean;
    readonly proposals: readonly ProposalWish[];
    /** Send ledger entries from this sequence on; the controller holds all before it. */
    readonly ledgerFrom: number;
    /** Take these, one after the other, and send what came of them. Only of agents with `readings/1`; units only of those with `health/1`, checks with `still-so/1`, the whole host with `verify/1`, output with `output/1` and of the attempt that the agent told alone. */
    readonly readings?: readonly ReadingWish[];
  };
  /** Newer than the agent's version, in order. */
  readonly trustRoots: readonly Envelope[];
  readonly adoption: Envelope | null;
  /**
   * Newer than what the host says of itself; only for agents with `isolate/1`. With it the plan whose hooks are meant, unless
   * it is to serve.
   */
  readonly isolation?: { readonly order: Envelope; readonly hostPlan?: HostPlanBundle };
  /** `same`: the one that the agent is ready for still stands. */
  readonly hostPlan:
    | { readonly form: 'none' }
    | { readonly form: 'same'; readonly digest: Digest }
    | { readonly form: 'new'; readonly bundle: HostPlanBundle };
  readonly grant: Envelope | null;
  /** Grants that no longer hold. One that has begun already goes on. */
  readonly withdrawn: readonly AttemptId[];
  /** Unresolved: start nothing (`host-restored`, `host-identity-doubled`). */
  readonly barred: Reason | null;
}

export interface ProposalWish {
  readonly patchSetDigest: Digest;
  readonly index: PlatformIndex;
  /** What to ask the package manager for, exactly. */
  readonly targets: readonly { readonly name: string; readonly architecture: string; readonly version: string }[];
  /**
   * The configuration files that versions of the index bring. Of a version that is not among them they are not known; controllers
   * of earlier versions know of none.
   */
  readonly conffiles?: readonly VersionConffiles[];
  /** Names of packages that are not to change, whatever a target would need: that target is refused. Absent: none. */
  readonly avoid?: readonly string[];
  /** Names of packages that may go where a target needs it. Absent, as controllers of earlier versions ask: any may. */
  readonly mayRemove?: readonly string[];
  /** This controller reads `Proposal.ownFiles`. Absent: one of an earlier version, which would refuse the whole answer for it. */
  readonly ownFiles?: 'wanted';
  /**
   * Back to the targets, which may be lower than what is installed, and away with these; all of it or nothing. Only of
   * agents with `rollback/1`. Absent: up to the targets.
   */
  readonly back?: {
    readonly remove: readonly { readonly name: string; readonly architecture: string; readonly version: string }[];
  };
}

export interface VersionConffiles {
  readonly name: string;
  readonly architecture: string;
  readonly version: string;
  readonly files: readonly PackagedConffile[];
}

/** What a host is asked for by name. `readingId` comes back with the answer. */
export type ReadingWish = ReadingSubject & { readonly readingId: Digest; readonly timeoutSeconds: number };

/** `PUT /agent/v1/readings`, answered with nothing. What is no longer wanted is dropped. */
export interface ReadingsMessage {
  readonly protocol: 1;
  readonly readings: readonly (Reading & { readonly readingId: Digest })[];
}

/** `PUT /agent/v1/inventory`, compressed. `digest` is over the canonical full inventory in both forms. */
export type InventoryMessage =
  | { readonly protocol: 1; readonly form: 'full'; readonly digest: Digest; readonly inventory: Inventory }
  | {
      readonly protocol: 1;
      readonly form: 'delta';
      readonly base: Digest;
      readonly digest: Digest;
      /** All but the packages, which are small. */
      readonly rest: Omit<Inventory, 'packages'>;
      readonly set: readonly InstalledPackage[];
      readonly removed: readonly { readonly name: string; readonly architecture: string; readonly version: string }[];
    };
/** `again`: the controller no longer has the base; send the full one. */
export interface InventoryReply {
  readonly stored: 'yes' | 'again';
}

/** `PUT /agent/v1/proposals/{patchSetDigest}` */
export type ProposalMessage =
  | { readonly protocol: 1; readonly kind: 'proposal'; readonly proposal: Proposal }
  | { readonly protocol: 1; readonly kind: 'unable'; readonly reason: Reason };

/** `POST /agent/v1/ledger`: idempotent by sequence. The same sequence with another content bars the host. */
export interface LedgerMessage {
  readonly protocol: 1;
  readonly entries: readonly LedgerEntry[];
}
export interface LedgerReply {
  /** The controller holds everything below this. */
  readonly nextSequence: number;
}
// `GET /agent/v1/content/{digest}`: one file of the package store as bytes, with `Range`.
