// What a patch set is. See index.ts.

import type { Digest } from '../ids/index.ts';
import type { PackageOrigin } from '../inventory/index.ts';

/** Immutable; its digest is its name. Author and time are kept beside it, so that cutting the same content twice gives the same digest. */
export interface PatchSet {
  readonly schema: 'slipway.patch-set/1';
  readonly scope: CutScope;
  /** With the scope `named` alone: what was asked for. Absent otherwise, and in what earlier versions cut. */
  readonly named?: Named;
  /** The patch set that this one leads back from: its targets are the versions that were there before. Absent: it leads on. */
  readonly takesBack?: Digest;
  readonly targets: readonly Target[];
  /** What the targets replace on hosts seen at the cut: the way back. */
  readonly replaced: readonly ReplacedVersion[];
  /** Frozen package indexes: what the hosts' package managers see, and all that they see. See `indexFor`. */
  readonly indexes: readonly OriginIndex[];
}

/** What a policy's environment takes. */
export type Scope = 'all' | 'security' | 'kernel';
/** What a cut takes: a person may ask for some packages and advisories alone. */
export type CutScope = Scope | 'named';

/** Each sorted, at least one of the two not empty. */
export interface Named {
  /** Binary packages, or all that is built from a source package of that name. */
  readonly packages: readonly string[];
  /** Ids of advisories and vulnerabilities: what answers them. */
  readonly advisories: readonly string[];
}

/** What hosts must agree in to share packages. */
export interface Platform {
  readonly distribution: string;
  readonly release: string;
  readonly architecture: string;
}

export interface Target {
  readonly platform: Platform;
  readonly name: string;
  /** The package's own, `all` included. */
  readonly architecture: string;
  readonly version: string;
  readonly sourceName: string;
  readonly sourceVersion: string;
  readonly origin: PackageOrigin;
  readonly file: PackageFile;
  readonly security: boolean;
  /** Wanted for itself, or because a target needs it. */
  readonly role: 'target' | 'dependency';
  readonly advisories: readonly string[];
  /** `name:stream` of the rpm module that lists it: only for hosts that have the package of that stream. Absent: of none. */
  readonly module?: string;
  /** That its own package brings; sorted by path. Absent: nobody has looked into it, or it could not be read. */
  readonly conffiles?: readonly PackagedConffile[];
}

/** A configuration file as a package brings it. */
export interface PackagedConffile {
  readonly path: string;
  /**
   * Of its content, `md5:` or `sha256:` and hexadecimal digits: whatever its package manager compares by. `null`: this version
   * takes it away, whoever changed it (dpkg's `remove-on-upgrade`).
   */
  readonly hash: string | null;
}

export interface PackageFile {
  /** SHA-256 as the vendor's signed index states it; also the file's name in the package store. */
  readonly sha256: Digest;
  readonly sizeBytes: number;
}

export interface ReplacedVersion {
  readonly platform: Platform;
  readonly name: string;
  readonly architecture: string;
  readonly version: string;
  /** `null`: no source still has this version, so for hosts that carry it there is no way back by packages. */
  readonly file: PackageFile | null;
  /** Whose file it is: a way back, too, is only for hosts that have this origin. Absent in what earlier versions cut. */
  readonly origin?: PackageOrigin;
}

export interface PlatformIndex {
  readonly platform: Platform;
  /** Digest of a `Packages` file in the package store with the vendor's own stanzas of all targets and replaced versions. */
  readonly digest: Digest;
  readonly sizeBytes: number;
}

/** One per platform and set of origins that hosts have configured: no host reads what its own repositories do not publish. */
export interface OriginIndex extends PlatformIndex {
  /** Sorted. Absent in what earlier versions cut: then it carries the targets of every origin. */
  readonly origins?: readonly PackageOrigin[];
}

/** What a host's own package manager says it would do, given only the patch set's index. */
export interface Proposal {
  readonly schema: 'slipway.proposal/1';
  readonly patchSetDigest: Digest;
  /** Package database at the moment of the simulation. */
  readonly fingerprint: Digest;
  readonly changes: readonly ProposedChange[];
  /**
   * Where what lies on the host and what a change brings would be two: changed there by a person, or there before the first
   * version that brings it. Of a version of which {@link Target.conffiles} are not known: every one that the host changed.
   */
  readonly conffiles: readonly ConffileConflict[];
  readonly refused: readonly RefusedTarget[];
  /** For the way back from these changes. Absent: the host was not asked, or has nothing of its own. */
  readonly ownFiles?: OwnFiles;
}

/** What a host itself has of the versions that its changes replace and the index lacks. */
export interface OwnFiles {
  /** In its package manager's cache, with the hash that an authenticated index of its own repositories states. */
  readonly cached: readonly VersionFile[];
  /** Whether its package manager can make packages anew from what is installed. */
  readonly rebuilds: 'possible' | 'impossible';
}

/** A version of a package, and the file that it is installed from. */
export interface VersionFile {
  readonly name: string;
  readonly architecture: string;
  readonly version: string;
  readonly file: PackageFile;
}

export interface ProposedChange {
  readonly kind: ChangeKind;
  readonly name: string;
  readonly architecture: string;
  /** `null` for `install` and `install-beside`. */
  readonly from: string | null;
  /** `null` for `remove`. */
  readonly to: string | null;
  /** The mark after the change; an upgrade keeps what it finds. */
  readonly automatic: boolean;
}

/** `install-beside`: the versions that are there stay, as an rpm package manager does it with kernels. */
export type ChangeKind = 'upgrade' | 'install' | 'install-beside' | 'remove' | 'downgrade';

export interface ConffileConflict {
  readonly package: string;
  readonly path: string;
}

export interface RefusedTarget {
  readonly name: string;
  readonly architecture: string;
  readonly version: string;
  readonly cause: 'held' | 'dependency' | 'unknown';
  /** With `dependency`, where the host could tell. Absent from agents of earlier versions. */
  readonly against?: Obstacle;
}

/**
 * What stands against a target on the host: `avoided`: a package that was not to change would; `removal`: one would have
 * to go; `relation`: one that stays, or what the target needs of it, does not allow the target.
 */
export interface Obstacle {
  readonly kind: 'avoided' | 'removal' | 'relation';
  readonly name: string;
  readonly architecture: string;
  /** The installed one; `null`: it is not installed. */
  readonly version: string | null;
  /** As the packages' own fields say it, `vendor-app Depends: libfoo (= 1.0)`; empty where none of them was found to. */
  readonly relation: string;
}
