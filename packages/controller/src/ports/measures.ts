// What is measured of a running controller, for Prometheus or whatever reads its format. Nothing here decides anything.

import type { Instant } from '@slipway/core/time';
import type { NudgeSubject } from './environment.ts';
import type { DueCount, ModeCount, RunningStep } from './store-figures.ts';

/** Read from the store at one moment. */
export interface Figures {
  readonly asOf: Instant;
  readonly switch: 'running' | 'stopped';
  readonly hosts: readonly ModeCount[];
  /** Reported once, and not heard for two days. */
  readonly silent: number;
  readonly neverReported: number;
  /** Hosts whose package database stays broken, by their label `environment`. */
  readonly brokenDatabases: readonly { readonly environment: string | null; readonly hosts: number }[];
  readonly steps: readonly RunningStep[];
  readonly leases: { readonly standing: number; readonly expired: number };
  readonly claims: number;
  readonly rollouts: readonly { readonly state: string; readonly rollouts: number }[];
  readonly queues: readonly Queue[];
  readonly feeds: readonly FeedAge[];
  readonly exposures: readonly DueCount[];
  readonly storeBytes: number | null;
}

/** What waits for one of the loops, or for a person. */
export interface Queue {
  readonly queue: 'cuts' | 'plans' | 'change-requests' | 'deliveries' | 'package-versions' | 'exposure-counts';
  readonly waiting: number;
  /** `null`: nothing waits, or it does not say since when. */
  readonly oldestAt: Instant | null;
}

export interface FeedAge {
  readonly feed: string;
  /** When it was last read whole or found unchanged; before the first time, when it was added. */
  readonly goodAt: Instant;
  readonly failing: boolean;
}

/** Of the machine and the data directory. */
export interface Surroundings {
  readonly freeBytes: number | null;
  readonly sizeBytes: number | null;
  /** The embedded one; `false`: it is elsewhere, and so are its backups. */
  readonly holdsStore: boolean;
  /** `null`: none was ever made of this directory. */
  readonly backupAt: Instant | null;
  readonly certificates: readonly { readonly certificate: 'authority' | 'listener'; readonly endsAt: Instant }[];
}

export interface RequestMeasure {
  readonly method: string;
  /** As it was declared; `null`: no route took it. */
  readonly route: string | null;
  readonly status: number;
  readonly seconds: number;
}

export type LoopSubject = Exclude<NudgeSubject, `host:${string}` | `watch:${string}`>;

export interface Measures {
  /** `held`: it may have waited for news, which is no work. */
  checkedIn(status: number, form: 'held' | 'short', seconds: number): void;
  answered(request: RequestMeasure): void;
  turnedAway(kind: string): void;
  underWay(kind: string, requests: number): void;
  looked(loop: LoopSubject, outcome: 'done' | 'failed', seconds: number): void;
  /** In Prometheus' text format, with what it is to be told of now; `null`: the store does not answer. */
  exposition(now: { readonly figures: Figures | null; readonly surroundings: Surroundings }): Promise<string>;
  readonly contentType: string;
}
