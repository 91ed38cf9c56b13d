// What feeds said, when Slipway knew it, and what it means for the package versions that hosts carry. "Known time" is the
// interval in which Slipway knew something: what changes is closed and stays, so that any day can be asked about.

import type {
  AdvisoryRecord,
  FeedStatement,
  JudgedPackage,
  KnowledgeRecord,
  MakerRelease,
  PackageSubject,
  Release,
  Severity,
  Statement,
  SupportStatus,
  Verdict,
  VulnerabilityFacts,
} from '@slipway/core/advisory';
import type { HostId } from '@slipway/core/ids';
import type { InstalledPackage, KernelFacts } from '@slipway/core/inventory';
import type { Reason } from '@slipway/core/reasons';
import type { Instant } from '@slipway/core/time';
import type { VersionFormat } from '@slipway/core/version';
import type { FeedMark, FeedProblem, FeedSpec } from './feeds.ts';
import type { Page, PageRequest, Versioned } from './store-values.ts';

/** A feed that an administrator added, and how reading it went. */
export interface StoredFeed {
  readonly spec: FeedSpec;
  readonly addedAt: Instant;
  readonly addedBy: string;
  /** Its records are closed then; its name can be added again. */
  readonly removedAt: Instant | null;
  /** Of the last good reading. */
  readonly mark: FeedMark | null;
  readonly lastImport: FeedImport | null;
  /** When it was last read whole or found unchanged: its age counts from here. */
  readonly goodAt: Instant | null;
  /** Why the latest look brought nothing; `null` after a good one. */
  readonly refusal: { readonly at: Instant; readonly reason: Reason } | null;
  readonly nextLookAt: Instant;
}

export interface FeedImport {
  readonly number: number;
  /** What its content was; absent where nobody told. */
  readonly kind?: string;
  readonly at: Instant;
  readonly records: number;
  readonly opened: number;
  readonly closed: number;
  /** Records that could not be read; they count as not there. */
  readonly problems: number;
  /** The first of them; absent: an import of before kept their number alone. */
  readonly problemsNamed?: readonly FeedProblem[];
  /** Which its statements are about: only for these does its silence mean anything. */
  readonly releases: readonly Release[];
}

/** Of what an import that is complete changed. */
export interface ImportChange {
  readonly records: number;
  /** New ones, and new contents of known ones. */
  readonly opened: number;
  readonly closed: number;
}

/** That a feed has a record, and of what. */
export interface FeedRecord {
  readonly kind: KnowledgeRecord['kind'];
  /** As the feed names it; of support a release, a package and a kind of support, as JSON. */
  readonly key: string;
  /** Of an advisory, which feeds may name in another way; of others `null`. */
  readonly name: string | null;
  readonly knownFrom: Instant;
}

/** One row of what a feed said, with its known time. */
export interface KnownRecord<T> {
  readonly feed: string;
  readonly feedDate: Instant;
  readonly knownFrom: Instant;
  readonly knownUntil: Instant | null;
  readonly record: T;
}

/** The store's handle of a distinct package version: a number that means nothing outside of this store. */
export type PackageId = number;

/** A package version as hosts of one distribution and release carry it. Hosts share one row, and with it its verdicts. */
export interface CarriedVersion {
  readonly packageId: PackageId;
  /** As the inventory names it, not yet brought to the advisories' spelling. */
  readonly platform: Release;
  readonly format: VersionFormat;
  readonly origin: JudgedPackage['origin'];
  readonly package: VersionFields;
  /** Hosts that carry it now, retired ones left out. */
  readonly hosts: number;
}

/** What of an installed package is the same on every host that carries it. */
export type VersionFields = Omit<InstalledPackage, 'state' | 'automatic' | 'held'>;

/** Only hosts that have all of these labels, as they stand today. */
export type LabelFilter = Readonly<Record<string, string>>;

/** Hosts that are alike for a deadline and for who asks. Instants are the earliest of them: none is due before. */
export interface HostClass {
  /** Labels `environment`, `owner`, `facing` and `human-impact`, as they stand. */
  readonly environment: string | null;
  readonly owner: string | null;
  readonly facing: string | null;
  readonly humanImpact: string | null;
  readonly hosts: number;
  readonly enrolledAt: Instant;
  /** `null`: the facing of none of them ever changed. */
  readonly facingChangedAt: Instant | null;
}

/** Hosts that are alike for a kernel too: which of the packages they carry, what runs and what the next boot takes. */
export interface KernelClass extends HostClass {
  readonly packageIds: readonly PackageId[];
  readonly kernel: KernelFacts;
  readonly virtualisation: string | null;
  /** The values of the labels that were asked for, in their order. */
  readonly apart: readonly (string | null)[];
}

/** `new`: nobody carried it when anybody last judged. `again`: something that was said about it changed. */
export interface PendingPackage extends CarriedVersion {
  readonly pending: 'new' | 'again';
}

/** What is stored of a verdict: what differs from host to host or from day to day is added when it is read. */
export type StoredVerdict = Omit<Verdict, 'package' | 'architecture' | 'feedDate'>;

export interface Assessment {
  readonly packageId: PackageId;
  /** In the advisories' spelling: when what is said of its support changes, the package is pending again. */
  readonly release: Release;
  /** Whose statements were looked at: when one of them changes, of whatever release, it is pending again, too. */
  readonly subjects: readonly PackageSubject[];
  /** `affected` and `unknown` ones; the others are what is left, and take no row. */
  readonly verdicts: readonly StoredVerdict[];
}

export interface VerdictOfPackage {
  readonly packageId: PackageId;
  readonly knownFrom: Instant;
  readonly feedDate: Instant | null;
  readonly verdict: StoredVerdict;
}

/** One update that would end exposures: a source package of one release and the version to reach; `null`: no fix yet. */
export interface UpdateKey {
  readonly release: Release;
  readonly sourcePackage: string;
  readonly fixedVersion: string | null;
}

export interface ExposedUpdate extends UpdateKey {
  readonly vulnerabilities: readonly string[];
  readonly packageIds: readonly PackageId[];
}

export interface News extends UpdateKey {
  readonly vulnerability: string;
}

/** When a deadline's clock began. The subject is the use case's own text. */
export type StartKind = 'first-known' | 'fix-known' | 'rule-entered' | 'facing-changed';

/** Absent parts ask for nothing. */
export interface AdvisoryFilter {
  /** Those alone that a standing verdict rests on. */
  readonly affecting?: true;
  /** Within name or summary, whatever its case; or a vulnerability or package that it names. */
  readonly text?: string;
  /** At least, by the vendor's word; what nobody rated is listed too. */
  readonly severity?: Severity;
  /** Those alone that name a known exploited vulnerability. */
  readonly exploited?: true;
  /** Else by name and feed. */
  readonly order?: 'newest';
}

/** What ends exposures of a package version; `null`: affected, and there is no fix. */
export interface NeededUpdates {
  readonly packageId: PackageId;
  /** `false`: it is still to be judged, now or again. */
  readonly judged: boolean;
  readonly updates: readonly Omit<UpdateKey, 'release'>[];
}

export interface StoreKnowledge extends StoreFeeds, StoreVerdicts, StoreNews {}

export interface StoreFeeds {
  addFeed(feed: StoredFeed): Promise<void>;
  /** Removed ones too. */
  feed(name: string): Promise<Versioned<StoredFeed> | null>;
  saveFeed(feed: Versioned<StoredFeed>): Promise<boolean>;
  /** By name, removed ones left out. */
  feeds(): Promise<readonly Versioned<StoredFeed>[]>;
  /** Feeds that were read by then and not removed yet, by name: the date of their content and when it was read. */
  feedsThen(
    asOf: Instant,
  ): Promise<readonly { readonly feed: string; readonly feedDate: Instant; readonly readAt: Instant }[]>;

  /** What an import of this feed that never ended has left is dropped. */
  beginImport(feed: string, at: Instant): Promise<number>;
  /**
   * Keeps what differs from what is stored, unseen until the import is finished. Answers with the names of records that
   * stand twice in this import with different contents.
   */
  addPortion(importNumber: number, records: readonly KnowledgeRecord[]): Promise<readonly string[]>;
  /**
   * From now on this is what the feed says; what it no longer says is closed, but for records of the names in `unread`, which
   * it still has and nobody could read. Packages that it touches are pending again.
   */
  finishImport(
    importNumber: number,
    end: { readonly at: Instant; readonly feedDate: Instant; readonly unread?: readonly string[] },
  ): Promise<ImportChange>;

  /** What is said about these subjects, of whatever release, by feed and record id; `null`: as known now. */
  statementsFor(subjects: readonly PackageSubject[], asOf: Instant | null): Promise<readonly FeedStatement[]>;
  support(asOf: Instant | null): Promise<readonly KnownRecord<SupportStatus>[]>;
  makerReleases(product: string, asOf: Instant | null): Promise<readonly KnownRecord<MakerRelease>[]>;
  /** By vulnerability and feed. */
  facts(vulnerabilities: readonly string[], asOf: Instant | null): Promise<readonly KnownRecord<VulnerabilityFacts>[]>;
  /** Without statements, which are many. */
  advisories(
    page: PageRequest,
    asOf: Instant | null,
    filter?: AdvisoryFilter,
  ): Promise<Page<KnownRecord<Omit<AdvisoryRecord, 'statements'>>>>;
  /** Records of this name, or that name this vulnerability. */
  advisory(
    name: string,
    asOf: Instant | null,
  ): Promise<readonly KnownRecord<AdvisoryRecord & { readonly statements: readonly Statement[] }>[]>;
  /** What a feed says now, by kind and key; of a feed that is not there: nothing. */
  feedRecords(feed: string, page: PageRequest): Promise<Page<FeedRecord>>;
  /** What was closed before is deleted, at most so many records: the named limit of how far back can be asked. */
  forgetClosedBefore(at: Instant, limit: number): Promise<number>;
}

export interface StoreVerdicts {
  /** Distinct versions of one package, by handle: those that hosts carry; with a day, all that any host ever carried. */
  versionsOf(name: string, asOf: Instant | null): Promise<readonly CarriedVersion[]>;
  /** What hosts run now, by distribution and release; `hosts`: at least so many. */
  platforms(): Promise<readonly { readonly platform: Release; readonly hosts: number }[]>;
  /** In no order. */
  versions(packageIds: readonly PackageId[]): Promise<readonly CarriedVersion[]>;
  /** The host's packages with their handles; as of before it first reported: none. */
  packagesOn(
    hostId: HostId,
    asOf: Instant | null,
  ): Promise<readonly { readonly packageId: PackageId; readonly package: InstalledPackage }[]>;
  /** Who carries which of these, by handle and order of enrolment. Retired hosts are left out, unless a day is given. */
  carriers(
    packageIds: readonly PackageId[],
    page: PageRequest,
    asOf: Instant | null,
  ): Promise<Page<{ readonly hostId: HostId; readonly packageId: PackageId; readonly package: InstalledPackage }>>;
  /** Who carries any of these, once, in order of enrolment. */
  carrierHosts(
    packageIds: readonly PackageId[],
    page: PageRequest,
    asOf: Instant | null,
    labels?: LabelFilter,
  ): Promise<Page<HostId>>;
  countCarrierHosts(packageIds: readonly PackageId[], asOf: Instant | null, labels?: LabelFilter): Promise<number>;
  /** The same hosts, counted by what their labels (of today) and their history mean for a deadline. */
  carrierClasses(
    packageIds: readonly PackageId[],
    asOf: Instant | null,
    labels?: LabelFilter,
  ): Promise<readonly HostClass[]>;
  /** The same of today, told apart by kernel, of another day nobody kept what ran; and by these labels. */
  kernelClasses(
    packageIds: readonly PackageId[],
    labels?: LabelFilter,
    apart?: readonly string[],
  ): Promise<readonly KernelClass[]>;

  /** Those that nobody judged since they appeared or since something about them changed; the longest waiting first. */
  pendingPackages(limit: number): Promise<readonly PendingPackage[]>;
  /** All of them are judged again: the judge itself changed. */
  judgeEverythingAgain(): Promise<void>;
  /** Opens what is new, closes what is gone. Answers with what was opened. */
  saveAssessment(assessment: Assessment, at: Instant): Promise<readonly StoredVerdict[]>;
  /** By package and vulnerability. */
  verdictsOf(packageIds: readonly PackageId[], asOf: Instant | null): Promise<readonly VerdictOfPackage[]>;
  /** Package versions with a verdict about this vulnerability, or by an advisory of this name. */
  packagesWith(name: string, asOf: Instant | null): Promise<readonly PackageId[]>;
  /** Over what hosts carry, by source package, release and version to reach; of `affected` verdicts or of `unknown` ones. */
  exposedUpdates(page: PageRequest, asOf: Instant | null, which?: 'affected' | 'unknown'): Promise<Page<ExposedUpdate>>;
  exposedUpdate(key: UpdateKey, asOf: Instant | null, which?: 'affected' | 'unknown'): Promise<ExposedUpdate | null>;
  /** Of what hosts of today carry: which updates end what these advisories are about; by advisory, then by update. */
  updatesOfAdvisories(
    names: readonly string[],
  ): Promise<readonly { readonly advisory: string; readonly update: UpdateKey }[]>;
  /** In order of the handles. */
  neededBy(packageIds: readonly PackageId[]): Promise<readonly NeededUpdates[]>;
  /** The vendors' own words in the advisories that the affected verdicts of these updates rest on, each once. */
  severitiesOf(
    updates: Omit<UpdateKey, 'fixedVersion'> & { readonly fixedVersions: readonly (string | null)[] },
    asOf: Instant | null,
  ): Promise<readonly Severity[]>;

  /** Keeps the first instant of each. */
  noteStarts(kind: StartKind, subjects: readonly string[], at: Instant): Promise<void>;
  /** Replaces it: a host's facing may change more than once. */
  restart(kind: StartKind, subject: string, at: Instant): Promise<void>;
  starts(kind: StartKind, subjects: readonly string[]): Promise<ReadonlyMap<string, Instant>>;
}

export interface StoreNews {
  /** The same again is noted once. */
  addNews(news: readonly News[]): Promise<void>;
  /** All of it, by source package, release, version and vulnerability. */
  news(): Promise<readonly News[]>;
  /** Whoever tells it adds the event in the same `write`, once it has seen there that it still stands. */
  forgetNews(news: readonly News[]): Promise<void>;
}
