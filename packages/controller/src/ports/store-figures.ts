// Numbers about what is stored, for whoever watches the controller itself. Each is read from an index or from few rows:
// they are asked for every few seconds, beside a fleet of any size. No name of a host is among them.

import type { StepKind } from '@slipway/core/step';
import { addMs, type Instant } from '@slipway/core/time';

/** Hosts that are alike in all of this; retired ones are left out. */
export interface ModeCount {
  /** What the host says it is. */
  readonly mode: 'observed' | 'adopted';
  /** Code of the reason; `null`: it is not barred. */
  readonly barred: string | null;
  /** By its own `/etc/slipway/stop`. */
  readonly stopped: boolean;
  /** `null`: its agent was never heard. */
  readonly agentVersion: string | null;
  readonly hosts: number;
}

/** Hosts that are alike in all of this; retired ones are left out. */
export interface HostState {
  /** Its label; the policy need not have one of that name. */
  readonly environment: string | null;
  /** People asked for it, and the host says so. */
  readonly isAdopted: boolean;
  readonly isBarred: boolean;
  /** `never`: it has not checked in, or has reported no inventory. */
  readonly heard: 'never' | 'silent' | 'lately';
  /** `security`: at least one of them is. `unknown` too where an attempt ended and no inventory has shown what it left. */
  readonly pending: 'unknown' | 'none' | 'some' | 'security';
  readonly needsReboot: boolean;
  readonly hosts: number;
}

/** When an exposed update is due. `unknown`: something that a rule turns on is not known; `none`: no rule gives a deadline. */
export type DueSpan = 'overdue' | 'day' | 'week' | 'month' | 'later' | 'none' | 'unknown';

export interface DueCount {
  readonly environment: string | null;
  readonly due: DueSpan;
  /** Hosts, each as often as it needs an update. */
  readonly hosts: number;
}

/** What a host that is away said last: that it began this. */
export interface RunningStep {
  readonly step: StepKind;
  /** By the host's clock. */
  readonly begunAt: Instant;
  readonly steps: number;
}

export interface StoreFigures {
  modeCounts(): Promise<readonly ModeCount[]>;
  /** Of the next HOSTS_AT_ONCE_MAX hosts, by cursors of `selectedHosts`. Who was last heard before `silentSince` is silent. */
  hostStates(
    silentSince: Instant,
    after: string | null,
  ): Promise<{ readonly items: readonly HostState[]; readonly next: string | null }>;
  /** Of hosts with a lease whose newest line says that a step began: by kind, with the oldest of each. */
  runningSteps(): Promise<readonly RunningStep[]>;
  leases(now: Instant): Promise<{ readonly standing: number; readonly expired: number }>;
  /** Neither released nor expired. */
  claims(now: Instant): Promise<number>;
  openRollouts(): Promise<readonly { readonly state: string; readonly rollouts: number }[]>;
  /** Told to nobody yet. `oldestAt`: since when, `null` where there is none; those of earlier versions do not say. */
  waitingDeliveries(): Promise<{ readonly deliveries: number; readonly oldestAt: Instant | null }>;
  /** Package versions to be judged, of which what is known has changed. */
  pendingPackages(): Promise<number>;
  /** By environment; as exposures were last counted, those that an exception answers for left out. */
  dueExposures(now: Instant): Promise<readonly DueCount[]>;
  /** On disk; `null`: it is on none. */
  sizeBytes(): Promise<number | null>;
}

const DAY_MS = 86_400_000;

/** Where each span ends, the nearest first; what is due behind the last is `later`. */
export const dueEdges = (now: Instant): readonly { readonly due: DueSpan; readonly before: Instant }[] => [
  { due: 'overdue', before: now },
  { due: 'day', before: addMs(now, DAY_MS) },
  { due: 'week', before: addMs(now, 7 * DAY_MS) },
  { due: 'month', before: addMs(now, 30 * DAY_MS) },
];
