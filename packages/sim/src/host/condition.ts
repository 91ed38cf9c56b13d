// What a simulated host is like, and what happens on it: the first is turned by whoever writes the story, the second is
// what the story is judged by.

import type { Inhibition } from '@slipway/agent/ports';
import type { MeasuredCheck } from '@slipway/core/check';
import type { LeftBeside, LogName } from '@slipway/core/execution';
import type { GuestKind, GuestState } from '@slipway/core/guest';
import type { Digest } from '@slipway/core/ids';
import type { QuestionKind } from '@slipway/core/question';
import type { Instant } from '@slipway/core/time';

/** All of it may be changed at any moment; the host's ports look at it when they are asked. */
/** An entry of the host's journal. */
export interface JournalEntry {
  readonly at: Instant;
  readonly text: string;
  /** As syslog(3) counts: 4 and below warn. */
  readonly priority: number;
  readonly unit?: string;
  readonly by?: string;
  /** Absent: of whatever boot is asked for. */
  readonly bootId?: string;
}

/** A guest of the host. `away`: another carrier has it. */
export interface SimulatedGuest {
  readonly kind: GuestKind;
  state: GuestState | 'away';
  readonly machineIdDigest: Digest | null;
  /** With the boot it comes up by itself. */
  readonly autostart: boolean;
  /** `deaf`: asked to shut down it does not; `spoilt`: once down it does not come up; `undefined-there`: nothing could start it. */
  how: 'well' | 'deaf' | 'spoilt' | 'undefined-there';
  /** Where the guest is a host of the simulation itself: its power. */
  readonly power?: { readonly off: () => void; readonly on: () => void };
}

export interface HostCondition {
  /** The host's clock, minus the true time. */
  clockOffsetMs: number;
  /** `/etc/slipway/stop` stands. */
  stopFile: boolean;
  /** Root's own word that nothing shall change for now. */
  inhibitions: readonly Inhibition[];
  /** People logged in, until the next boot. */
  users: readonly string[] | 'unknown';
  /** What a reboot comes to: it is carried out, the host never comes back while this stands, or it never goes down. */
  boots: 'well' | 'never-back' | 'never-down';
  /** Who blocks shutdowns, by the word of the session manager; `null`: nobody. */
  rebootBlockedBy: string | null;
  /** Until the next boot. */
  needsReboot: boolean;
  /** Nothing crosses the line to the controller, either way. */
  lineDown: boolean;
  /** Versions that leave their host ill, as `name version`: a unit that uses them does not come up, a check says no. */
  readonly badVersions: Set<string>;
  /** Packages whose data a version has spoilt: ill under any version, until a restore point takes that back. */
  readonly spoilt: Set<string>;
  /** What lies beside its configuration files, whatever plan asks. */
  leftBeside: readonly LeftBeside[];
  /** Programs of people who are logged in: they run what they were started with until they log out. */
  readonly logins: Set<string>;
  /** How long a transaction takes, whatever it changes; `null`: 5 to 40 s. */
  transactionSeconds: number | null;
  /** How long a hook works, where that is not a few seconds. */
  readonly hookSeconds: Map<string, number>;
  /** With which status a hook ends, where that is not 0. */
  readonly hookStatus: Map<string, number>;
  /** What the clusters of each kind are like, where they are not whole: a member is missing, its own is away, or it never answers. */
  readonly clusters: Map<QuestionKind, 'missing' | 'silent' | 'stuck'>;
  /** Since when they have not been whole, in milliseconds of the simulation; `null`: whoever set it does not say. */
  clustersSinceMs: number | null;
  /** Who holds the package manager's lock. */
  lockedBy: string | null;
  /** Nothing can be written any more, or hardly anything is left: what the host's file systems say. */
  diskFull: boolean;
  /** Of /boot on a file system of its own; `null`: there is room for whatever comes. */
  bootBytes: number | null;
  /** A transaction ends half-way, with a failure. */
  breaksApply: boolean;
  /** What checks of each kind say, where the host is not well: that, that it cannot be told, or nothing in time. */
  readonly checks: Map<MeasuredCheck['kind'], 'ill' | 'unknown' | 'stuck'>;
  /** What becomes of a restore point: none can be made, for that reason, or it runs out of room. */
  restorePoints: 'well' | 'no-room' | 'not-bootable' | 'unfit' | 'full';
  /** What makes packages anew from what is installed: it is there, it is not, or what it makes is not what was installed. */
  rebuilds: 'well' | 'missing' | 'differs';
  /** What the host carries, by name. */
  readonly guests: Map<string, SimulatedGuest>;
  /** Installed packages of which a file was left half written. */
  readonly damaged: Set<string>;
  /** In the plug-in folder: how each ends and what it prints, after how long. */
  readonly plugIns: Map<string, { readonly status: number; readonly output: string; readonly seconds?: number }>;
  /** Files whose age may be asked for: when each was last changed. */
  readonly files: Map<string, Instant>;
  readonly journal: JournalEntry[];
  /** Of the package manager, those that there are: their lines, or that they cannot be read. */
  readonly logs: Map<
    Exclude<LogName, 'journal'>,
    'unreadable' | readonly { readonly at: Instant; readonly text: string }[]
  >;
}

export const healthy = (needsReboot: boolean): HostCondition => ({
  clockOffsetMs: 0,
  stopFile: false,
  inhibitions: [],
  users: [],
  rebootBlockedBy: null,
  boots: 'well',
  needsReboot,
  lineDown: false,
  transactionSeconds: null,
  badVersions: new Set(),
  spoilt: new Set(),
  logins: new Set(),
  hookSeconds: new Map(),
  hookStatus: new Map(),
  clusters: new Map(),
  clustersSinceMs: null,
  lockedBy: null,
  diskFull: false,
  bootBytes: null,
  breaksApply: false,
  checks: new Map(),
  restorePoints: 'well',
  rebuilds: 'missing',
  guests: new Map(),
  damaged: new Set(),
  leftBeside: [],
  plugIns: new Map(),
  files: new Map(),
  journal: [],
  logs: new Map(),
});

/** Seen from outside of the programs, in the order in which it took effect. */
export type Happening = { readonly at: Instant } & (
  | { readonly kind: 'hook'; readonly hook: string; readonly phase: 'called' | 'ended' }
  | { readonly kind: 'transaction'; readonly unit: string; readonly phase: 'started' | 'ended' | 'cut' }
  | { readonly kind: 'users-told'; readonly text: string }
  | { readonly kind: 'restarted'; readonly unit: string }
  | {
      readonly kind: 'guest';
      readonly guest: string;
      readonly what: 'stopped' | 'started' | 'moved-away' | 'moved-back';
    }
  | { readonly kind: 'restore-point'; readonly what: 'made' | 'back' | 'removed' }
  | { readonly kind: 'reboot-asked' | 'booted' }
);
type Untimed<T> = T extends unknown ? Omit<T, 'at'> : never;
export type HappeningFact = Untimed<Happening>;
