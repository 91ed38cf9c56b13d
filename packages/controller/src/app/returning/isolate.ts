// Isolated first: who missed a window is kept from its service before it is patched, where policy wants that and nothing
// stands against it. Judged and stored in one transaction with everybody else who is away.

import { frozenAt, type Zones } from '@slipway/core/calendar';
import { whyNotIsolated } from '@slipway/core/plan';
import { calendarOf } from '@slipway/core/policy';
import { type Reason, reason } from '@slipway/core/reasons';
import { judgeLease, leaseRequestFor } from '@slipway/core/rollout';
import type { Instant } from '@slipway/core/time';
import type { HostRecord, StoredPlan, StoreView, Versioned, WantedIsolation } from '../../ports/index.ts';
import { switchIn } from '../access/index.ts';
import type { App } from '../context.ts';
import {
  isHeldFromService,
  isolationOver,
  type Listening,
  orderedIsolation,
  standingIsolation,
} from '../fleet/index.ts';
import { awayHosts, hostsInSight, quarantinedHosts, whyNotPromoted } from '../rollout/index.ts';
import { isBack, type Look, missesIt, nextWindow, type Returned } from './returned.ts';
import { tellEnded } from './told.ts';

/** `over`: it is not, and will not be for this window. */
export type IsolationAnswer = 'isolated' | 'not-yet' | 'over';

export const isolateFirst = async (app: App, returned: Returned, look: Look): Promise<IsolationAnswer> => {
  const { store, zones } = app.ports;
  const { idleCheckInSeconds } = app.options;
  const seen = await store.read(async (view) => await decide(view, returned, { ...look, idleCheckInSeconds, zones }));
  if (seen.next === null) return seen.answer;
  const answer = await store.write(async (change) => {
    const again = await decide(change, returned, { ...look, idleCheckInSeconds, zones });
    if (again.next !== null) await save(change, again.next, look.now);
    return again.answer;
  });
  app.ports.nudge.notify(`host:${returned.host.hostId}`);
  return answer;
};

interface Decision {
  readonly answer: IsolationAnswer;
  /** `null`: nothing changes. */
  readonly next: Versioned<HostRecord & { readonly isolation: WantedIsolation }> | null;
}

type At = Look & Listening & { readonly zones: Zones };

const decide = async (view: StoreView, returned: Returned, at: At): Promise<Decision> => {
  const found = await view.fleet.host(returned.host.hostId);
  if (found === null || found.value.retiredAt !== null) return OVER;
  const host = found.value;
  const standing = standingIsolation(host);
  if (standing !== null && (standing.wish === 'serving' || standing.orderedAt !== null)) {
    const isIsolated = standing.wish === 'isolated' && host.contact?.isolation?.state === 'isolated';
    return { answer: isIsolated ? 'isolated' : 'not-yet', next: null };
  }
  // Let back, or not isolated, since it missed that window: not again for it.
  if (standing === null && (host.isolation?.endedAt ?? returned.missedAt) > returned.missedAt) return OVER;
  if (!isBack(host, at.now)) return { answer: 'not-yet', next: null };
  if (!(await missesIt(view, returned))) return OVER;
  const plan = await view.plans.plan(returned.rollout.planDigest);
  const hostPlan = await view.plans.hostPlan(returned.rollout.planDigest, host.hostId);
  if (plan === null || hostPlan === null) return OVER;
  const wanted = standing ?? newIsolation(returned, at);
  const kept = (isolation: WantedIsolation): Decision['next'] => ({
    revision: found.revision,
    value: { ...host, isolation },
  });
  const cannot = whyNotIsolated(hostPlan, host.contact ?? { capabilities: [] });
  if (cannot !== null) {
    return { answer: 'over', next: kept({ ...wanted, reason: isolationOver(cannot), endedAt: at.now }) };
  }
  const waitsFor = await whyNotNow(view, { returned, plan }, at);
  if (waitsFor === null) {
    const ordered = { ...wanted, reason: reason('isolates-first', { ends: returned.missing.endsAt }) };
    return { answer: 'not-yet', next: kept(orderedIsolation(host, ordered, at.now)) };
  }
  const isKnown = standing !== null && standing.reason.code === waitsFor.code;
  return { answer: 'not-yet', next: isKnown ? null : kept({ ...wanted, reason: waitsFor }) };
};

const OVER: Decision = { answer: 'over', next: null };

const newIsolation = ({ rollout, missing, place }: Returned, at: At): WantedIsolation => ({
  missed: { rolloutId: rollout.rolloutId, planDigest: rollout.planDigest, endedAt: missing.endsAt },
  wish: 'isolated',
  reason: reason('isolates-first', { ends: missing.endsAt }),
  since: at.now,
  until: nextWindow(place, at)?.endsAt ?? at.now,
  ...{ order: 0, orderedAt: null, expiresAt: null, isolatedAt: null, endedAt: null },
});

interface Wanted {
  readonly returned: Returned;
  readonly plan: StoredPlan;
}

/** What keeps anybody from beginning keeps a host in its service, too; and its cluster's limits as its plan has them. */
const whyNotNow = async (
  view: StoreView,
  { returned: { rollout, host, place }, plan }: Wanted,
  { policy, now, idleCheckInSeconds, zones }: At,
): Promise<Reason | null> => {
  const { header } = plan;
  const hostPlan = await view.plans.hostPlan(plan.digest, host.hostId);
  if (hostPlan === null) return reason('not-found', { what: 'host plan of', id: host.hostId });
  if ((await switchIn(view)) === 'stopped') return reason('stopped-by-switch');
  const { patchSetDigest } = header.bounds;
  const against =
    (await whyNotPromoted(view, patchSetDigest)) ??
    (await quarantinedHosts(view, patchSetDigest, [hostPlan])).get(host.hostId) ??
    frozenAt(calendarOf(policy, place.environment, zones), now, 0);
  if (against !== null) return against;
  const { rolloutId } = rollout;
  const listening = { now, idleCheckInSeconds };
  const inSight = await hostsInSight(view, listening);
  const away = isolatedOf(inSight, rolloutId);
  const limit = header.bounds.awayMax;
  if (away >= limit) return reason('waiting-for-limit', { away, limit });
  const request = leaseRequestFor({
    hostPlan,
    header,
    rolloutId,
    away: await awayHosts(view, inSight, listening),
  });
  const judged = judgeLease(request);
  return judged.ok ? null : judged.reason;
};

/** Of the hosts that missed the same window: as many at once as its rollout might have had away. */
const isolatedOf = (inSight: readonly HostRecord[], rolloutId: Returned['rollout']['rolloutId']): number =>
  inSight.filter((host) => standingIsolation(host)?.missed?.rolloutId === rolloutId && isHeldFromService(host)).length;

const save = async (change: StoreView, next: NonNullable<Decision['next']>, now: Instant): Promise<void> => {
  const { hostId, hostname, isolation } = next.value;
  await change.fleet.saveHost(next);
  if (isolation.endedAt !== null) await tellEnded(change, next.value, now);
  if (isolation.orderedAt === null) return;
  const facts = { hostname, rollout: isolation.missed?.rolloutId ?? '', order: isolation.order };
  await change.access.addAuditEvent({ at: now, who: 'schedule', action: 'host.isolate', object: hostId, facts });
};
