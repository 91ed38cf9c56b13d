// What was observed on a host. See index.ts.

import type { GuestLook } from '../guest/index.ts';
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
  /** Absent: the agent does not look for it (an earlier version), which is "unknown" and never "none". */
  readonly origins?: PackageOrigins;
  /** As {@link origins}. */
  readonly unmanaged?: UnmanagedSoftware;
  /** As {@link origins}. */
  readonly guests?: GuestLook;
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
  /** SHA-256 of the UUID that a hypervisor gave it, in the form of a machine-id. Absent: it is no virtual machine, or root has not looked. */
  readonly productUuidDigest?: Digest;
  readonly kernel: KernelFacts;
  /** A container shares its carrier's kernel and is never rebooted for one. */
  readonly virtualisation: string | null;
}

/** Three facts, never one: what runs, what the next boot takes, what is installed. `null` is "not known". */
export interface KernelFacts {
  readonly running: string;
  readonly nextBoot: string | null;
  readonly installed: readonly string[];
  /** Absent: nobody looked (an agent of an earlier version), or no kernel lies there. */
  readonly room?: KernelRoom;
  /** By this host's own ledger the last one beside the running one that was seen to run. Absent: it tells of none. */
  readonly lastGood?: string;
}

/** Below /boot, in bytes; by the same estimate that preflight makes, which has the last word. */
export interface KernelRoom {
  /** Told up to what a handful of kernels takes, so that a busy file system is not news every minute. */
  readonly freeBytes: number;
  /** For one more kernel with its initrd, by the largest that lies there. */
  readonly kernelBytes: number;
  /** What each takes there, and gives back when it goes. Absent: not told by this agent, or a boot loader has copies of its own there. */
  readonly kernels?: readonly { readonly release: string; readonly bytes: number }[];
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
  /** `name:stream` of the rpm module that it was built for (`nodejs:20`). Absent: of none. */
  readonly module?: string;
}

/** `installed` is the only whole one; every other means that the package database needs repair before any change. */
export type PackageState =
  | 'installed'
  | 'half-installed'
  | 'unpacked'
  | 'half-configured'
  | 'triggers-awaited'
  | 'triggers-pending';

/** `interrupted` is told where both would be so: what a cut left half-way lacks more than it will in the end. */
export type PackageDatabase =
  | { readonly fingerprint: PackageFingerprint; readonly state: 'whole' | 'interrupted' | 'unreadable' }
  | { readonly fingerprint: PackageFingerprint; readonly state: 'unmet'; readonly unmet: UnmetDependencies };

/** Over name, architecture, version, state, automatic and held of every package, see `fingerprintOf`. */
export type PackageFingerprint = Digest;

/** Relations between installed packages that do not hold; the package manager plans no change over them, or a wrong one. */
export interface UnmetDependencies {
  readonly items: readonly UnmetDependency[];
  /** How many there are, those beyond the limit included. */
  readonly total: number;
}

export interface UnmetDependency {
  /** The installed package that says so. */
  readonly name: string;
  readonly architecture: string;
  readonly version: string;
  /** As its own field has it: `Depends: lib (>= 2) | other-lib`, `Conflicts: tool`, `Requires: libfoo.so.2()(64bit)`. */
  readonly relation: string;
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
  /**
   * Until when a key is good that signs it, the last of several; `null`: one never expires. Absent: that cannot be told, or an agent of
   * an earlier version.
   */
  readonly keyExpiresAt?: Instant | null;
  readonly lastRefreshedAt: Instant | null;
  readonly refresh: 'fresh' | 'failed' | 'never';
  /** Absent: an agent of an earlier version. */
  readonly trust?: RepositoryTrust;
}

/** What the host takes from a repository, and by whose signatures, as it is configured. Nothing of it changes by a refresh. */
export interface RepositoryTrust {
  /** As it is configured, where {@link Repository.uri} may be the mirror that a list of mirrors named last. */
  readonly address: string;
  /** What is taken only as it was signed: of apt the metadata, of dnf either or both. Sorted; empty: whatever comes is taken. */
  readonly checks: readonly SignedPart[];
  /**
   * Fingerprints of the primary keys that count for it, sorted. Of dnf's keys that lie elsewhere the address: what lies there is read by
   * the reporter alone.
   */
  readonly keys: readonly string[];
  /** Ids of those keys, or of their subkeys, that signed what was read last, sorted. Absent: any of {@link keys} may have. */
  readonly signers?: readonly string[];
}

export type SignedPart = 'metadata' | 'packages';

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
  /**
   * `null`: newly installed, as a dependency of another update. Of versions that stand side by side (kernels of rpm) the
   * highest, which stays.
   */
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
  /**
   * With `phased`: the share of hosts that may have the version by now. That this host is not among them its own package
   * manager has drawn from its machine-id, which stays on the host.
   */
  readonly phasedPercent?: number;
}

/** Which repositories publish what is installed. A package that stands in no list was not looked for. */
export type PackageOrigins =
  | {
      readonly kind: 'known';
      readonly asOf: Instant;
      /** Each package is under one origin at most: the distribution's own before others. */
      readonly origins: readonly PackagesOfOrigin[];
      /** No repository of the host has them in any version: installed from a file, or gone from the archive. */
      readonly none: PackagePositions;
    }
  | { readonly kind: 'unknown'; readonly detail: string };

export interface PackagesOfOrigin extends PackageOrigin {
  /** Only where the Release file names nothing, or there is none. */
  readonly uri: string | null;
  /** Its index lists exactly the installed name, architecture and version. */
  readonly packages: PackagePositions;
  /** No index lists the installed version; this one has another of the package, or another package of its source. */
  readonly others: PackagePositions;
  /** Of packages that are not the distribution's: the newest version in this origin, where it is above the installed one. */
  readonly newer: readonly { readonly at: number; readonly version: string }[];
}

/**
 * Places in the package list, which stands in the order of `sortedPackages`, as lengths: so many are passed over, so many
 * meant, so many passed over, … `[0, 3, 2, 1]` is 0, 1, 2 and 5. A fleet has hundreds of packages on each of its hosts.
 */
export type PackagePositions = readonly number[];

/** What runs or could run on the host and no package owns. Root looks (docs/adr/0009); without its look it is unknown. */
export type UnmanagedSoftware =
  | {
      readonly kind: 'known';
      readonly asOf: Instant;
      readonly programs: Listing<UnmanagedProgram>;
      readonly snaps: Listing<UnmanagedBundle>;
      readonly flatpaks: Listing<UnmanagedBundle>;
      readonly containers: Listing<UnmanagedContainer>;
    }
  | { readonly kind: 'unknown'; readonly detail: string };

/** "Could not look" is no empty list, and a list that was cut says so. */
export type Listing<Item> =
  | {
      readonly kind: 'known';
      readonly items: readonly Item[];
      /** How many there are, those beyond the limit included; `null`: more than were counted. */
      readonly total: number | null;
    }
  | { readonly kind: 'unknown'; readonly detail: string };

export interface UnmanagedProgram {
  readonly path: string;
  readonly sizeBytes: number;
  /** `null`: not computed (too large, or not yet). */
  readonly sha256: Digest | null;
  /** In a folder for such programs (`/usr/local`, `/opt`, `/srv`), or anywhere as a process of this boot. */
  readonly seen: 'in-folder' | 'running';
}

/** A snap with its revision; a flatpak with its branch and commit. */
export interface UnmanagedBundle {
  readonly name: string;
  readonly version: string;
}

export interface UnmanagedContainer {
  readonly engine: 'podman' | 'docker' | 'nspawn' | 'lxc';
  readonly name: string;
  /** As it was asked for: `docker.io/library/nginx:1.27`. `null`: the engine knows no images, or does not say. */
  readonly image: string | null;
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
  /**
   * Names of the packages that own files of these names now, so that what is fixed on disk can be told from what runs.
   * Absent: nobody asked. A file whose name went with the update is nobody's any more, and adds nothing here.
   */
  readonly packages?: readonly string[];
  /** Where it belongs to no unit of the system: who could end it. Absent: nobody can tell, or an agent of an earlier version. */
  readonly owner?: ProcessOwner;
}

/** `container`: one that shares the host's processes; what runs among processes of its own is not looked at. */
export type ProcessOwner =
  | { readonly kind: 'session'; readonly session: string; readonly user: string }
  | { readonly kind: 'user-unit'; readonly unit: string; readonly user: string }
  | {
      readonly kind: 'container';
      readonly engine: 'docker' | 'podman' | 'containerd' | 'cri-o' | 'lxc' | 'nspawn';
      /** As the engine's own list has it, an id where it has no other. */
      readonly name: string;
    };

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
