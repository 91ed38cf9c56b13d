// The process, as policy states it: when a patch set moves, who agrees, what has to be so, who hears of it, what is left
// out on purpose. Each part is optional; left out, it is done by hand, or not asked for. See docs/adr/0024.

import type { LocalTime } from '../calendar/index.ts';
import type { Instant } from '../time/index.ts';

/** The environment's patch set comes by itself: the first environment cuts, each later one takes the newest that passed the one before. */
export interface PromotionRule {
  /** Hours before an occurrence at which it is cut and planned: time for files, proposals and approvals. */
  readonly leadHours: number;
  /** Hours since the environment before ended with it, without a failure there. The first environment: 0. */
  readonly soakHours: number;
}

/** One address that a controller asks. A credential is a file's name in the controller's folder for them, never a secret. */
export interface Address {
  readonly url: string;
  readonly credential?: string;
}

/** A plug-in of the folder that root keeps on the hosts themselves; it answers as Nagios plug-ins do. */
export interface PlugIn {
  readonly plugIn: string;
  readonly parameters: Readonly<Record<string, string>>;
}

/** Between waves. What cannot be read is closed. */
export type GateCondition = { readonly name: string } & (
  | (Address & {
      readonly kind: 'prometheus-query';
      readonly query: string;
      /** Every value of the answer must compare so; an empty answer is closed. A decimal number as text. */
      readonly must: { readonly be: 'at-least' | 'at-most' | 'above' | 'below' | 'equal'; readonly value: string };
    })
  /** No alert fires that carries all of these labels. */
  | (Address & { readonly kind: 'prometheus-alerts'; readonly labels: Readonly<Record<string, string>> })
  /** The checks of the wave's own hosts, asked again on each that is done, as far as they can be: see core/check. */
  | { readonly kind: 'health' }
  /** On every host of the selector; `hosts` left out: on every host of the wave. */
  | (PlugIn & { readonly kind: 'plug-in'; readonly hosts?: string; readonly worst: 'ok' | 'warning' })
  | (Address & { readonly kind: 'http'; readonly status: number; readonly contains?: string })
  /** Is asked with what the gate is about, and answers `{"open": true}` or `{"open": false, "why": "…"}`. */
  | (Address & { readonly kind: 'webhook' })
);

/** Before a plan's first host begins; each is shown green or blocking on the plan. */
export type ChecklistItem = {
  readonly name: string;
} /** On every host of the plan: the plug-in says ok, no longer ago than this. */ & (
  | (PlugIn & { readonly kind: 'plug-in'; readonly maxAgeHours: number })
  /** On every host of the plan: the file is there and not older. Of the folders that the host's own root allows. */
  | { readonly kind: 'file-age'; readonly path: string; readonly maxAgeHours: number }
  | (Address & { readonly kind: 'http'; readonly status: number; readonly contains?: string })
  /** Every host plan has its way back by kept files. */
  | { readonly kind: 'way-back' }
  /** Every host plan has a restore point among its steps. */
  | { readonly kind: 'restore-point' }
  /** The occurrence was announced so long before its start. */
  | { readonly kind: 'announced'; readonly hoursBefore: number }
  /** Every target was proven by the environment before. */
  | { readonly kind: 'tier-before' }
);

/** Told to `contacts`, so long before an occurrence that a plan names. */
export interface AnnounceRule {
  /** Descending, for example 168, 24. */
  readonly hoursBefore: readonly number[];
}

/** A host that missed the occurrence: `isolate-first` on its return, before it serves again. */
export type MissedWindowRule = 'next-window' | 'on-return' | 'isolate-first';

/** A host on which the time left no longer holds all of its updates: `in-parts`, and what does not fit is left for the next window. */
export type ShortWindowRule = 'whole' | 'in-parts';

/** Pre-authorised, with a date: whoever is not done by then is overdue, in report and messages. */
export interface InstallByRule {
  /** Since the patch set entered the environment. */
  readonly days: number;
}

/** At these times of day hosts are asked to look anew and the report of who misses what is told. */
export interface ScanRule {
  readonly zone: string;
  readonly at: readonly LocalTime[];
}

/** Owned, reasoned, expiring: what its hosts do not get, counted apart. */
export interface Exception {
  readonly name: string;
  /** Selector over labels. */
  readonly hosts: string;
  /** A binary package by its name, or an advisory or vulnerability by its id. */
  readonly leavesOut: { readonly package: string } | { readonly advisory: string };
  readonly owner: string;
  readonly why: string;
  /** What protects these hosts meanwhile. */
  readonly compensatingControl: string;
  readonly approvedBy: string;
  readonly expiresAt: Instant;
}

/** What audiences can be told of. */
export const TOLD_EVENTS = [
  'newly-affected',
  'window-announced',
  'approval-wanted',
  'approval-missing',
  'approval-refused',
  'rollout-started',
  'rollout-stopped',
  'rollout-ended',
  'gate-closed',
  'word-wanted',
  'host-failed',
  'step-overdue',
  'database-broken',
  'host-missed-window',
  'host-isolated',
  'install-overdue',
  'exception-ends',
  'patch-set-standing',
  'version-quarantined',
  'feed-failed',
  'scan-report',
  'cycle-closed',
] as const;
export type ToldEvent = (typeof TOLD_EVENTS)[number];

/** Which audience hears of what. An audience that no contact names hears of everything, as before there were contacts. */
export interface Contact {
  readonly name: string;
  /** As `slipway audience add` named it: address and key are kept there. */
  readonly audience: string;
  /** Left out: of all. */
  readonly hears?: readonly ToldEvent[];
  /** Names of environments; left out: all. */
  readonly environments?: readonly string[];
  /** What comes within so many minutes of the first arrives as one message; left out: each at once. */
  readonly digestMinutes?: number;
}
