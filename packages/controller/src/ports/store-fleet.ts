import type { IsolationState, LedgerEntry } from '@slipway/core/execution';
import type { Carrier } from '@slipway/core/guest';
import type { AttemptId, Digest, HostId, RolloutId } from '@slipway/core/ids';
import type { Inventory, ManifestDifference } from '@slipway/core/inventory';
import type { DifferingFile, VersionDifference } from '@slipway/core/reading';
import type { Reason } from '@slipway/core/reasons';
import type { Selector } from '@slipway/core/selection';
import type { Instant } from '@slipway/core/time';
import type { OutOfBandAction } from './out-of-band.ts';
import type { Page, PageRequest, Versioned } from './store-values.ts';

/** What the controller knows and wants of a host, without its inventory. */
export interface HostRecord {
  readonly hostId: HostId;
  readonly hostname: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly enrolledAt: Instant;
  readonly certificateSerial: string;
  /**
   * Digest of token and certificate request, and until the host was heard what was answered (PEM): the same once more is answered the
   * same. Absent in what was stored before.
   */
  readonly enrolment?: { readonly asked: Digest; readonly certificate?: string };
  readonly machineIdDigest: Digest;
  /** What people asked for; `reportedMode` is what the host says it is. */
  readonly wantedMode: 'observed' | 'adopted';
  readonly reportedMode: 'observed' | 'adopted';
  readonly adoptionOrder: number;
  readonly reportedAdoptionOrder: number;
  /** Highest generation of any host plan made for this host. */
  readonly generation: number;
  readonly contact: HostContact | null;
  /** Why nothing may start here until a person resolves it. */
  readonly barred: Reason | null;
  /** The repositories shall be looked at again; cleared by an inventory that shows that they were. */
  readonly refreshWanted: boolean;
  /** When that was last asked for, and whether the host was told since. Absent in what was stored before, and where nobody asked. */
  readonly refreshAsked?: { readonly at: Instant; readonly told: boolean };
  /** An attempt ended then, and no inventory has shown what it left. Absent in what was stored before. */
  readonly inventoryAwaitedSince?: Instant | null;
  /** A plan was approved that no rollout has begun yet: until then it may be fetched. Absent in what was stored before. */
  readonly preparing?: { readonly planDigest: Digest; readonly until: Instant } | null;
  /** It missed its window and is, or was, to be kept from its service until it is patched. Absent: it never was. */
  readonly isolation?: WantedIsolation;
  /** The whole host was asked to be verified. Absent: it never was. */
  readonly verification?: {
    readonly by: string;
    readonly askedAt: Instant;
    /** Until then the host is asked. */
    readonly until: Instant;
    readonly answered: boolean;
  };
  /** As its newest inventory has them (core/inventory, `identities`). Absent: none has come since a version that notes them. */
  readonly identities?: readonly Digest[];
  /** Why its newest inventory does not tell its guests. Absent: it does, or none has come since a version that notes this. */
  readonly guestsUnknown?: string;
  /** Its carrier, which had shut it down, gave its lease back then: it serves again once it was heard after that. */
  readonly carrierBack?: { readonly carrier: string; readonly at: Instant };
  readonly retiredAt: Instant | null;
}

/** By an attempt that nobody here granted, until it has ended back in its service or a person has looked. */
export const isAwayUnknown = ({ barred }: Pick<HostRecord, 'barred'>): boolean => barred?.code === 'unknown-attempt';

/** Something stands in its record that keeps hosts away, or did: see {@link StoreFleet.perhapsAway}. */
export const isOfNote = (host: HostRecord): boolean => {
  const { isolation, contact, carrierBack, guestsUnknown } = host;
  return (
    isAwayUnknown(host) ||
    [isolation, contact?.isolation, contact?.attemptId, carrierBack, guestsUnknown].some((word) => word !== undefined)
  );
};

/** See docs/adr/0030. It stands until `endedAt`; then it says how the last one ended. */
export interface WantedIsolation {
  /** Whose window it missed, and whose plan names the hooks. `null`: nobody here knows any more. */
  readonly missed: { readonly rolloutId: RolloutId; readonly planDigest: Digest; readonly endedAt: Instant } | null;
  readonly wish: 'isolated' | 'serving';
  /** Why it is wanted; where it waits, for what; where it is to serve again, why. */
  readonly reason: Reason;
  readonly since: Instant;
  /** End of the window that patches it at the latest. */
  readonly until: Instant;
  /** Of the newest order; 0: none was given. */
  readonly order: number;
  readonly orderedAt: Instant | null;
  /** Of the newest order to isolate it. */
  readonly expiresAt: Instant | null;
  /** The host's own word. */
  readonly isolatedAt: Instant | null;
  readonly endedAt: Instant | null;
}

/** Retired ones left out. `silent`: reported once, and not heard since. `never-reported`: enrolled by then. */
export type Unheard =
  | { readonly kind: 'never-reported'; readonly enrolledBy: Instant }
  | { readonly kind: 'silent'; readonly since: Instant };

/** A host that was heard again and said what it had said before. */
export interface SeenHost extends Pick<HostContact, 'seenAt' | 'clockSkewSeconds'> {
  readonly hostId: HostId;
  readonly revision: number;
}

/** As of the last check-in. */
export interface HostContact {
  readonly seenAt: Instant;
  readonly agentVersion: string;
  readonly capabilities: readonly string[];
  readonly bootId: string;
  readonly stopped: boolean;
  readonly ledgerSequence: number;
  readonly ledgerDigest: Digest | null;
  readonly ledgerGeneration: number;
  readonly readyFor: Digest | null;
  readonly refusal: { readonly hostPlanDigest: Digest; readonly reason: Reason } | null;
  readonly clockSkewSeconds: number;
  /** Under way, as it says. Absent: none, or it was heard before this was noted. */
  readonly attemptId?: AttemptId;
  /** Absent: it never had an order about it, or its agent knows of none. */
  readonly isolation?: IsolationState;
}

export interface StoredInventory {
  readonly digest: Digest;
  readonly receivedAt: Instant;
  readonly inventory: Inventory;
}

/** A line of a host's history: what changed, when it was seen, and whether Slipway did it. */
export interface HostEvent {
  readonly hostId: HostId;
  readonly at: Instant;
  readonly event:
    | { readonly kind: 'enrolled' | 'adopted' | 'left' | 'retired' | 'restored'; readonly by: string }
    | {
        readonly kind: 'packages-changed';
        readonly by: 'slipway' | 'foreign';
        readonly attemptId: string | null;
        readonly difference: ManifestDifference;
      }
    | { readonly kind: 'rebooted'; readonly bootIdBefore: string; readonly bootIdAfter: string }
    | {
        readonly kind: 'attempt-ended';
        readonly attemptId: string;
        readonly outcome: string;
        readonly reason: Reason | null;
      }
    | {
        readonly kind: 'out-of-band';
        readonly by: string;
        readonly action: OutOfBandAction;
        readonly hook: string;
        /** `null`: it did not end by itself; {@link reason} says why. */
        readonly status: number | null;
        /** The end of what it printed. */
        readonly output: string;
        readonly reason: Reason | null;
      }
    | {
        readonly kind: 'verified';
        readonly by: string;
        readonly askedAt: Instant;
        /** By the host's clock. */
        readonly takenAt: Instant;
        /** `differs`: a file, a package or a version does; `unknown`: nothing could be said, see the text. */
        readonly state: 'as-packaged' | 'differs' | 'unknown';
        readonly text: string;
        /** Whose files were looked at. */
        readonly packages: number | null;
        /** The first that are not as they are believed to be here. */
        readonly versions: readonly VersionDifference[];
        readonly versionsInAll: number;
        readonly notWhole: readonly { readonly package: string; readonly state: string }[];
        readonly notWholeInAll: number;
        readonly differing: readonly DifferingFile[];
        readonly differingInAll: number;
      }
    | { readonly kind: 'barred' | 'freed' | 'isolated' | 'isolation-ended'; readonly reason: Reason | null };
}

export interface PackageFilter {
  /** Within the name, whatever its case. */
  readonly text?: string;
  /** Some version that hosts carry is this one's. */
  readonly publisher?: 'distribution' | 'foreign' | 'unknown';
}

/**
 * As the fleet is counted (`HostState`): the list behind each of those numbers. `unknown`: what is pending there is not known;
 * `updates-pending`, `security-pending`: some update is, or one of security, whatever policy excepts.
 */
export type CountedAs =
  | { readonly kind: 'up-to-date' | 'updates-pending' | 'security-pending' | 'unknown' | 'never-reported' | 'barred' }
  | { readonly kind: 'silent'; readonly since: Instant };

export interface HostSelection {
  /** `null`: every host. */
  readonly selector: Selector | null;
  /** Of those only the ones that are counted so. Absent: all. */
  readonly counted?: CountedAs;
  /** By which what is stale is told. */
  readonly now: Instant;
}

/** A host as lists show it: of its inventory all but the packages, which are what costs. */
export interface ListedHost {
  readonly host: HostRecord;
  /** `null`: it never reported. */
  readonly stored: { readonly receivedAt: Instant; readonly inventory: Omit<Inventory, 'packages'> } | null;
}

export interface BrokenDatabase extends Pick<HostRecord, 'hostId' | 'hostname' | 'labels'> {
  /** The inventory that says so. */
  readonly receivedAt: Instant;
}

export interface StoreFleet {
  /** A certificate serial belongs to one host; a second one throws, here and in `saveHost`. */
  addHost(host: HostRecord): Promise<void>;
  host(hostId: HostId): Promise<Versioned<HostRecord> | null>;
  hostByCertificate(serial: string): Promise<Versioned<HostRecord> | null>;
  /** `false`: somebody saved first. */
  saveHost(host: Versioned<HostRecord>): Promise<boolean>;
  /**
   * Of hosts whose record is as it was read: when they were heard, and what their clock showed then. Whoever was never heard,
   * was retired or became another meanwhile is passed over.
   */
  noteSeen(heard: readonly SeenHost[]): Promise<void>;
  /**
   * Whoever may be away, by host id, retired ones left out: never heard or not since then, or with a word in its record of
   * being kept from its service, of a carrier that gave its lease back, or of guests that nobody can tell, however old.
   */
  perhapsAway(silentSince: Instant): Promise<readonly HostRecord[]>;
  /** By host id, retired ones included. */
  hosts(page: PageRequest): Promise<Page<HostRecord>>;
  /** Those that there are, retired ones included. */
  hostnames(hostIds: Iterable<HostId>): Promise<ReadonlyMap<HostId, string>>;
  /**
   * Hosts that answer a plain yes, retired ones left out, in order of enrolment. At most HOSTS_AT_ONCE_MAX are looked
   * through: a page may be short or empty and have a next one.
   */
  selectedHosts(selection: HostSelection, page: PageRequest): Promise<Page<ListedHost>>;
  /** How many of the next HOSTS_AT_ONCE_MAX do; `after` and `next` are cursors of the same list. */
  countSelectedHosts(
    selection: HostSelection,
    after: string | null,
  ): Promise<{ readonly hosts: number; readonly next: string | null }>;
  /** Hosts of which nothing is known, or nothing new: all of them counted, the first in order of enrolment named. */
  unheard(which: Unheard, namesMax: number): Promise<{ readonly hosts: number; readonly hostnames: readonly string[] }>;

  /**
   * Replaces the host's inventory; keeps package rows as ids of distinct package versions, indexed both ways, and
   * touches only what differs; what differs stays as a change with `receivedAt`, for questions about earlier days. One package version (name, architecture, version) stands there once; they come back in
   * the order of `sortedPackages`. The host must exist.
   */
  putInventory(hostId: HostId, stored: StoredInventory): Promise<void>;
  inventory(hostId: HostId): Promise<StoredInventory | null>;
  /** Of every host that tells of guests, running or not; retired ones left out, by host id. */
  carriers(): Promise<readonly Carrier[]>;
  /** Hosts whose newest inventory says that their package database is not whole, retired ones left out, by host id. */
  brokenDatabases(): Promise<readonly BrokenDatabase[]>;
  inventoryDigest(hostId: HostId): Promise<{ readonly digest: Digest; readonly receivedAt: Instant } | null>;
  /** Distinct installed versions with the number of hosts, retired ones left out, by name, architecture and version. */
  packageVersions(
    name: string | null,
    page: PageRequest,
  ): Promise<
    Page<{ readonly name: string; readonly architecture: string; readonly version: string; readonly hosts: number }>
  >;

  /** Names of installed packages with the number of installations, retired hosts left out; by name. */
  packageNames(
    filter: PackageFilter,
    page: PageRequest,
  ): Promise<Page<{ readonly name: string; readonly installations: number }>>;

  addHostEvent(event: HostEvent): Promise<void>;
  /** Newest first. */
  hostEvents(hostId: HostId, page: PageRequest): Promise<Page<HostEvent>>;

  /**
   * Entries must continue the stored chain; those that are stored already are passed over. `differs`: the host now tells
   * another story (the same sequence with another digest, or an entry that does not follow from the one before). `gap`:
   * entries are missing in between. In both cases nothing is stored.
   */
  addLedgerEntries(hostId: HostId, entries: readonly LedgerEntry[]): Promise<'stored' | 'gap' | 'differs'>;
  /** The host is taken as it is now: its ledger is heard again from the beginning. */
  forgetLedger(hostId: HostId): Promise<void>;
  /** From that sequence on, in order. */
  ledger(hostId: HostId, fromSequence: number): Promise<readonly LedgerEntry[]>;
  ledgerHead(hostId: HostId): Promise<{ readonly sequence: number; readonly digest: Digest } | null>;
}
