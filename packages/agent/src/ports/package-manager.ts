import type { AttemptId, Digest } from '@slipway/core/ids';
import type {
  InstalledPackage,
  OtherPatcher,
  PackageDatabase,
  PackageOrigins,
  PendingUpdates,
  Repository,
  SystemFacts,
} from '@slipway/core/inventory';
import type { PackagedConffile, PackageFile, PlatformIndex, Proposal } from '@slipway/core/patch-set';
import type { KnownRepository, PlannedChange, PlannedConffile, PreviousVersion } from '@slipway/core/plan';
import type { Outcome } from '@slipway/core/reasons';

/** What may be asked without being root and without changing anything that the host's own tools use. */
export interface PackageObserver {
  readPackages(): Promise<
    Outcome<{ readonly packages: readonly InstalledPackage[]; readonly database: PackageDatabase }>
  >;
  readRepositories(): Promise<Outcome<readonly Repository[]>>;
  /** Fetches repository metadata into the reporter's own directories, never into the host's. */
  refreshMetadata(): Promise<Outcome<void>>;
  /** Never throws for a host that cannot answer: that is `unknown`. */
  pendingUpdates(): Promise<PendingUpdates>;
  /**
   * Where the packages of a database with this fingerprint come from; `unknown` where it cannot be told, and where the
   * database is another one by now.
   */
  packageOrigins(of: {
    readonly fingerprint: Digest;
    readonly system: Pick<SystemFacts, 'distribution' | 'release'>;
  }): Promise<PackageOrigins>;
  otherPatchers(): Promise<readonly OtherPatcher[]>;
  /** Simulates the exact targets with the patch set's index as the only source. */
  propose(wish: ProposalWish): Promise<Outcome<Proposal>>;
}

export interface ProposalWish {
  readonly patchSetDigest: Digest;
  readonly index: PlatformIndex;
  /** A local file, verified. */
  readonly indexPath: string;
  readonly targets: readonly { readonly name: string; readonly architecture: string; readonly version: string }[];
  /** The configuration files that versions of the index bring. Of a version that is not among them they are not known. */
  readonly conffiles?: readonly BroughtConffiles[];
  /** Names of packages that are not to change: a target that would need it is refused. Absent: none. */
  readonly avoid?: readonly string[];
  /** Names of packages that may go: a target that would take another away is refused. Absent: whatever may go. */
  readonly mayRemove?: readonly string[];
  /** Whether the answer says what the host itself has for the way back; of a way down it never does. */
  readonly ownFiles?: 'wanted';
  readonly back?: WayDown;
}

/** Of a version, as the controller has read it out of its package. */
export interface BroughtConffiles extends PackageVersion {
  readonly files: readonly PackagedConffile[];
}

/**
 * Back to the targets, which may be lower than what is installed, and away with these. All of it or nothing: where any of it
 * cannot be, each target is refused. What is at its target already, and what is gone already, is not asked for. Absent: up.
 */
export interface WayDown {
  readonly remove: readonly { readonly name: string; readonly architecture: string; readonly version: string }[];
}

/** What only the executor may do, as root. Every call is safe to repeat. */
export interface PackageExecutor {
  /** As of now, by the same simulation as {@link PackageObserver.propose}. */
  proposeRemaining(wish: {
    readonly patchSetDigest: Digest;
    readonly staged: StagedFiles;
    readonly targets: readonly { readonly name: string; readonly architecture: string; readonly version: string }[];
    readonly back?: WayDown;
  }): Promise<Outcome<Proposal>>;
  /**
   * The repositories as they are configured now, as {@link PackageObserver.readRepositories} told them for a plan, whose `known` says
   * which keys signed what was read then: nothing is fetched here. Who publishes them may be left empty, as
   * the mirror of a list, and when each was refreshed is the observer's own word.
   */
  readRepositories(known: readonly KnownRepository[]): Promise<Outcome<readonly Repository[]>>;
  /** Who holds the package manager's locks; `null` when free. */
  lockHolder(): Promise<{ readonly holder: string; readonly since: string } | null>;
  /**
   * Bounded repair of an interrupted database: configures what is unpacked, unpacks again what was cut at its wanted
   * version already, removes nothing. `null`: by what is on the host alone, where no transaction of ours was cut.
   */
  repair(cut: CutTransaction | null): Promise<Outcome<void>>;
  /**
   * The argument list of the transaction, for {@link TransactionUnit.start}; nothing is run here. Exactly these versions,
   * only from the staged files, kept marks unchanged, never a question asked.
   */
  transactionCommand(change: {
    /** By which {@link PackageExecutor.history} finds it again. Absent: it is not looked for. */
    readonly attemptId?: AttemptId;
    readonly staged: StagedFiles;
    readonly changes: readonly PlannedChange[];
    readonly conffiles: readonly PlannedConffile[];
  }): readonly string[];
  /** Each version that has a file of another place than the index is installed from that file, among the staged ones. */
  wayBackCommand(change: {
    readonly attemptId?: AttemptId;
    readonly staged: StagedFiles;
    readonly previous: readonly PreviousVersion[];
  }): readonly string[];
  /** Sets the kept marks to what they were before, plus `automatic` for new dependencies. */
  restoreMarks(
    packages: readonly { readonly name: string; readonly architecture: string; readonly automatic: boolean }[],
  ): Promise<Outcome<void>>;
  readPackages: PackageObserver['readPackages'];
  /**
   * Numbers of an attempt's transactions in the package manager's own history, in order, those that were cut included; none
   * where it keeps no numbers.
   */
  history(of: {
    readonly purpose: 'apply' | 'way-back';
    readonly attemptId: AttemptId;
  }): Promise<Outcome<readonly number[]>>;
  /** `null`: this package manager has nothing of its own for a way back. */
  readonly own: OwnPackages | null;
  /** Turns the host's other patchers off and returns what was changed, for {@link giveBack}. */
  takeOver(): Promise<Outcome<readonly string[]>>;
  giveBack(taken: readonly string[]): Promise<Outcome<void>>;
}

/** What a host itself has of versions that nobody else keeps, for its own way back. */
export interface OwnPackages {
  /** Where its cache holds a version, if it does: whoever takes it from there knows its hash. */
  cachedPath(version: PackageVersion): string;
  /**
   * Makes the package anew from what is installed, below `directory`, which is emptied first, and holds it against what the package
   * manager noted of its files. Answers its path.
   */
  rebuild(version: PackageVersion, directory: string): Promise<Outcome<string>>;
}

export interface PackageVersion {
  readonly name: string;
  readonly architecture: string;
  readonly version: string;
}

/** Of a transaction that was cut: its files, and what it would have ended at. */
export interface CutTransaction {
  readonly staged: StagedFiles;
  readonly wanted: readonly StagedVersion[];
}

/** A version that a transaction ends at, and its file among the staged ones. */
export interface StagedVersion extends PackageVersion {
  readonly file: PackageFile;
}

/** Files that the executor itself has copied to a root-owned folder and hashed on the way. */
export interface StagedFiles {
  readonly directory: string;
  readonly index: PlatformIndex;
  readonly files: readonly PackageFile[];
}
