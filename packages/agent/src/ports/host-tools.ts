import type { OtherPatcher } from '@slipway/core/inventory';
import type { Outcome } from '@slipway/core/reasons';
import type { HookCall } from '@slipway/core/step';
import type { Instant } from '@slipway/core/time';
import type { PackageName } from './checks.ts';

// What adapters need of the host and of each other. They get it handed over by main.ts, since an adapter never imports
// another; reporter and executor do not see it, and the simulator has no need of it.

/** Runs one program to its end. Never throws: a program that cannot be started is an answer too. */
export type RunCommand = (request: CommandRequest) => Promise<CommandResult>;

export interface CommandRequest {
  /** Absolute path and arguments; never a shell line. */
  readonly command: readonly [string, ...string[]];
  /** All that the program sees: nothing is inherited. */
  readonly environment: Readonly<Record<string, string>>;
  readonly timeLimitMs: number;
  /**
   * When the time is over: `leave` answers and lets the program run on, for everything that a signal could break
   * (package managers); `end` ends its whole process group.
   */
  readonly whenOverdue: 'leave' | 'end';
  /** Of each stream. What lies beyond is dropped from the front: the last lines tell why something failed. */
  readonly outputBytesMax: number;
}

/** A program of root's own behind an adapter: all that the hook printed. Refused also where it ended with another status than 0. */
export type RunHook = (call: HookCall, timeoutSeconds: number) => Promise<Outcome<string>>;

export type CommandResult =
  | {
      readonly kind: 'ended';
      /** 128 and the signal's number where a signal ended it, as shells have it. */
      readonly status: number;
      readonly stdout: string;
      readonly stderr: string;
      /** `cut`: a stream was longer than the limit, so stdout must not be parsed. */
      readonly output: 'whole' | 'cut';
    }
  | { readonly kind: 'overdue'; readonly stdout: string; readonly stderr: string }
  | { readonly kind: 'not-started'; readonly detail: string };

/** Who holds a package manager's lock. */
export interface LockHolder {
  /** `apt-get (pid 812, unit apt-daily-upgrade.service)` */
  readonly holder: string;
  /** When the process began, which is no later than its lock. */
  readonly since: Instant;
}

/** As far as can be seen; root sees every process of its own and of inner containers. */
export interface LockHolders {
  /** Who holds a POSIX record lock for writing on one of these files; `null`: nobody. */
  ofFiles(paths: readonly string[]): Promise<LockHolder | null>;
  /** This process, where its number alone is the lock; `null`: it is gone. */
  ofProcess(pid: number): Promise<LockHolder | null>;
}

/** Units of systemd that patch a host of their own accord. */
export interface PatcherUnits {
  found(patchers: readonly PatcherUnit[]): Promise<readonly OtherPatcher[]>;
  /**
   * Turns them off, and answers with what was changed, for {@link giveBack}. `directory`: of the caller alone, where that is written
   * down before anything is turned off.
   */
  takeOver(patchers: readonly PatcherUnit[], directory: string): Promise<Outcome<readonly string[]>>;
  giveBack(taken: readonly string[], directory: string): Promise<Outcome<void>>;
}

export interface PatcherUnit {
  readonly kind: OtherPatcher['kind'];
  readonly unit: string;
  /** Whether it may be stopped, beside being disabled. Absent: it may. */
  readonly mayStop?: () => Promise<boolean>;
}

/** Which package owns a file: by path, the package's name; paths that no package owns are left out. Throws: cannot look. */
export type FileOwners = (paths: ReadonlySet<string>) => Promise<ReadonlyMap<string, string>>;

/** Settings of root's own folder, as JSON. Never throws: what cannot be trusted is an answer too. */
export interface RootFiles {
  /** `name`: a file name. `refused`: others may write it, or it cannot be read. */
  read(
    name: string,
  ): Promise<
    | { readonly kind: 'missing' }
    | { readonly kind: 'found'; readonly value: unknown }
    | { readonly kind: 'refused'; readonly detail: string }
  >;
}

/** Files that survive a power cut: what a call has answered for is on the disk, whole. */
export interface DurableFiles {
  /** Replaces the file whole or not at all. */
  write(path: string, content: string | Uint8Array, mode: number): Promise<void>;
  /** A file in the making; it appears under `path` only with `commit`. */
  begin(path: string, mode: number): Promise<PendingFile>;
  /** Adds to the end; after a failure the file is as long as before. */
  append(path: string, content: string | Uint8Array, mode: number): Promise<void>;
  /** `null`: not there, not a regular file (a link is not followed), or longer than `bytesMax`. */
  read(path: string, bytesMax: number): Promise<Uint8Array | null>;
  /** Not being there is as good as removed. */
  remove(path: string): Promise<void>;
}

export interface PendingFile {
  write(chunk: Uint8Array): Promise<void>;
  commit(): Promise<void>;
  discard(): Promise<void>;
}

/** What a package manager noted of the files of installed packages when it unpacked them. Throws: it cannot be read. */
export type RecordedFiles = (packages: readonly PackageName[]) => Promise<readonly RecordedFile[]>;

/** A regular file that nobody is meant to edit. */
export interface RecordedFile {
  readonly package: string;
  /** Where it lies, absolute. */
  readonly path: string;
  /** As node names it: `md5`, `sha256`. */
  readonly algorithm: string;
  readonly hex: string;
}

/** systemd's programs, asked over their bus (busctl(1)). */
export type CallBus = (args: readonly string[]) => Promise<BusAnswer>;

export type BusAnswer =
  | { readonly kind: 'data'; readonly data: unknown }
  /** Nobody has that name, and nobody could be started for it. */
  | { readonly kind: 'no-such-service' }
  | { readonly kind: 'unreadable'; readonly problem: string };
