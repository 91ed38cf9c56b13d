// What was observed on a host. See index.ts.

import type { Digest } from '../ids/index.ts';
import type { Instant } from '../time/index.ts';

/** Everything that one look at a host found. The host's clock gives the time; the controller notes its own beside it. */
export interface Inventory {
  readonly schema: 'slipway.inventory/1';
  readonly collectedAt: Instant;
  readonly system: SystemFacts;
  readonly packages: readonly InstalledPackage[];
  readonly packageDatabase: PackageDatabase;
  readonly repositories: readonly Repository[];
  readonly updates: PendingUpdates;
  /** What patches this host today, other than Slipway: read-only until it is adopted. */
  readonly otherPatchers: readonly OtherPatcher[];
  readonly restart: RestartNeed;
  readonly reboot: RebootNeed;
}

export interface SystemFacts {
  readonly hostname: string;
  /** `ID` of os-release, for example `debian`. */
  readonly distribution: string;
  /** `VERSION_CODENAME` where there is one, else `VERSION_ID`; for example `bookworm`. */
  readonly release: string;
  readonly prettyName: string;
  /** The package manager's word: `amd64`, `x86_64`. */
  readonly architecture: string;
  readonly packageFormat: 'deb' | 'rpm';
  readonly bootId: string;
  /** SHA-256 of the machine-id: enough to notice a clone, not enough to be it. */
  readonly machineIdDigest: Digest;
  readonly kernel: KernelFacts;
  /** A container shares its carrier's kernel and is never rebooted for one. */
  readonly virtualisation: string | null;
}

/** Three facts, never one: what runs, what the next boot takes, what is installed. `null` is "not known". */
export interface KernelFacts {
  readonly running: string;
  readonly nextBoot: string | null;
  readonly installed: readonly string[];
}

export interface InstalledPackage {
  readonly name: string;
  readonly architecture: string;
  readonly version: string;
  readonly sourceName: string;
  readonly sourceVersion: string;
  readonly state: PackageState;
  /** Installed as a dependency (true) or asked for by name (false). */
  readonly automatic: boolean;
  /** Held on the host itself. */
  readonly held: boolean;
}

/** `installed` is the only whole one; every other means that the package database needs repair before any change. */
export type PackageState =
  | 'installed'
  | 'half-installed'
  | 'unpacked'
  | 'half-configured'
  | 'triggers-awaited'
  | 'triggers-pending';

export interface PackageDatabase {
  /** Over name, architecture, version, state, automatic and held of every package, see `fingerprintOf`. */
  readonly fingerprint: Digest;
  readonly state: 'whole' | 'interrupted' | 'unreadable';
}

export interface Repository {
  readonly uri: string;
  readonly suite: string;
  readonly components: readonly string[];
  /** From the signed Release file; empty where it could not be read. */
  readonly origin: string;
  readonly label: string;
  readonly codename: string;
  readonly signedBy: string | null;
  readonly lastRefreshedAt: Instant | null;
  readonly refresh: 'fresh' | 'failed' | 'never';
}

/** What the host's package manager says is pending. "Could not look" is not "nothing pending". */
export type PendingUpdates =
  | {
      readonly kind: 'known';
      readonly asOf: Instant;
      readonly metadataAsOf: Instant | null;
      readonly updates: readonly PendingUpdate[];
      readonly keptBack: readonly KeptBack[];
    }
  | { readonly kind: 'unknown'; readonly asOf: Instant; readonly detail: string };

export interface PendingUpdate {
  readonly name: string;
  readonly architecture: string;
  /** `null`: newly installed, as a dependency of another update. */
  readonly from: string | null;
  readonly to: string;
  readonly origin: PackageOrigin;
  readonly security: boolean;
}

/** Where a package version comes from and who published it, as the signed Release file says. */
export interface PackageOrigin {
  readonly origin: string;
  readonly label: string;
  readonly codename: string;
}

export interface KeptBack {
  readonly name: string;
  readonly architecture: string;
  readonly cause: 'held' | 'dependency' | 'phased' | 'unknown';
}

export interface OtherPatcher {
  readonly kind: 'unattended-upgrades' | 'apt-daily-upgrade' | 'dnf-automatic' | 'packagekit' | 'other';
  readonly unit: string;
  readonly enabled: boolean;
}

/** What still runs old code. Only root sees all processes: without its look the answer is "unknown", never "nothing". */
export type RestartNeed =
  | { readonly kind: 'known'; readonly asOf: Instant; readonly processes: readonly StaleProcess[] }
  | { readonly kind: 'unknown'; readonly detail: string };

/** A process that still maps a file which is gone or replaced on disk. */
export interface StaleProcess {
  readonly pid: number;
  readonly executable: string;
  readonly unit: string | null;
  readonly files: readonly string[];
}

export type RebootNeed =
  | { readonly kind: 'not-needed' }
  | { readonly kind: 'needed'; readonly causes: readonly string[] }
  | { readonly kind: 'unknown'; readonly detail: string };

/** Every package and version at one moment: the recovery reference before a change. */
export interface Manifest {
  readonly schema: 'slipway.manifest/1';
  readonly takenAt: Instant;
  readonly fingerprint: Digest;
  readonly packages: readonly InstalledPackage[];
}

export interface ManifestDifference {
  readonly added: readonly InstalledPackage[];
  readonly removed: readonly InstalledPackage[];
  readonly changed: readonly { readonly before: InstalledPackage; readonly after: InstalledPackage }[];
}
