// A row for each vulnerability, for who asks for that: update by update, in the order of the list of updates.

import type { Instant } from '@slipway/core/time';
import {
  dueKey,
  dueKeyUntil,
  type Page,
  type PageRequest,
  readCursor,
  type StoreView,
  severityRank,
  type UpdateKey,
} from '../../ports/index.ts';
import type { App } from '../context.ts';
import { type EachVulnerability, eachKey, eachOf } from './count.ts';
import { type ExposureQuery, readRows, type UpdateExposure } from './exposures.ts';
import { type KnownBy, knownBy } from './known-by.ts';
import { worstSeverity } from './severity.ts';
import { urgencyBasis } from './urgencies.ts';

export interface EachExposure
  extends EachVulnerability,
    Pick<UpdateExposure, 'release' | 'sourcePackage' | 'fixedVersion' | 'state' | 'hosts' | 'unknown'> {}

export interface EachExposures extends Page<EachExposure>, KnownBy {}

/** Updates of one answer: one that has few vulnerabilities each still ends in seconds. */
const UPDATES_MAX = 25;

/** `update`: of this one alone. */
export interface EachQuery extends ExposureQuery {
  readonly update?: UpdateKey;
}

export const listEachExposure = async (app: App, query: EachQuery, page: PageRequest): Promise<EachExposures> =>
  await app.ports.store.read(async (view) => {
    const now = app.ports.clock.now();
    return { ...(await readEach(view, query, page, now)), ...(await knownBy(view, now, query.asOf ?? null)) };
  });

const readEach = async (
  view: StoreView,
  query: EachQuery,
  page: PageRequest,
  now: Instant,
): Promise<Page<EachExposure>> => {
  const begin = readCursor(page, 'text', 'text');
  // Where in the list of updates, and behind which vulnerability of the one that comes there.
  let [after, behind] = begin === null ? ['', ''] : begin;
  const items: EachExposure[] = [];
  for (let looked = 0; looked < UPDATES_MAX; looked++) {
    const one = { after: after === '' ? null : after, limit: 1 };
    const { items: updates, next } =
      query.update === undefined
        ? await readRows(view, query, one, now)
        : { items: [await keptOf(view, query.update)], next: null };
    for (const update of updates) {
      const rows = (await eachOfUpdate(view, query, update, now)).filter((row) => eachKey(row) > behind);
      const missing = page.limit - items.length;
      const taken = rows.slice(0, missing);
      items.push(...taken);
      const last = taken.at(-1);
      if (rows.length > missing) {
        return { items, next: JSON.stringify([after, last === undefined ? behind : eachKey(last)]) };
      }
    }
    if (next === null) return { items, next: null };
    [after, behind] = [next, ''];
  }
  return { items, next: JSON.stringify([after, behind]) };
};

type Kept = Pick<EachExposure, 'release' | 'sourcePackage' | 'fixedVersion' | 'state' | 'hosts' | 'unknown'>;

/** What nobody has counted yet has no hosts that anybody knows of. */
const keptOf = async ({ exposures }: StoreView, update: UpdateKey): Promise<Kept> => {
  const [count] = await exposures.countsOf([update]);
  const state = update.fixedVersion === null ? 'no-fix' : 'fixable';
  return { ...update, state, hosts: count?.hosts ?? 0, unknown: count?.unknown ?? 0 };
};

const eachOfUpdate = async (
  view: StoreView,
  query: ExposureQuery,
  { release, sourcePackage, fixedVersion, state, hosts, unknown }: Kept,
  now: Instant,
): Promise<readonly EachExposure[]> => {
  const asOf = query.asOf ?? null;
  const key = { release, sourcePackage, fixedVersion };
  const found = await view.knowledge.exposedUpdate(key, asOf, state === 'unknown' ? 'unknown' : 'affected');
  // Counted a moment ago, and nobody needs it any more.
  if (found === null) return [];
  const all = await eachOf(view, await urgencyBasis(view, now, asOf), found, query.labels);
  return all.filter((one) => isWanted(one, query)).map((one) => ({ ...key, state, hosts, unknown, ...one }));
};

/** What nobody rated is listed too: nobody said that it is less. */
const isWanted = ({ urgency, cvssTenths }: EachVulnerability, { dueBy, severity }: ExposureQuery): boolean => {
  const its = worstSeverity([], cvssTenths);
  return (
    (dueBy === undefined || dueKey(urgency) <= dueKeyUntil(dueBy)) &&
    (severity === undefined || its === null || severityRank(its) >= severityRank(severity))
  );
};
