// What a host carries. See index.ts.

import type { Digest } from '../ids/index.ts';
import type { Instant } from '../time/index.ts';

/** `hook`: a program of root's own on the carrier tells of it. */
export type GuestKind = 'libvirt' | 'lxc' | 'nspawn' | 'hook';

/** On its carrier, a guest is known by these two. */
export interface GuestName {
  readonly kind: GuestKind;
  readonly name: string;
}

/** As the ledger has one that was sent away. */
export interface GoneGuest extends GuestName {
  /** The unit of systemd that starts it; absent: its manager does. */
  readonly unit?: string;
}

/** `paused`: it holds memory and answers nobody. */
export type GuestState = 'running' | 'paused' | 'stopped';

export interface Guest extends GuestName {
  readonly state: GuestState;
  /** As {@link SystemFacts.machineIdDigest} of a host, or its `productUuidDigest`: by it a guest is known that is a host itself. `null`: it cannot be seen from outside. */
  readonly machineIdDigest: Digest | null;
}

/** Only root sees them: without its look the answer is "unknown", never "none". */
export type GuestLook =
  | {
      readonly kind: 'known';
      readonly asOf: Instant;
      /** Sorted by kind and name. */
      readonly guests: readonly Guest[];
    }
  | { readonly kind: 'unknown'; readonly detail: string };

/** What becomes of the guests of a host while it is changed; `leave` only where it is never rebooted. */
export type GuestRules = StoppedGuests | MovedGuests | { readonly choice: 'leave' };

export interface StoppedGuests {
  readonly choice: 'stop';
  /** So long each may take to shut down, and to run again. */
  readonly guestSeconds: number;
  /**
   * Names, in the order in which they are started; they are shut down in the opposite one. Whoever is not named goes before
   * them and comes back after them, all at once.
   */
  readonly order?: readonly string[];
}

export interface MovedGuests {
  readonly choice: 'move';
  /** Called for each guest as `--act away|back --guest NAME --kind KIND`, and what policy adds; it has ended when that is so. */
  readonly hook: string;
  readonly parameters: Readonly<Record<string, string>>;
  /** So long each call may take. */
  readonly timeoutSeconds: number;
}

/** What became of a guest in a step. */
export interface GuestChange extends GuestName {
  /** `away`: not on this carrier, or nobody can tell. */
  readonly before: GuestState | 'away';
  readonly after: GuestState | 'away';
}
