// What is kept of a host over time, and what a look at it finds. See index.ts.

import type { Severity } from '../advisory/index.ts';
import type { Reason } from '../reasons/index.ts';
import type { Instant } from '../time/index.ts';

export interface InstalledVersion {
  readonly name: string;
  readonly architecture: string;
  readonly version: string;
}

/** With the source that it was built from. */
export interface InstalledPackage extends InstalledVersion {
  readonly sourcePackage: string;
}

/**
 * How a need ended: `patched`: another version is installed, or another kernel runs, and nothing old; `removed`: the package went,
 * or the host was retired; `revised`: what was said about it changed, and the host did not.
 */
export type CourseEnd = 'patched' | 'removed' | 'revised';

/** One update that one host needed, as long as it needs it and for good. An exposure that no update ends has none. */
export interface ExposureCourse {
  readonly sourcePackage: string;
  readonly fixedVersion: string;
  /** When it was first seen to be needed here. */
  readonly beganAt: Instant;
  /** Since when Slipway knew of the vulnerability, and of a fix; on a host that came later, since it came. */
  readonly learnedAt: Instant;
  readonly fixAt: Instant;
  /** By the rules and facts of the last look before it was installed; `null`: none set one. */
  readonly dueAt: Instant | null;
  readonly rule: string | null;
  readonly severity: Severity | null;
  /** The one that is due first; of an update that nobody can judge any more, one that was not judged away. */
  readonly vulnerability: string;
  /** Installed, and affected. */
  readonly packages: readonly InstalledVersion[];
  /** The last exception of policy that answered for it; `until` is `null` while it does. */
  readonly excepted: { readonly name: string; readonly from: Instant; readonly until: Instant | null } | null;
  /** When another version was first seen on disk; it may not be in effect yet. */
  readonly installedAt: Instant | null;
  /** `unknown`: nobody can say whether old code still runs after that, or whether what was installed mends it at all. */
  readonly effect: 'known' | 'unknown';
  readonly endedAt: Instant | null;
  readonly end: CourseEnd | null;
}

/** From when to when a host's standing was known, or why not. `null` as the reason: it was known. */
export interface HostSpan {
  readonly from: Instant;
  readonly until: Instant | null;
  readonly reason: Reason | null;
}

/** An update that a host needs, as a look finds it. */
export interface Need
  extends Omit<ExposureCourse, 'beganAt' | 'excepted' | 'installedAt' | 'effect' | 'endedAt' | 'end'> {
  /**
   * `not-in-effect`: on disk it is fixed, and the old kernel or old code in memory still runs. `not-running`: a kernel that
   * is installed and affected, beside the one that runs.
   */
  readonly standing: 'needed' | 'not-in-effect' | 'not-running';
  /** The exception that answers for it. */
  readonly exception: string | null;
}

export interface HostLook {
  readonly at: Instant;
  /** When the inventory that was looked at came. */
  readonly inventoryAt: Instant;
  /** Of the look before; `null`: this is the first. */
  readonly lookedAt: Instant | null;
  /** Why nothing can be said of the host as a whole, and since when; `null`: something can. */
  readonly unknown: { readonly reason: Reason; readonly since: Instant | null } | null;
  readonly needs: readonly Need[];
  /** Everything that is installed. */
  readonly installed: readonly InstalledPackage[];
  /** What nobody can judge of that; kernels that do not run left out. `vulnerability`: in which; `null`: in any. */
  readonly unjudged: readonly (InstalledPackage & { readonly vulnerability: string | null })[];
  /** What updates answered at the look before. May be left out of courses of which `unjudged` has nothing. */
  readonly answered: readonly Pick<Need, 'sourcePackage' | 'fixedVersion' | 'vulnerability'>[];
  /** Names of the exceptions of policy that act on the host. */
  readonly exceptions: readonly string[];
  /** `unknown`: nobody can say whether processes hold old code. */
  readonly memory: 'known' | 'unknown';
}

/**
 * How a host stood at an instant: `clear`: nothing that an update would end; `due-later`; `excepted`: nothing overdue but
 * what exceptions of policy answer for; `overdue`; `unknown`.
 */
export type HostStanding = 'clear' | 'due-later' | 'excepted' | 'overdue' | 'unknown';

/**
 * What became of an exposure by its deadline: in effect before it or after it; still open; answered for by an exception;
 * not known; or ended otherwise (`CourseEnd`), which no deadline is kept or missed by.
 */
export type SlaOutcome = 'in-time' | 'late' | 'overdue' | 'excepted' | 'unknown' | 'otherwise';
