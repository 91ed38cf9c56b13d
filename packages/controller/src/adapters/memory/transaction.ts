// What is stored, and the hands in which one read or write holds it.

import type { AuditEvent } from '@slipway/core/audit';
import type { Digest, HostId } from '@slipway/core/ids';
import type { Approval, HostPlan } from '@slipway/core/plan';
import type { Policy } from '@slipway/core/policy';
import type { Lease, Rollout } from '@slipway/core/rollout';
import type { Instant } from '@slipway/core/time';
import type {
  ApiToken,
  ChainedEntry,
  Claim,
  CutRequest,
  EnrolmentToken,
  HostEvent,
  HostRecord,
  PlanRequest,
  StoredGrant,
  StoredInventory,
  StoredPatchSet,
  StoredPlan,
  StoredProposal,
  Versioned,
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
  /** rollout id */
  readonly rollouts: Table<Versioned<Rollout>>;
  /** claim name */
  readonly claims: Table<Claim & { readonly released: boolean }>;
  /** host id */
  readonly leases: Table<Lease>;
  /** host id */
  readonly grants: Table<readonly StoredGrant[]>;
  /** host id */
  readonly takenByHand: Table<HostId>;
  /** token id */
  readonly tokens: Table<ApiToken>;
  /** secret digest; gives the token id */
  readonly tokenIds: Table<string>;
  /** secret digest */
  readonly enrolmentTokens: Table<EnrolmentToken>;
  /** the only one is `''` */
  readonly auditEvents: Logs<AuditEvent>;
  /** setting name */
  readonly settings: Table<string>;
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
  rollouts: new Table(journal),
  claims: new Table(journal),
  leases: new Table(journal),
  grants: new Table(journal),
  takenByHand: new Table(journal),
  tokens: new Table(journal),
  tokenIds: new Table(journal),
  enrolmentTokens: new Table(journal),
  auditEvents: new Logs(journal),
  settings: new Table(journal),
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
