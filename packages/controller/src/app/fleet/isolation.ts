// A host that is to be kept from its service until it is patched: the record of it, the order that the host is given, and
// whether it counts as away. Who is isolated, and when that ends, is decided in returning.

import { digestOf, type Envelope } from '@slipway/core/document';
import { ISOLATION_SECONDS_MAX, type IsolationOrder } from '@slipway/core/execution';
import { bundleFor, type HostPlan, ISOLATION_CAPABILITY, type PlanHeader } from '@slipway/core/plan';
import { explain, type Reason, reason } from '@slipway/core/reasons';
import { addSeconds, type Instant } from '@slipway/core/time';
import type { CheckIn, CheckInReply } from '@slipway/protocol/agent';
import type { HostRecord, StoreView, WantedIsolation } from '../../ports/index.ts';
import type { App } from '../context.ts';

/** `null`: it is not to be kept from its service, or serves again by its own word. */
export const standingIsolation = ({ isolation }: Pick<HostRecord, 'isolation'>): WantedIsolation | null =>
  isolation === undefined || isolation.endedAt !== null ? null : isolation;

/** From the order on, whether it has heard of it or not, until it says that it serves. */
export const isHeldFromService = (host: HostRecord): boolean => {
  const said = host.contact?.isolation;
  if (said !== undefined && said.state !== 'serving') return true;
  const { order, orderedAt } = standingIsolation(host) ?? { order: 0, orderedAt: null };
  return orderedAt !== null && order > (said?.order ?? 0);
};

/** Rises above what the host has obeyed: a controller that was restored has forgotten its newest orders. */
const nextOrder = ({ contact, isolation }: HostRecord): number =>
  Math.max(contact?.isolation?.order ?? 0, isolation?.order ?? 0) + 1;

/** With an order to isolate it, or one more that moves its end. */
export const orderedIsolation = (host: HostRecord, isolation: WantedIsolation, now: Instant): WantedIsolation => ({
  ...isolation,
  wish: 'isolated',
  order: nextOrder(host),
  orderedAt: now,
  expiresAt: addSeconds(now, ISOLATION_SECONDS_MAX),
});

/** With an order to serve; it has ended where none was given to isolate it. */
export const letServe = (host: HostRecord, why: Reason, now: Instant): WantedIsolation => {
  const before = standingIsolation(host) ?? unknownIsolation(why, now);
  const wish = { ...before, wish: 'serving', reason: why } as const;
  const isOrdered = before.orderedAt !== null || isHeldFromService(host);
  return isOrdered ? { ...wish, order: nextOrder(host), orderedAt: now } : { ...wish, endedAt: now };
};

/** It was to be, and cannot. */
export const notIsolated = (missed: WantedIsolation['missed'], why: Reason, now: Instant): WantedIsolation => ({
  ...unknownIsolation(isolationOver(why), now),
  ...{ missed, wish: 'isolated', endedAt: now },
});

export const isolationOver = (why: Reason): Reason =>
  reason('isolation-over', { detail: explain(why).replace(/\.$/, '') });

/** The host says that it is kept from its service, and nobody here knows why. */
const unknownIsolation = (why: Reason, now: Instant): WantedIsolation => ({
  ...{ missed: null, wish: 'serving', reason: why, since: now, until: now },
  ...{ order: 0, orderedAt: null, expiresAt: null, isolatedAt: null, endedAt: null },
});

/** Half of its time is over, and nobody wants it to end: the host is to hear so before it ends by itself. */
export const isolatedMore = ({ wish, orderedAt }: WantedIsolation, now: Instant): boolean =>
  wish === 'isolated' && orderedAt !== null && now >= addSeconds(orderedAt, ISOLATION_SECONDS_MAX / 2);

export interface HooksPlan {
  readonly header: PlanHeader;
  readonly envelope: Envelope;
  readonly hostPlan: HostPlan;
}

/** `null`: none is needed, or none is kept any more. */
export const hooksPlanOf = async (view: StoreView, host: HostRecord): Promise<HooksPlan | null> => {
  const isolation = standingIsolation(host);
  if (isolation === null || isolation.wish === 'serving' || isolation.missed === null) return null;
  const { planDigest } = isolation.missed;
  if (isolation.order <= (host.contact?.isolation?.order ?? 0)) return null;
  const plan = await view.plans.plan(planDigest);
  const hostPlan = await view.plans.hostPlan(planDigest, host.hostId);
  return plan === null || hostPlan === null ? null : { header: plan.header, envelope: plan.envelope, hostPlan };
};

/** `null`: it has obeyed what it was told, or could not read it. Signed anew each time, as the host compares clocks. */
export const isolationFor = async (
  app: App,
  { host, hooksPlan }: { readonly host: HostRecord; readonly hooksPlan: HooksPlan | null },
  message: CheckIn,
): Promise<NonNullable<CheckInReply['isolation']> | null> => {
  const isolation = standingIsolation(host);
  const isNews =
    isolation !== null && isolation.orderedAt !== null && isolation.order > (message.isolation?.order ?? 0);
  if (!isNews || !message.capabilities.includes(ISOLATION_CAPABILITY)) return null;
  const issuedAt = app.ports.clock.now();
  const { order, expiresAt, wish } = isolation;
  const named = { hostId: host.hostId, order, reason: isolation.reason, issuedAt };
  const common = { schema: 'slipway.isolation/1', ...named } as const;
  if (wish === 'serving') return { order: await sign(app, { ...common, mode: 'serving' }) };
  // It was away past the end of the order: another one comes with the next look.
  if (hooksPlan === null || expiresAt === null || expiresAt <= issuedAt) return null;
  const { sha256 } = app.ports;
  const hostPlan = bundleFor({ ...hooksPlan, sha256 });
  const planDigest = digestOf(hooksPlan.header, sha256);
  const hostPlanDigest = digestOf(hooksPlan.hostPlan, sha256);
  return { order: await sign(app, { ...common, mode: 'isolated', planDigest, hostPlanDigest, expiresAt }), hostPlan };
};

const sign = async (app: App, order: IsolationOrder): Promise<Envelope> =>
  await app.ports.signing.sign('application/vnd.slipway.isolation+json;version=1', order);
