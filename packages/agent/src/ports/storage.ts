import type { Envelope, Sha256, VerifySignature } from '@slipway/core/document';
import type { LedgerEntry, LedgerFact } from '@slipway/core/execution';
import type { Digest } from '@slipway/core/ids';
import type { PackageFile, PlatformIndex } from '@slipway/core/patch-set';
import type { HostPlan, HostPlanBundle, PlanHeader } from '@slipway/core/plan';
import type { Outcome, Reason } from '@slipway/core/reasons';
import type { Instant } from '@slipway/core/time';
import type { StagedFiles } from './package-manager.ts';

/** Root's append-only record. `append` returns after the line is synced; a torn last line is dropped on reading. */
export interface Ledger {
  read(): Promise<readonly LedgerEntry[]>;
  append(fact: LedgerFact): Promise<LedgerEntry>;
  /** `null`: it holds together. Else nothing may begin on this host, and `read` and `append` throw. */
  broken(): Promise<BrokenLedger | null>;
}
/** The reporter's view of the same file. */
export type LedgerReader = Pick<Ledger, 'read' | 'broken'>;

export interface BrokenLedger {
  /** `ledger-broken` */
  readonly reason: Reason;
  /** What stands before the place where it breaks, and nothing may be begun by. */
  readonly before: readonly LedgerEntry[];
}

/** What reporter hands to executor: documents only, written whole or not at all. The executor believes none of it unverified. */
export interface Inbox {
  putTrustRoots(roots: readonly Envelope[]): Promise<void>;
  putHostPlan(bundle: HostPlanBundle): Promise<void>;
  putGrant(grant: Envelope): Promise<void>;
  putAdoption(order: Envelope): Promise<void>;
  /** `null`, or the same again, wakes root to look at what it was told before. */
  putIsolation(delivered: DeliveredIsolation | null): Promise<void>;
  withdrawGrant(): Promise<void>;
  /** The controller answered just now. */
  noteContact(at: Instant): Promise<void>;
  read(): Promise<InboxContents>;
  /** Asked before every step, and no document. `null`: never, or not readable. */
  contactAt(): Promise<Instant | null>;
}
export interface InboxContents {
  readonly trustRoots: readonly Envelope[];
  readonly hostPlan: HostPlanBundle | null;
  readonly grant: Envelope | null;
  readonly adoption: Envelope | null;
  readonly isolation: DeliveredIsolation | null;
}

export interface DeliveredIsolation {
  readonly order: Envelope;
  /** Whose hooks are meant; `null` with an order to serve. */
  readonly hostPlan: HostPlanBundle | null;
}

/** Files by SHA-256 in the reporter's cache. */
export interface ContentCache {
  /** Path of a whole, verified file, or `null`. */
  find(sha256: Digest): Promise<string | null>;
  /** Streams into the cache; keeps nothing whose hash or size differs. */
  store(file: PackageFile, chunks: AsyncIterable<Uint8Array>): Promise<Outcome<string>>;
  /** Forgets whatever is not listed. */
  keepOnly(digests: ReadonlySet<Digest>): Promise<void>;
}

/** Copies from the cache into a root-owned folder, hashing on the way: what was verified is what is installed. */
export interface Staging {
  stage(options: {
    readonly index: PlatformIndex;
    readonly files: readonly WantedFile[];
  }): Promise<Outcome<StagedFiles>>;
  /** Takes in what root itself has made, and answers by what it is staged again; whoever stages without it loses it. */
  take(made: { readonly label: string; readonly path: string }): Promise<Outcome<PackageFile>>;
  clear(): Promise<void>;
}

export interface WantedFile {
  readonly label: string;
  readonly file: PackageFile;
  /** Where root finds it, in place of the reporter's cache. */
  readonly path?: string;
}

/** Root's own copy of the trust roots, from the pinned one on, whose digest came with the enrolment line. */
export interface TrustStore {
  readonly pinnedDigest: Digest;
  read(): Promise<readonly Envelope[]>;
  write(roots: readonly Envelope[]): Promise<void>;
}

/** Root's own copy of the plan of the newest attempt, or isolation: what has begun goes on under it, not under the inbox. */
export interface PlanOfAttempt {
  keep(plan: KeptPlan): Promise<void>;
  /** `null`: none, or none that can be read. */
  kept(): Promise<KeptPlan | null>;
}
/** Verified before it was kept. */
export interface KeptPlan {
  readonly header: PlanHeader;
  readonly hostPlan: HostPlan;
  /** The grant that it began with wants lines of logs. */
  readonly logs?: 'wanted';
  /** It wants what a package transaction left beside the versions. */
  readonly transaction?: 'wanted';
}

/** Real cryptography everywhere, the simulator included. */
export interface Crypto {
  readonly sha256: Sha256;
  readonly verify: VerifySignature;
}

/** Whether the transaction's unit may be started at all: masked while the host is only observed. */
export interface ExecutorSwitch {
  unmask(): Promise<void>;
  mask(): Promise<void>;
}
