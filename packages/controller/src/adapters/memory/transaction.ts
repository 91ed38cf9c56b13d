// What is stored, and the hands in which one read or write holds it.

import type { KnowledgeRecord, PackageSubject, Release } from '@slipway/core/advisory';
import type { ChangeRequest, PlanAskedAgain, PlanRefusal } from '@slipway/core/approval';
import type { AuditEvent } from '@slipway/core/audit';
import type { ExposureCourse, HostSpan } from '@slipway/core/compliance';
import type { Digest, HostId } from '@slipway/core/ids';
import type { InstalledPackage } from '@slipway/core/inventory';
import type { VersionQuarantine } from '@slipway/core/patch-set';
import type { Approval, HostPlan } from '@slipway/core/plan';
import type { Policy } from '@slipway/core/policy';
import type { PatchSetStanding, Promotion } from '@slipway/core/promotion';
import type { Lease, Rollout } from '@slipway/core/rollout';
import type { Instant } from '@slipway/core/time';
import type {
  Account,
  ApiToken,
  Audience,
  CarriedVersion,
  ChainedEntry,
  Claim,
  CutRequest,
  Delivery,
  EnrolmentToken,
  HostEvent,
  HostRecord,
  News,
  OutboxEvent,
  PackageId,
  PlanRequest,
  Session,
  StoredChecklist,
  StoredFeed,
  StoredGateReading,
  StoredGrant,
  StoredInventory,
  StoredPatchSet,
  StoredPlan,
  StoredProposal,
  StoredVerdict,
  UpdateCount,
  UpdateKey,
  Versioned,
  WantedReading,
} from '../../ports/index.ts';
import { type Journal, Logs, Table } from './table.ts';

/** One field per kind of row; the comment names the key. */
export interface Tables {
  /** host id */
  readonly hosts: Table<Versioned<HostRecord>>;
  /** certificate serial; gives the host id */
  readonly certificates: Table<string>;
  /** host id */
  readonly inventories: Table<StoredInventory>;
  /** host id */
  readonly hostEvents: Logs<HostEvent>;
  /** host id */
  readonly ledgers: Logs<ChainedEntry>;
  /** cut id */
  readonly cutRequests: Table<Versioned<CutRequest>>;
  /** digest */
  readonly patchSets: Table<StoredPatchSet>;
  /** host id, then patch set digest */
  readonly proposals: Table<ReadonlyMap<Digest, StoredProposal>>;
  /** repository */
  readonly newestIndexes: Table<Instant>;
  /** plan request id */
  readonly planRequests: Table<Versioned<PlanRequest>>;
  /** digest */
  readonly plans: Table<StoredPlan>;
  /** plan digest; by host id */
  readonly hostPlans: Table<ReadonlyMap<string, HostPlan>>;
  /** host id */
  readonly currentHostPlans: Table<{ readonly planDigest: Digest; readonly hostPlan: HostPlan }>;
  /** the only one is `''`; revision is place plus 1 */
  readonly policies: Logs<{ readonly policy: Policy; readonly by: string; readonly at: Instant }>;
  /** place in the order of arrival */
  readonly approvals: Table<{ readonly approval: Approval; readonly standing: boolean }>;
  /** place in the order of arrival */
  readonly refusals: Table<{ readonly refusal: PlanRefusal; readonly standing: boolean }>;
  /** the only one is `''` */
  readonly askedAgain: Logs<PlanAskedAgain>;
  /** number */
  readonly changeRequests: Table<Versioned<ChangeRequest>>;
  /** promotion id */
  readonly promotions: Table<Versioned<Promotion>>;
  /** patch set digest */
  readonly standings: Table<Versioned<PatchSetStanding>>;
  /** quarantine id */
  readonly quarantines: Table<Versioned<VersionQuarantine>>;
  /** rollout id */
  readonly rollouts: Table<Versioned<Rollout>>;
  /** claim name */
  readonly claims: Table<Claim & { readonly released: boolean }>;
  /** host id */
  readonly leases: Table<Lease>;
  /** host id */
  readonly grants: Table<readonly StoredGrant[]>;
  /** rollout id; by wave and name */
  readonly gateReadings: Table<readonly StoredGateReading[]>;
  /** host id */
  readonly takenByHand: Table<HostId>;
  /** token id */
  readonly tokens: Table<ApiToken>;
  /** secret digest; gives the token id */
  readonly tokenIds: Table<string>;
  /** secret digest */
  readonly enrolmentTokens: Table<EnrolmentToken>;
  /** name */
  readonly accounts: Table<Account>;
  /** secret digest */
  readonly sessions: Table<Session>;
  /** the only one is `''` */
  readonly auditEvents: Logs<AuditEvent>;
  /** setting name */
  readonly settings: Table<string>;
  /** host id and reading id */
  readonly readings: Table<WantedReading>;
  /** plan digest */
  readonly checklists: Table<StoredChecklist>;
  /** host id */
  readonly looks: Table<HostLooks>;
  /** host id; in the order in which they were recorded */
  readonly courses: Table<readonly HostCourseRow[]>;
  /** the only one is `''`: how many were ever recorded */
  readonly courseCount: Table<number>;
  readonly knowledge: KnowledgeTables;
  readonly outbox: OutboxTables;
}

/** Spans by their begin. */
export interface HostLooks {
  /** `null`: never again. */
  readonly wantedAt: number | null;
  readonly lookedAt: Instant | null;
  readonly spans: readonly HostSpan[];
}
export interface HostCourseRow {
  readonly hostId: HostId;
  readonly number: number;
  readonly course: ExposureCourse;
}

/** A package version with the number of hosts that carry it and what it waits for. */
export interface VersionRow extends CarriedVersion {
  readonly pending: 'new' | 'again' | null;
}
export interface PackageChange {
  readonly at: Instant;
  readonly packageId: PackageId;
  readonly change: 'added' | 'removed';
  readonly package: InstalledPackage;
}
/** `knownFrom` is `null` until its import is finished. */
export interface RecordRow {
  readonly number: number;
  readonly feed: string;
  readonly importNumber: number;
  readonly kind: KnowledgeRecord['kind'];
  readonly key: string;
  readonly name: string | null;
  readonly content: object;
  readonly knownFrom: Instant | null;
  readonly knownUntil: Instant | null;
}
export interface ImportRow {
  readonly number: number;
  readonly feed: string;
  readonly seen: readonly number[];
  readonly finished: { readonly at: Instant; readonly feedDate: Instant } | null;
}
export interface VerdictRow {
  readonly release: Release;
  readonly verdict: StoredVerdict;
  readonly knownFrom: Instant;
  readonly knownUntil: Instant | null;
}

export interface OutboxTables {
  /** name */
  readonly audiences: Table<Audience>;
  /** event id */
  readonly events: Table<OutboxEvent>;
  /** what they are about; gives event ids */
  readonly about: Logs<string>;
  /** event id; by audience */
  readonly deliveries: Table<readonly Delivery[]>;
  /** event id and audience; those in this state */
  readonly waiting: Table<Delivery>;
  /** digest id */
  readonly digests: Table<{ readonly digestId: string; readonly eventIds: readonly string[] }>;
  /** audience; when what counts as much at once was added */
  readonly byAudience: Logs<Instant>;
}

export interface KnowledgeTables {
  /** package id */
  readonly versions: Table<VersionRow>;
  /** everything that tells versions apart; gives the package id */
  readonly versionIds: Table<number>;
  /** host id */
  readonly carried: Table<readonly { readonly packageId: PackageId; readonly package: InstalledPackage }[]>;
  /** host id */
  readonly changes: Logs<PackageChange>;
  /** host id; gives when its first inventory came */
  readonly firstInventories: Table<Instant>;
  /** name */
  readonly feeds: Table<Versioned<StoredFeed>>;
  /** number */
  readonly imports: Table<ImportRow>;
  /** number */
  readonly records: Table<RecordRow>;
  /** package id; what statements were looked at for it */
  readonly subjects: Table<{ readonly release: Release; readonly subjects: readonly PackageSubject[] }>;
  /** package id */
  readonly verdicts: Table<readonly VerdictRow[]>;
  /** the news itself */
  readonly news: Table<News>;
  /** kind and subject */
  readonly starts: Table<Instant>;
  /** update */
  readonly counts: Table<{ readonly count: UpdateCount; readonly at: Instant }>;
  /** update */
  readonly uncounted: Table<UpdateKey>;
}

export const makeTables = (journal: Journal): Tables => ({
  hosts: new Table(journal),
  certificates: new Table(journal),
  inventories: new Table(journal),
  hostEvents: new Logs(journal),
  ledgers: new Logs(journal),
  cutRequests: new Table(journal),
  patchSets: new Table(journal),
  proposals: new Table(journal),
  newestIndexes: new Table(journal),
  planRequests: new Table(journal),
  plans: new Table(journal),
  hostPlans: new Table(journal),
  currentHostPlans: new Table(journal),
  policies: new Logs(journal),
  approvals: new Table(journal),
  refusals: new Table(journal),
  askedAgain: new Logs(journal),
  changeRequests: new Table(journal),
  promotions: new Table(journal),
  standings: new Table(journal),
  quarantines: new Table(journal),
  rollouts: new Table(journal),
  claims: new Table(journal),
  leases: new Table(journal),
  grants: new Table(journal),
  gateReadings: new Table(journal),
  takenByHand: new Table(journal),
  tokens: new Table(journal),
  tokenIds: new Table(journal),
  enrolmentTokens: new Table(journal),
  accounts: new Table(journal),
  sessions: new Table(journal),
  auditEvents: new Logs(journal),
  settings: new Table(journal),
  readings: new Table(journal),
  checklists: new Table(journal),
  looks: new Table(journal),
  courses: new Table(journal),
  courseCount: new Table(journal),
  knowledge: {
    versions: new Table(journal),
    versionIds: new Table(journal),
    carried: new Table(journal),
    changes: new Logs(journal),
    firstInventories: new Table(journal),
    feeds: new Table(journal),
    imports: new Table(journal),
    records: new Table(journal),
    subjects: new Table(journal),
    verdicts: new Table(journal),
    news: new Table(journal),
    starts: new Table(journal),
    counts: new Table(journal),
    uncounted: new Table(journal),
  },
  outbox: makeOutbox(journal),
});

const makeOutbox = (journal: Journal): OutboxTables => ({
  audiences: new Table(journal),
  events: new Table(journal),
  about: new Logs(journal),
  deliveries: new Table(journal),
  waiting: new Table(journal),
  digests: new Table(journal),
  byAudience: new Logs(journal),
});

/** One read or write. A method that changes asks for `changing` first, so that inside a read it throws before it looks. */
export class Transaction {
  readonly #tables: Tables;
  readonly #purpose: 'read' | 'write';
  #over = false;

  constructor(tables: Tables, purpose: 'read' | 'write') {
    this.#tables = tables;
    this.#purpose = purpose;
  }

  get reading(): Tables {
    if (this.#over) throw new Error('the view was used after its read or write had ended');
    return this.#tables;
  }

  get changing(): Tables {
    if (this.#purpose === 'read') throw new Error('a method that changes was called inside a read');
    return this.reading;
  }

  get isOver(): boolean {
    return this.#over;
  }

  end(): void {
    this.#over = true;
  }
}

/** The rows of a log or table that has one list only. */
export const ONLY = '';
