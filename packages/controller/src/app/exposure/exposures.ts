// Exposures by update: a kernel's two thousand vulnerabilities are one row with a count.
//
// Now, and by what the store counts apart (environment, owner), from the rows that are kept: sorted by what is due first,
// over a fleet of any size. Of a day in the past, by any other label, or of what is unknown, they are counted when they
// are asked for, a page at a time and in the order of their names.

import type { Severity } from '@slipway/core/advisory';
import { type Outcome, ok, refuse } from '@slipway/core/reasons';
import type { Instant } from '@slipway/core/time';
import {
  type CountedUpdate,
  type CountFilter,
  type CountTotals,
  dueKey,
  dueKeyUntil,
  type LabelFilter,
  type Page,
  type PageRequest,
  type StoreView,
  severityRank,
  type UpdateKey,
} from '../../ports/index.ts';
import type { App } from '../context.ts';
import { type ExposedHost, exposedHosts, NOTHING_EXCEPTED } from '../knowledge/index.ts';
import { countUpdate, partOf, wholeCount } from './count.ts';
import { type KnownBy, knownBy } from './known-by.ts';
import { urgencyBasis } from './urgencies.ts';

/** `fixable`: an update ends it; `no-fix`: affected, and there is none; `unknown`: nobody can say whether it is affected. */
export type ExposureState = 'fixable' | 'no-fix' | 'unknown';

export interface ExposureQuery {
  /** `null`: now. */
  readonly asOf?: Instant | null;
  /** Absent: whatever is affected. */
  readonly state?: ExposureState;
  readonly dueBy?: Instant;
  /** At least. What nobody rated is listed too: nobody said that it is less. */
  readonly severity?: Severity;
  /** Of this source package alone. */
  readonly sourcePackage?: string;
  /** Those alone of which some vulnerability is known to be exploited. */
  readonly exploited?: true;
  /** Those alone whose urgency nobody can say. */
  readonly urgency?: 'unknown';
  /** Those that an exception of policy answers for on some host; absent: those that stand without one. */
  readonly excepted?: 'only';
  /** Hosts that have all of these labels now. */
  readonly labels?: LabelFilter;
}

export interface UpdateExposure extends CountedUpdate {
  readonly state: ExposureState;
}

export interface Exposures extends Page<UpdateExposure>, KnownBy {
  /** `due`: what is due first comes first. `name`: by source package, release and version, a page of what was looked at. */
  readonly order: 'due' | 'name';
  /** Over all pages; `null` where nothing is kept to count them by. */
  readonly totals: CountTotals | null;
  /** Of some packages it is unknown whether they are affected: state `unknown` lists them. */
  readonly moreUnknown: boolean;
}

/** Counted one by one when they are asked for: so many at a time, so that an answer takes seconds and not minutes. */
const COUNTED_AT_ONCE_MAX = 25;

export const listExposures = async (app: App, query: ExposureQuery, page: PageRequest): Promise<Exposures> =>
  await app.ports.store.read(async (view) => {
    const now = app.ports.clock.now();
    const asOf = query.asOf ?? null;
    const filter = keptFilter(query);
    const rows = await readRows(view, query, page, now);
    const unknown = await view.knowledge.exposedUpdates({ after: null, limit: 1 }, asOf, 'unknown');
    return {
      ...rows,
      totals: filter === null ? null : await view.exposures.totals(filter, now),
      moreUnknown: query.state !== 'unknown' && unknown.items.length > 0,
      ...(await knownBy(view, now, asOf)),
    };
  });

/** Without what stands beside them. */
export const readRows = async (
  view: StoreView,
  query: ExposureQuery,
  page: PageRequest,
  now: Instant,
): Promise<Rows> => {
  const filter = keptFilter(query);
  return filter === null ? await namedRows(view, query, page, now) : await keptRows(view, filter, page);
};

/** `null`: what is asked for is not kept. */
const keptFilter = (query: ExposureQuery): CountFilter | null => {
  const { asOf, state, dueBy, severity, excepted, sourcePackage, exploited, urgency, labels = {} } = query;
  const { environment, owner, ...others } = labels;
  if ((asOf ?? null) !== null || state === 'unknown' || Object.keys(others).length > 0) return null;
  return {
    ...(environment === undefined ? {} : { environment }),
    ...(owner === undefined ? {} : { owner }),
    ...(dueBy === undefined ? {} : { dueBy }),
    ...(severity === undefined ? {} : { severity }),
    ...(excepted === undefined ? {} : { excepted }),
    ...(sourcePackage === undefined ? {} : { sourcePackage }),
    ...(exploited === undefined ? {} : { exploited }),
    ...(urgency === undefined ? {} : { urgency }),
    ...(state === undefined ? {} : { fix: state === 'fixable' ? ('some' as const) : ('none' as const) }),
  };
};

type Rows = Pick<Exposures, 'items' | 'next' | 'order'>;

const keptRows = async ({ exposures }: StoreView, filter: CountFilter, page: PageRequest): Promise<Rows> => {
  const { items, next } = await exposures.counted(page, filter);
  return { items: items.map((row) => ({ ...row, state: stateOf(row) })), next, order: 'due' };
};

const stateOf = ({ fixedVersion }: UpdateKey): ExposureState => (fixedVersion === null ? 'no-fix' : 'fixable');

const namedRows = async (view: StoreView, query: ExposureQuery, page: PageRequest, now: Instant): Promise<Rows> => {
  const asOf = query.asOf ?? null;
  const limit = Math.min(page.limit, COUNTED_AT_ONCE_MAX);
  const standing = query.state === 'unknown' ? 'unknown' : 'affected';
  const read = await urgencyBasis(view, now, asOf);
  // An exception answers for what is affected: whether something is stays as unknown as it was.
  const basis = standing === 'unknown' ? { ...read, excepting: NOTHING_EXCEPTED } : read;
  const { items, next } = await view.knowledge.exposedUpdates({ ...page, limit }, asOf, standing);
  const rows: UpdateExposure[] = [];
  for (const update of items) {
    const state = standing === 'unknown' ? 'unknown' : stateOf(update);
    if (query.state !== undefined && state !== query.state) continue;
    if (query.sourcePackage !== undefined && update.sourcePackage !== query.sourcePackage) continue;
    // A version that nobody carried on that day was still judged.
    const count = wholeCount(await countUpdate(view, basis, update, query.labels));
    if (count !== null && isWanted(count, query)) rows.push({ ...count, state, countedAt: now });
  }
  return { items: rows, next, order: 'name' };
};

const isWanted = (
  { dueFirst, severity, hosts, unknown, excepted, exploited = 0 }: Omit<CountedUpdate, 'countedAt'>,
  query: Pick<ExposureQuery, 'dueBy' | 'severity' | 'excepted' | 'exploited' | 'urgency'>,
): boolean =>
  (query.excepted === 'only' ? excepted > 0 : hosts + unknown > 0) &&
  (query.exploited === undefined || exploited > 0) &&
  (query.urgency === undefined || dueFirst.urgency.lane === query.urgency) &&
  (query.dueBy === undefined || dueKey(dueFirst.urgency) <= dueKeyUntil(query.dueBy)) &&
  (query.severity === undefined || severity === null || severityRank(severity) >= severityRank(query.severity));

export interface ExposureOfHosts extends KnownBy {
  readonly update: UpdateExposure;
  /** In order of enrolment. */
  readonly hosts: Page<ExposedHost>;
}

/** One update, counted now, and, page by page, the hosts that carry what it is about. */
export const updateHosts = async (
  app: App,
  query: { readonly update: UpdateKey; readonly asOf: Instant | null; readonly labels?: LabelFilter },
  page: PageRequest,
): Promise<Outcome<ExposureOfHosts>> =>
  await app.ports.store.read(async (view): Promise<Outcome<ExposureOfHosts>> => {
    const { asOf, labels = {} } = query;
    const now = app.ports.clock.now();
    const found = await view.knowledge.exposedUpdate(query.update, asOf);
    const basis = await urgencyBasis(view, now, asOf);
    const count = found === null ? null : wholeCount(await countUpdate(view, basis, found, labels));
    if (found === null || count === null) {
      return refuse('not-found', { what: 'exposed update of', id: query.update.sourcePackage });
    }
    const part = await partOf(view, basis.excepting, found);
    return ok({
      update: { ...count, state: stateOf(found), countedAt: now },
      hosts: await exposedHosts(view, { packageIds: found.packageIds, asOf, labels, part }, page),
      ...(await knownBy(view, now, asOf)),
    });
  });
