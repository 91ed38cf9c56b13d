// Who is kept from its service: whether it still is to be. It ends when the host is patched, and by everything that makes it
// unlikely that it will be: nobody is left so in silence. What the host says of itself is what counts.

import type { HostId } from '@slipway/core/ids';
import { type Policy, placesOf, rulesAt } from '@slipway/core/policy';
import { explain, type Reason, reason } from '@slipway/core/reasons';
import { isOver } from '@slipway/core/rollout';
import type { Instant } from '@slipway/core/time';
import type { HostRecord, StoreView, Versioned, WantedIsolation } from '../../ports/index.ts';
import { switchIn } from '../access/index.ts';
import type { App } from '../context.ts';
import {
  everyHost,
  isHeldFromService,
  isolatedMore,
  isolationOver,
  letServe,
  orderedIsolation,
  standingIsolation,
} from '../fleet/index.ts';
import { whyNotPromoted } from '../rollout/index.ts';
import { isBack, missed, missesIt } from './returned.ts';
import { tellEnded, tellIsolated } from './told.ts';

interface At {
  readonly policy: Policy | null;
  readonly now: Instant;
}

export const lookAtIsolated = async (app: App, at: At): Promise<void> => {
  const { nudge, store } = app.ports;
  const due = await store.read(async (view) => {
    const hosts: HostRecord[] = [];
    for (const host of await whoMayBe(view, at)) if ((await decide(view, host, at)) !== null) hosts.push(host);
    return hosts;
  });
  for (const { hostId } of due) {
    await store.write(async (change) => {
      const found = await change.fleet.host(hostId);
      const next = found === null || found.value.retiredAt !== null ? null : await decide(change, found.value, at);
      if (found !== null && next !== null) await save(change, found, next, at.now);
    });
    for (const subject of [`host:${hostId}`, 'rollout', 'notify'] as const) nudge.notify(subject);
  }
};

/** Where policy wants it of nobody, those of whom it may have wanted it: every host is a long list. */
const whoMayBe = async (view: StoreView, { policy }: At): Promise<readonly HostRecord[]> => {
  const places = policy === null ? [] : placesOf(policy);
  const isWanted = places.some((place) => policy !== null && rulesAt(policy, place)?.missedWindow === 'isolate-first');
  if (isWanted) return await everyHost(view);
  const hosts = new Map<HostId, HostRecord>();
  for (const { host } of await missed(view, places)) {
    const found = await view.fleet.host(host.hostId);
    if (found !== null && found.value.retiredAt === null) hosts.set(host.hostId, found.value);
  }
  return [...hosts.values()];
};

/** `null`: nothing changes. */
const decide = async (view: StoreView, host: HostRecord, at: At): Promise<WantedIsolation | null> => {
  const standing = standingIsolation(host);
  const said = host.contact?.isolation;
  if (standing === null) {
    if (!isHeldFromService(host)) return await settled(view, host);
    return said?.state === 'isolated' ? letServe(host, reason('isolation-unknown'), at.now) : null;
  }
  const isObeyed = standing.orderedAt !== null && said !== undefined && said.order >= standing.order;
  // In an attempt's hands it has no reason of its own, whatever order is on its way besides.
  const isInHand = standing.isolatedAt !== null && said?.reason === null;
  if ((isObeyed || isInHand) && said?.state === 'serving') return endedBy(standing, said.reason, at.now);
  if (standing.wish === 'serving') return null;
  const why = await whyServing(view, host, { standing, ...at });
  if (why !== null) return letServe(host, why, at.now);
  if (isolatedMore(standing, at.now) && isBack(host, at.now)) return orderedIsolation(host, standing, at.now);
  const isNew = said?.state === 'isolated' && standing.isolatedAt === null;
  return isNew ? { ...standing, isolatedAt: at.now } : null;
};

/** By our order, by its own word, or because an attempt has it in hand, for which it has no reason. */
const endedBy = (standing: WantedIsolation, said: Reason | null, now: Instant): WantedIsolation => {
  const own = said === null ? reason('isolation-in-hand') : isolationOver(said);
  return { ...standing, reason: standing.wish === 'serving' ? standing.reason : own, endedAt: now };
};

/** It was not isolated, or not until it was patched, and now it is: what was said of that is no more so. */
const settled = async (view: StoreView, { hostId, isolation }: HostRecord): Promise<WantedIsolation | null> => {
  if (isolation?.reason.code !== 'isolation-over' || isolation.missed === null) return null;
  const rollout = await view.rollouts.rollout(isolation.missed.rolloutId);
  const host = rollout?.value.hosts.find((one) => one.hostId === hostId);
  if (rollout === null || host === undefined || (await missesIt(view, { rollout: rollout.value, host }))) return null;
  return { ...isolation, reason: reason('isolation-patched') };
};

/** `null`: it is to be kept from its service. */
const whyServing = async (
  view: StoreView,
  host: HostRecord,
  { standing, policy, now }: At & { readonly standing: WantedIsolation },
): Promise<Reason | null> => {
  const { missed: of, until } = standing;
  const rollout = of === null ? null : await view.rollouts.rollout(of.rolloutId);
  const plan = of === null ? null : await view.plans.plan(of.planDigest);
  const mine = rollout?.value.hosts.find(({ hostId }) => hostId === host.hostId);
  if (rollout === null || plan === null || mine === undefined) return reason('isolation-unknown');
  if (host.wantedMode === 'observed') return reason('host-observed', { host: host.hostname });
  const place = { environment: plan.header.environment, policyName: plan.policyName ?? null };
  const rules = policy === null ? null : rulesAt(policy, place);
  if (rules?.missedWindow !== 'isolate-first') return reason('isolation-not-wanted');
  if ((await switchIn(view)) === 'stopped') return reason('stopped-by-switch');
  const against = await whyNotPromoted(view, plan.header.bounds.patchSetDigest);
  if (against !== null) return against;
  // What it had before an attempt says nothing of what it has now.
  const isShown = (host.inventoryAwaitedSince ?? null) === null;
  if (isShown && !(await missesIt(view, { rollout: rollout.value, host: mine }))) return reason('isolation-patched');
  if (now >= until) return reason('isolation-window-over', { ends: until });
  return await whyNotBrought(view, host, `${rollout.value.rolloutId}.${host.hostId}`);
};

/** Its own plan came to nothing: no plan for it, refused, or over without having patched it. */
const whyNotBrought = async (view: StoreView, { hostId }: HostRecord, id: string): Promise<Reason | null> => {
  const request = (await view.plans.planRequest(`return.${id}`))?.value ?? null;
  if (request === null || request.state === 'gathering') return null;
  if (request.planDigest === null) {
    const leftOut = request.report?.leftOut.find((one) => one.hostId === hostId)?.reason ?? null;
    return leftOut ?? request.reason ?? reason('plan-empty');
  }
  const refusal = await view.approvals.refusalOf(request.planDigest);
  if (refusal !== null) {
    return reason('plan-refused', { person: refusal.refusedBy, at: refusal.refusedAt, why: refusal.why });
  }
  const [rollout] = await view.rollouts.rolloutsOf(request.planDigest);
  if (rollout === undefined || !isOver(rollout)) return null;
  const own = rollout.hosts.find((one) => one.hostId === hostId);
  return own?.phase === 'done' ? null : (own?.reason ?? rollout.reason);
};

const save = async (
  change: StoreView,
  found: Versioned<HostRecord>,
  isolation: WantedIsolation,
  now: Instant,
): Promise<void> => {
  const before = standingIsolation(found.value);
  const value = { ...found.value, isolation };
  await change.fleet.saveHost({ revision: found.revision, value });
  if (isolation.isolatedAt !== (before?.isolatedAt ?? null)) await tellIsolated(change, value, now);
  if (isolation.endedAt !== null && before !== null) await tellEnded(change, value, now);
  const isOrdered = isolation.wish === 'serving' && before?.wish !== 'serving';
  if (!isOrdered) return;
  const { hostId, hostname } = value;
  const facts = { hostname, order: isolation.order, why: explain(isolation.reason) };
  await change.access.addAuditEvent({ at: now, who: 'schedule', action: 'host.let-serve', object: hostId, facts });
};
