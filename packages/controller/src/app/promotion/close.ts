// The end of a cycle: its closing checklist, kept with the promotion and told.

import { leftOutOn } from '@slipway/core/patch-set';
import type { HostPlan } from '@slipway/core/plan';
import { type ClosedHost, closed, closingOf, type Promotion } from '@slipway/core/promotion';
import type { Content, StoreView, Versioned } from '../../ports/index.ts';
import type { App } from '../context.ts';
import { rolloutsOfIds } from '../rollout/index.ts';
import { tellClosed } from './told.ts';

/** Answers whether this look closed it. */
export const closeCycle = async (app: App, { revision, value }: Versioned<Promotion>): Promise<boolean> => {
  const { clock, nudge, store } = app.ports;
  const hosts = await closedHosts(app, value);
  const now = clock.now();
  const closing = closingOf(value, hosts, now);
  const saved = await store.write(async (change) => {
    if (!(await change.promotions.savePromotion({ revision, value: closed(value, closing, now) }))) return false;
    await tellClosed(change, value, closing, now);
    return true;
  });
  if (saved) nudge.notify('notify');
  return saved;
};

/** Of an open cycle, for who asks before it is closed. */
export const closingNow = async (app: App, promotion: Promotion) =>
  closingOf(promotion, await closedHosts(app, promotion), app.ports.clock.now());

/** What stands of each host that its rollout is done with. */
const closedHosts = async (
  { ports: { content, store } }: App,
  promotion: Promotion,
): Promise<readonly ClosedHost[]> => {
  const found = await store.read(async (view) => await doneHosts(view, promotion));
  const hosts: ClosedHost[] = [];
  const kept = new Map<string, boolean>();
  for (const { hostPlan, system, leftOut } of found) {
    hosts.push({ hostname: hostPlan.hostname, system, leftOut, wayBack: await wayBackOf(content, kept, hostPlan) });
  }
  return hosts;
};

interface DoneHost {
  readonly hostPlan: HostPlan;
  readonly system: ClosedHost['system'];
  readonly leftOut: ClosedHost['leftOut'];
}

const doneHosts = async (
  view: StoreView,
  { patchSetDigest, rolloutId, further = [] }: Promotion,
): Promise<readonly DoneHost[]> => {
  const hosts: DoneHost[] = [];
  const { leftOut } = (await view.patchSets.patchSet(patchSetDigest)) ?? {};
  for (const rollout of await rolloutsOfIds(view, rolloutId === null ? [] : [rolloutId, ...further])) {
    for (const { hostId, phase } of rollout.hosts) {
      const hostPlan = phase === 'done' ? await view.plans.hostPlan(rollout.planDigest, hostId) : null;
      if (hostPlan === null) continue;
      const stored = await view.fleet.inventory(hostId);
      const lacking = stored === null || leftOut === undefined ? [] : leftOutOn(leftOut, stored.inventory);
      hosts.push({ hostPlan, system: stored?.inventory.system ?? null, leftOut: lacking[0] ?? null });
    }
  }
  return hosts;
};

/** Hosts share most of the versions that they came from: each file is asked for once. */
const wayBackOf = async (
  content: Content,
  kept: Map<string, boolean>,
  { wayBack }: HostPlan,
): Promise<ClosedHost['wayBack']> => {
  if (wayBack.kind !== 'packages') return null;
  for (const { version, file } of wayBack.previous) {
    if (version === null) continue;
    if (file === null) return 'files-gone';
    const known = kept.get(file.sha256) ?? (await content.has(file.sha256));
    kept.set(file.sha256, known);
    if (!known) return 'files-gone';
  }
  return 'kept';
};
