// Looks at hosts for their records, a portion at a time: those first of whom something changed, then whoever waits the longest.

import { nextCourses, nextSpans } from '@slipway/core/compliance';
import type { HostId } from '@slipway/core/ids';
import { reason } from '@slipway/core/reasons';
import { addMs, type Instant, msBetween } from '@slipway/core/time';
import { type HostCourses, StoreFailure, type StoreReports, type StoreView } from '../../ports/index.ts';
import type { App } from '../context.ts';
import { urgencyBasis } from '../exposure/index.ts';
import { type LookQuery, lookAt } from './look-at.ts';

/** A look takes 5 to 20 ms. */
const PORTION_MAX = 8;
const PORTION_MS_MAX = 70;
/** About a fifth of the time: 100,000 hosts are through in some hours, and nobody waits behind it. */
const REST_MS = 250;
/** Less than a day, so that a look comes every day; a deadline that a look brings late is at least three days long. */
const AGAIN_MS = 20 * 3_600_000;
/** It carries what nobody judged yet: soon again, and no record until then. */
const UNJUDGED_MS = 30_000;
/** Many times what a portion takes. */
const CLAIM_MS = 60_000;
/** It could not be looked at: often enough to be found mended, and seldom enough for the log. */
const FAILED_MS = 10 * 60_000;
/** As long as what feeds said is kept: a report of a day before that could not be explained any more. */
const RETENTION_DAYS = 400;
/** With each portion: 20 times as many as hosts' looks make. */
const FORGET_MAX = 500;
const DAY_MS = 86_400_000;

/** What deadlines and exceptions followed from at the last look: when it is another, everybody is looked at again. */
const SETTING = 'hosts-looked-by';

/** Milliseconds until the next portion; `null`: nobody is due. */
export const lookAtHosts = async (app: App): Promise<number | null> => {
  const { clock, store } = app.ports;
  const begun = clock.now();
  // Without a change nothing is written: the store syncs every write.
  const isDue = await store.read(
    async (view) => (await view.reports.hostsToLookAt(begun, 1)).length > 0 || (await otherBasis(view)) !== null,
  );
  if (!isDue) return null;
  const claims = await store.write(async (change) => await claimHosts(change, begun));
  const basis = await store.read(async (view) => await urgencyBasis(view, begun, null));
  const looks: Look[] = [];
  // Whole inventories are read, so not while everybody waits who wants to write.
  for (const claim of claims) {
    const isLate = msBetween(begun, clock.now()) > PORTION_MS_MAX;
    looks.push(isLate ? unlooked(claim) : await lookOrFail(app, claim, { basis, at: begun }));
  }
  await store.write(async ({ reports }) => {
    for (const [index, claim] of claims.entries()) await noteLook(reports, claim, looks[index] ?? unlooked(claim));
  });
  return claims.length < PORTION_MAX && !looks.some(({ kind }) => kind === 'put-off') ? null : REST_MS;
};

/** Due again when it ends, whatever becomes of this controller; and whom something happens to meanwhile is due before. */
interface Claim {
  readonly hostId: HostId;
  readonly before: HostCourses;
  readonly until: Instant;
}

const claimHosts = async (change: StoreView, now: Instant): Promise<readonly Claim[]> => {
  const other = await otherBasis(change);
  if (other !== null) {
    await change.reports.lookAtAllAgain();
    await change.access.setSetting(SETTING, other);
  }
  await change.reports.forgetCourses(addMs(now, -RETENTION_DAYS * DAY_MS), FORGET_MAX);
  const until = addMs(now, CLAIM_MS);
  const claims: Claim[] = [];
  for (const hostId of await change.reports.hostsToLookAt(now, PORTION_MAX)) {
    const before = await change.reports.coursesOf(hostId);
    await change.reports.noteLook(hostId, { at: before.lookedAt, nextAt: until, spans: [], courses: [] });
    claims.push({ hostId, before, until });
  }
  return claims;
};

type Look = Parameters<StoreReports['noteLook']>[1] & { readonly kind: 'looked' | 'put-off' };

const unlooked = ({ before: { lookedAt, wantedAt } }: Claim): Look => ({
  kind: 'put-off',
  at: lookedAt,
  nextAt: wantedAt,
  spans: [],
  courses: [],
});

/** One that cannot be looked at keeps nobody else from it, and is unknown. Of a store that is away it says nothing: its claim ends. */
const lookOrFail = async (
  { ports: { store, log } }: App,
  { hostId, before }: Claim,
  { basis, at }: Pick<LookQuery, 'basis' | 'at'>,
): Promise<Look> => {
  const { lookedAt, span, open } = before;
  try {
    const look = await store.read(async (view) => await lookAt(view, hostId, { basis, lookedAt, at, open }));
    return look === null
      ? { kind: 'looked', at: lookedAt, nextAt: addMs(at, UNJUDGED_MS), spans: [], courses: [] }
      : {
          kind: 'looked',
          at,
          nextAt: addMs(at, AGAIN_MS),
          spans: nextSpans(span, look),
          courses: nextCourses(open, look),
        };
  } catch (error) {
    if (error instanceof StoreFailure) throw error;
    log.error('a host could not be looked at for its record', { hostId, error });
    const unknown = { reason: reason('host-look-failed'), since: null };
    const spans = nextSpans(span, { at, lookedAt, unknown });
    return { kind: 'looked', at: lookedAt, nextAt: addMs(at, FAILED_MS), spans, courses: [] };
  }
};

/** Unless it was retired since, or another controller looked at it after the claim had ended. */
const noteLook = async (reports: StoreReports, { hostId, before, until }: Claim, look: Look): Promise<void> => {
  const { lookedAt, wantedAt } = await reports.coursesOf(hostId);
  if (wantedAt === null || lookedAt !== before.lookedAt) return;
  const { kind: _, ...its } = look;
  await reports.noteLook(hostId, { ...its, nextAt: wantedAt === until ? its.nextAt : wantedAt });
};

/** Written when an import or new rules were taken in, and when other exceptions act; `null`: both are as they were. */
const otherBasis = async ({ access }: StoreView): Promise<string | null> => {
  const text = JSON.stringify([await access.setting('rules-noted'), await access.setting('exceptions-counted')]);
  return text === (await access.setting(SETTING)) ? null : text;
};
