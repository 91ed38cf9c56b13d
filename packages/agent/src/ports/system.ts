import type { Interpreter } from '@slipway/core/execution';
import type { AttemptId } from '@slipway/core/ids';
import type { RebootNeed, RestartNeed, StaleProcess, SystemFacts, UnmanagedSoftware } from '@slipway/core/inventory';
import type { OutputFile } from '@slipway/core/reading';
import type { Outcome } from '@slipway/core/reasons';
import type { HookCall } from '@slipway/core/step';
import type { Instant } from '@slipway/core/time';

export interface RunningInterpreter {
  readonly interpreter: Interpreter;
  readonly pid: number;
  readonly executable: string;
  /** A unit of the system's own manager. */
  readonly unit: string | null;
  readonly secondsUp: number;
}

/** `units`: services that run old code, sorted. */
export type OtherLook = { readonly program: 'needrestart' | 'needs-restarting' } & (
  | { readonly kind: 'known'; readonly units: readonly string[] }
  | { readonly kind: 'unknown'; readonly detail: string }
);

export interface Clock {
  now(): Instant;
  /** Monotonic, for durations: a clock that is set must not make a wait endless. */
  monotonicMs(): number;
  sleep(ms: number): Promise<void>;
}

export interface System {
  facts(): Promise<Outcome<SystemFacts>>;
  bootId(): Promise<string>;
  /** For root, which sees all processes. Never counts the process that asks. */
  staleProcesses(): Promise<readonly StaleProcess[]>;
  /** What another program of this host finds beside it; `null`: it has none. For root, and slow: seconds to a minute. */
  otherLook(): Promise<OtherLook | null>;
  /** Interpreters that run; which modules they have read nothing tells. */
  interpreters(): Promise<readonly RunningInterpreter[]>;
  /** The same for the unprivileged reporter: what root last saw, or `unknown`. */
  restartNeed(): Promise<RestartNeed>;
  /** `brought`: packages of this boot that only the next one brings into effect (`broughtForBoot`), which an attempt alone knows. */
  rebootNeed(brought?: readonly string[]): Promise<RebootNeed>;
  /** `/etc/slipway/stop` stands. Unreadable counts as standing. */
  stopped(): Promise<boolean>;
  /** On every terminal that somebody is logged in at. One line of text. */
  tellUsers(text: string): Promise<Outcome<void>>;
  /** Refused while somebody blocks shutdowns (logind's inhibitors), who is named, and where nobody can tell. */
  mayReboot(): Promise<Outcome<void>>;
  /** Asks for a reboot and returns; the process ends with the boot. Refused as {@link System.mayReboot} is. */
  reboot(): Promise<Outcome<void>>;
}

/** What no package owns. Only root may look everywhere; for others what root last saw, or `unknown`. */
export interface SoftwareObserver {
  unmanagedSoftware(): Promise<UnmanagedSoftware>;
}

export interface ServiceManager {
  /** `active`, `inactive`, `failed`, … as the service manager says it; `not-found`; `unknown` where it does not answer. */
  state(unit: string): Promise<string>;
  /**
   * A unit that does its work once, and had none to do in this boot: it was to be started, and its own conditions did not hold. That
   * it was active in the boot before says nothing.
   */
  hadNothingToDo(unit: string): Promise<boolean>;
  failedUnits(): Promise<Outcome<readonly string[]>>;
  /** Services that run and that something wants to run, sorted: not those that come by a call and go by themselves. */
  runningServices(): Promise<Outcome<readonly string[]>>;
  /** What others start after comes first; those that a host is reached or lives by as late as that allows. */
  restartOrder(units: readonly string[]): Promise<readonly string[]>;
  /** Of a unit that runs; any other is left as it is. */
  restart(unit: string): Promise<UnitChange>;
  /** Also one that was started too often, as far as the service manager counts. */
  start(unit: string): Promise<UnitChange>;
}

export interface UnitChange {
  readonly unit: string;
  readonly before: string;
  readonly after: string;
}

/** Executables of the host's own root-owned folder. */
export interface Hooks {
  /** Refuses what root alone does not own, and parameters outside the declared pattern. */
  call(call: HookCall, timeoutSeconds: number): Promise<Outcome<{ readonly status: number; readonly output: string }>>;
}

/** What only the host can say, for the unprivileged reporter. */
export interface Readings {
  /** As {@link Hooks}, but nothing of it runs as root; `output` is what it printed. */
  plugIn(
    call: { readonly plugIn: string; readonly parameters: Readonly<Record<string, string>> },
    timeoutSeconds: number,
  ): Promise<Outcome<{ readonly status: number; readonly output: string }>>;
  /** As {@link ServiceManager} says it: reading a state takes no privilege. */
  unitState(unit: string): Promise<string>;
  /** When the file was last changed; of files below the folders that root allows, links that lead elsewhere refused. */
  fileModifiedAt(path: string): Promise<Outcome<Instant>>;
}

/** The transaction in a unit of its own: agent restart, lost network and controller loss do not touch it. */
export interface TransactionUnit {
  start(options: {
    readonly name: string;
    readonly command: readonly string[];
    readonly environment: Readonly<Record<string, string>>;
  }): Promise<Outcome<void>>;
  /** `unknown`: another boot and no result: interrupted, read the package database. */
  look(name: string): Promise<TransactionState>;
}

/** What a transaction prints while it runs, for the unprivileged reporter. */
export interface TransactionOutput {
  /** Of the attempt's newest transaction; `null`: it has begun none. */
  lastOf(attemptId: AttemptId): Promise<Outcome<OutputFile | null>>;
}

export type TransactionState =
  | { readonly kind: 'absent' }
  | { readonly kind: 'running'; readonly since: Instant }
  | { readonly kind: 'ended'; readonly succeeded: boolean; readonly status: string; readonly output: string }
  | { readonly kind: 'unknown' };
