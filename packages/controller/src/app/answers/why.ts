// Why a host, or one package on it, is not patched yet: what the host itself shows, what the newest plan of its
// policy says of it, and what its rollout waits for.

import { type ExceptedUpdate, exceptedPending, exceptedReason } from '@slipway/core/exception';
import type { HostId, RolloutId } from '@slipway/core/ids';
import type { PendingUpdate } from '@slipway/core/inventory';
import { leftOutOn, originatedKey } from '@slipway/core/patch-set';
import { type Outcome, ok, type Reason, reason, refuse } from '@slipway/core/reasons';
import type { Why } from '@slipway/protocol/api';
import type { HostRecord, StoredInventory, StoreView } from '../../ports/index.ts';
import type { App } from '../context.ts';
import { causeTableOf, failuresOfHost } from '../diagnosis/index.ts';
import { actingNow } from '../exception/index.ts';
import { explainRollout } from '../rollout/index.ts';
import { deadlineReasons, readDeadlines } from '../timetable/index.ts';
import { hostReasons } from './host-reasons.ts';
import { readPlanningWhys, type WhyReason } from './planning-whys.ts';
import { readSurroundings, type Surroundings } from './surroundings.ts';

interface Known {
  readonly host: HostRecord;
  readonly stored: StoredInventory | null;
  readonly surroundings: Surroundings;
  readonly planning: readonly WhyReason[];
  readonly excepted: readonly WhyReason[];
  readonly due: readonly WhyReason[];
}

export const explainHost = async (app: App, hostId: HostId, packageName: string | null): Promise<Outcome<Why>> => {
  const table = await causeTableOf(app);
  const known = await app.ports.store.read(async (view) => await lookAt(app, view, hostId, packageName));
  if (!known.ok) return known;
  const failures = await app.ports.store.read(
    async (view) => await failuresOfHost(view, table, { hostId, attemptId: 'newest' }),
  );
  const { host, stored, surroundings, planning, excepted, due } = known.value;
  const pending = pendingOf(stored, packageName);
  const inRollout = surroundings.rollouts.get(hostId) ?? null;
  const rollout = inRollout === null ? [] : await rolloutReasons(app, inRollout.rollout.rolloutId, hostId);
  const isUnderWay = inRollout?.host.phase === 'granted' || inRollout?.host.phase === 'away';
  const isPending = pending === null || pending.length > 0;
  const own = hostReasons({ host, stored, policy: surroundings.policy, now: app.ports.clock.now() });
  return ok({
    hostId,
    hostname: host.hostname,
    package: packageName,
    state: isUnderWay ? 'under-way' : isPending ? 'held-up' : 'nothing-pending',
    pending,
    reasons:
      isPending || isUnderWay
        ? [...own.map(fromHost), ...excepted, ...due, ...rollout, ...heldBack(stored, packageName), ...planning]
        : [],
    ...(failures.length > 0 ? { failures: [...failures] } : {}),
  });
};

const lookAt = async (
  app: App,
  view: StoreView,
  hostId: HostId,
  packageName: string | null,
): Promise<Outcome<Known>> => {
  const found = await view.fleet.host(hostId);
  if (found === null) return refuse('not-found', { what: 'host', id: hostId });
  const surroundings = await readSurroundings(view);
  const whys = await readPlanningWhys(app, view, surroundings.policy, found.value);
  const planning = surroundings.rollouts.has(hostId) ? [] : whys(found.value, packageName);
  const stored = await view.fleet.inventory(hostId);
  const excepted =
    stored === null
      ? []
      : exceptedPending(await actingNow(view, app.ports.clock.now()), found.value.labels, stored.inventory)
          .filter(({ update }) => packageName === null || update.name === packageName)
          .map(fromPolicy);
  // What the plan says of the same updates says no more.
  const said = planning.filter(({ reason: { code } }) => code !== 'excepted' || excepted.length === 0);
  const leftOut = stored === null ? [] : await leftOutReasons(view, stored, packageName);
  const now = app.ports.clock.now();
  const due = deadlineReasons(await readDeadlines(view, now), found.value, stored, now).map(fromHost);
  return ok({ host: found.value, stored, surroundings, planning: [...leftOut, ...said], excepted, due });
};

const fromPolicy = ({ update: { name, to }, exception }: ExceptedUpdate): WhyReason => ({
  source: 'policy',
  id: exception.name,
  package: name,
  reason: exceptedReason(`${name} ${to}`, exception),
});

/** Each may hold thousands of targets. */
const PATCH_SETS_LOOKED_AT = 4;

/** What the newest patch set that is about it could not take: no plan of that has it. */
const leftOutReasons = async (
  { patchSets }: StoreView,
  { inventory }: StoredInventory,
  packageName: string | null,
): Promise<readonly WhyReason[]> => {
  const reasons = new Map<string, WhyReason | null>();
  const { items } = await patchSets.patchSets({ after: null, limit: PATCH_SETS_LOOKED_AT });
  for (const { digest, patchSet, leftOut = null } of items.filter((one) => one.patchSet.takesBack === undefined)) {
    for (const left of leftOut === null ? [] : leftOutOn(leftOut, inventory)) {
      const why: WhyReason = {
        source: 'planning',
        id: digest,
        idOf: 'patch-set',
        package: left.name,
        reason: left.reason,
      };
      if (!reasons.has(originatedKey(left))) reasons.set(originatedKey(left), why);
    }
    // What it took, an older one's word says nothing of.
    for (const key of patchSet.targets.map(originatedKey)) if (!reasons.has(key)) reasons.set(key, null);
  }
  return [...reasons.values()].flatMap((why) =>
    why === null || (packageName !== null && why.package !== packageName) ? [] : [why],
  );
};

const pendingOf = (stored: StoredInventory | null, packageName: string | null): Why['pending'] => {
  if (stored?.inventory.updates.kind !== 'known') return null;
  return stored.inventory.updates.updates
    .filter(({ name }) => packageName === null || name === packageName)
    .map(({ name, architecture, from, to, security }: PendingUpdate) => ({ name, architecture, from, to, security }));
};

const fromHost = (why: Reason): WhyReason => ({ source: 'host', id: null, package: null, reason: why });

/** Held on the host itself: no plan touches it. */
const heldBack = (stored: StoredInventory | null, packageName: string | null): readonly WhyReason[] => {
  if (stored?.inventory.updates.kind !== 'known') return [];
  return stored.inventory.updates.keptBack
    .filter(({ name, cause }) => cause === 'held' && (packageName === null || name === packageName))
    .map(({ name }) => ({
      source: 'host',
      id: null,
      package: name,
      reason: reason('package-held', { package: name }),
    }));
};

const rolloutReasons = async (app: App, rolloutId: RolloutId, hostId: HostId): Promise<readonly WhyReason[]> => {
  const explained = await explainRollout(app, rolloutId);
  if (!explained.ok) return [];
  const { rollout, waiting } = explained.value;
  const mine = rollout.hosts.find((host) => host.hostId === hostId)?.reason ?? null;
  const reasons = [...waiting.filter((one) => one.hostId === hostId).map((one) => one.reason), mine, rollout.reason];
  const different = new Map(reasons.flatMap((why) => (why === null ? [] : [[JSON.stringify(why), why] as const])));
  return [...different.values()].map((why) => ({ source: 'rollout', id: rolloutId, package: null, reason: why }));
};
