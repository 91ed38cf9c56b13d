// Exposures as they were last counted. Counting one update of a large fleet walks all of its carriers; lists of hundreds,
// sorted by deadline, read these rows instead, and say when they are from.

import type { Severity } from '@slipway/core/advisory';
import type { Instant } from '@slipway/core/time';
import type { Lane, Urgency } from '@slipway/core/urgency';
import type { UpdateKey } from './store-knowledge.ts';
import type { Page, PageRequest } from './store-values.ts';

/** Hosts that need an update and are alike for who asks and for a deadline. */
export interface CountedHosts {
  /** Labels, as they stood. */
  readonly environment: string | null;
  readonly owner: string | null;
  readonly hosts: number;
  /** Of further ones it is not known: what runs there is a kernel of no package. */
  readonly unknown: number;
  /** Of `hosts`: run the old kernel, and boot into another one next. */
  readonly rebootPending: number;
  /** Further ones, where an exception of policy answers for all of it: exposed, by a decision that ends. */
  readonly excepted: number;
  readonly dueFirst: DueFirst;
}

/** The vulnerability that is due first, where it is due first. */
export interface DueFirst {
  readonly vulnerability: string;
  readonly urgency: Urgency;
}

export interface UpdateCount extends UpdateKey {
  readonly vulnerabilities: number;
  /** The highest CVSS score times ten that anybody gives one of them; `null`: nobody rated any. */
  readonly worstTenths: number | null;
  /** The highest of the vendors' words and of what CVSS calls such a score; `null`: nobody said. */
  readonly severity: Severity | null;
  /** Vulnerabilities that are known to be exploited. Absent in what was counted before this was kept. */
  readonly exploited?: number;
  /** The highest probability of exploitation, times a million; `null`: nobody told of any. Absent as above. */
  readonly epssPpm?: number | null;
  readonly hosts: readonly CountedHosts[];
}

/** The hosts of a filter together. */
export interface CountedUpdate extends Omit<UpdateCount, 'hosts'>, Omit<CountedHosts, 'environment' | 'owner'> {
  readonly countedAt: Instant;
}

export interface CountFilter {
  readonly environment?: string;
  readonly owner?: string;
  /** Due by then; what has no deadline is not. */
  readonly dueBy?: Instant;
  /** At least; what nobody rated is not left out: nobody said that it is less. */
  readonly severity?: Severity;
  readonly fix?: 'some' | 'none';
  /** Those that an exception answers for somewhere. Absent: those that stand somewhere without one. */
  readonly excepted?: 'only';
  readonly sourcePackage?: string;
  /** Some vulnerability of it is known to be exploited. */
  readonly exploited?: true;
  /** What is due first there is of unknown urgency. */
  readonly urgency?: 'unknown';
}

export interface CountTotals {
  readonly updates: number;
  readonly overdue: number;
  /** Without a deadline, because something that a rule turns on is not known. */
  readonly unknownUrgency: number;
  /** That an exception answers for somewhere; they may be among the others as well. */
  readonly excepted: number;
}

export interface StoreExposures {
  /**
   * Whose count does not hold any more, the longest first: its hosts came or went or changed a label or a kernel, or
   * other verdicts make it up. An update that nobody was exposed to before is among them.
   */
  uncounted(limit: number): Promise<readonly UpdateKey[]>;
  /** How many these are. */
  countUncounted(): Promise<number>;
  /** Facts or rules have changed, and with them every deadline. */
  countEverythingAgain(): Promise<void>;
  /** Exceptions of policy came or went that are about these. */
  countAgain(updates: readonly UpdateKey[]): Promise<void>;
  /** In place of what was counted before; without hosts nothing is kept. */
  saveCount(count: UpdateCount, at: Instant): Promise<void>;
  /** What is due first comes first; of what has no deadline the higher lane; then by source package, release, version. */
  counted(page: PageRequest, filter: CountFilter): Promise<Page<CountedUpdate>>;
  totals(filter: CountFilter, now: Instant): Promise<CountTotals>;
  /** What is kept of these, of all hosts together; of those that are not counted yet nothing. By source package, release, version. */
  countsOf(
    updates: readonly UpdateKey[],
  ): Promise<readonly (UpdateKey & Pick<CountedUpdate, 'hosts' | 'unknown' | 'excepted'>)[]>;
}

const LANES: readonly Lane[] = ['immediate', 'out-of-cycle', 'unknown', 'scheduled'];

/** Text that sorts by what is due first: `~` comes after every deadline. */
export const dueKey = ({ deadline, lane }: Urgency): string => `${deadline ?? '~'} ${LANES.indexOf(lane)}`;

/** What {@link dueKey} of everything that is due by then is not above. */
export const dueKeyUntil = (deadline: Instant): string => `${deadline} ~`;

export const UNKNOWN_URGENCY_KEY = `~ ${LANES.indexOf('unknown')}`;

const SEVERITIES: readonly Severity[] = ['negligible', 'low', 'medium', 'high', 'critical'];
export const severityRank = (severity: Severity): number => SEVERITIES.indexOf(severity);
