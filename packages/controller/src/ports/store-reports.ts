// What reports read: how each update of each host went, and from when to when a host's standing was known. Kept for as long
// as what feeds said is; see core/compliance for what one of them means.

import type { Severity } from '@slipway/core/advisory';
import type { ExposureCourse, HostSpan, HostStanding, SlaOutcome } from '@slipway/core/compliance';
import type { HostId } from '@slipway/core/ids';
import type { Reason } from '@slipway/core/reasons';
import type { Instant } from '@slipway/core/time';
import type { HostEvent } from './store-fleet.ts';
import type { Page, PageRequest } from './store-values.ts';

/** What is kept of a host that a look has to know. */
export interface HostCourses {
  /** `null`: nobody looked at it yet. */
  readonly lookedAt: Instant | null;
  /** When it is to be looked at again; long ago: as soon as may be. `null`: never, for it was retired. */
  readonly wantedAt: Instant | null;
  /** The newest; `null`: there is none. */
  readonly span: HostSpan | null;
  /** Those that have not ended, by source package and version. */
  readonly open: readonly ExposureCourse[];
}

/** By the hosts' labels of today: the value of one of them, or (`null`) all of them as canonical JSON. */
export interface StandingQuery {
  readonly at: Instant;
  readonly label: string | null;
}

export interface StandingCount {
  /** `null`: hosts without the label. */
  readonly value: string | null;
  readonly standing: HostStanding;
  readonly hosts: number;
}

export interface StandingFilter extends StandingQuery {
  /** Absent: of any. */
  readonly values?: readonly (string | null)[];
  readonly standing?: HostStanding;
}

export interface StandingHost {
  readonly hostId: HostId;
  readonly hostname: string;
  readonly value: string | null;
  readonly standing: HostStanding;
  /** Why it is unknown; else `null`. */
  readonly reason: Reason | null;
  /** Updates that it needed then, and those of them that were overdue, excepted ones too. */
  readonly open: number;
  readonly overdue: number;
  /** The first of their deadlines. */
  readonly dueFirst: Instant | null;
}

/** From (inclusive) until (exclusive). */
export interface Period {
  readonly from: Instant;
  readonly until: Instant;
}

export interface OutcomeCount {
  readonly severity: Severity | null;
  readonly rule: string | null;
  readonly outcome: SlaOutcome;
  readonly courses: number;
}

/** From when to when: `fix`: from the fix to its being in effect; `learned`: from the vulnerability; `installed`: from the fix to disk. */
export type PatchClock = 'fix' | 'learned' | 'installed';

export interface PatchDuration {
  readonly severity: Severity | null;
  readonly clock: PatchClock;
  readonly hours: number;
  readonly courses: number;
}

/**
 * `due`: whose deadline fell into the period, by what became of it; `patched`: in effect in it; `no-deadline`: that began in it
 * without one; `effect-unknown`: on disk in it, and nobody can say whether it is in effect.
 */
export interface CourseFilter extends Period {
  readonly which: 'due' | 'patched' | 'no-deadline' | 'effect-unknown';
  /** Until when things are looked at. */
  readonly at: Instant;
  /** `null`: that nobody rated; absent: of any. */
  readonly severity?: Severity | null;
  readonly rule?: string;
  /** Of `due` alone. */
  readonly outcome?: SlaOutcome;
}

export interface HostCourse extends ExposureCourse {
  readonly hostId: HostId;
  readonly hostname: string;
  /** Of `due` alone; else `null`. */
  readonly outcome: SlaOutcome | null;
}

export type PackagesChanged = HostEvent & { readonly event: { readonly kind: 'packages-changed' } };

export interface ChangeFilter extends Period {
  readonly hostId?: HostId;
  readonly by?: 'slipway' | 'foreign';
}

export interface StoreReports {
  /** Whom a look is due at by now: those first of whom something changed, then whoever was looked at the longest ago. */
  hostsToLookAt(now: Instant, limit: number): Promise<readonly HostId[]>;
  /** Its labels changed, or what is said of what it carries. An inventory that comes does it by itself. */
  lookAgain(hostId: HostId): Promise<void>;
  /** Rules, exceptions or facts changed; hosts that changed themselves still come first. */
  lookAtAllAgain(): Promise<void>;
  coursesOf(hostId: HostId): Promise<HostCourses>;
  /** Replaces courses and spans that are there by what they are of and when they began. */
  noteLook(
    hostId: HostId,
    look: {
      /** `null`: nothing could be seen yet. */
      readonly at: Instant | null;
      /** `null`: never again, for it was retired. */
      readonly nextAt: Instant | null;
      readonly spans: readonly HostSpan[];
      readonly courses: readonly ExposureCourse[];
    },
  ): Promise<void>;
  /** Courses and spans that ended before, at most so many of each. */
  forgetCourses(endedBefore: Instant, limit: number): Promise<number>;

  /** Since when anything is kept, and when the host was looked at that waits the longest; `null`: nothing is. */
  recordsKept(): Promise<{ readonly since: Instant | null; readonly oldestLook: Instant | null }>;
  /**
   * Hosts that were enrolled and not retired then; by value, then standing. What nobody looked at since `LOOK_GAP_MS_MAX`
   * before is unknown.
   */
  standings(query: StandingQuery): Promise<readonly StandingCount[]>;
  /** In order of enrolment. */
  standingHosts(filter: StandingFilter, page: PageRequest): Promise<Page<StandingHost>>;
  /** Of deadlines in the period, as it was at that instant; in no order. */
  outcomes(period: Period & { readonly at: Instant }): Promise<readonly OutcomeCount[]>;
  /** Exposures that began in the period and have no deadline. */
  countWithoutDeadline(period: Period): Promise<number>;
  /** Of what was in effect in the period; in no order. */
  durations(period: Period): Promise<readonly PatchDuration[]>;
  /** On disk in the period, and nobody can say whether it is in effect. */
  countEffectUnknown(period: Period): Promise<number>;
  /** The newest first, as they were recorded. */
  courses(filter: CourseFilter, page: PageRequest): Promise<Page<HostCourse>>;
  /** What changed on hosts' disks, newest first. */
  changes(filter: ChangeFilter, page: PageRequest): Promise<Page<PackagesChanged>>;
}
