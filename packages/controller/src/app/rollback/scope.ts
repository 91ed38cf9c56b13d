// What taking a rollout back would mean: for each host, for the versions, and for what they answered.

import type { Digest, HostId, RolloutId } from '@slipway/core/ids';
import { type PatchSet, patchSetBack, patchSetDigest, quarantineAgainst, type Target } from '@slipway/core/patch-set';
import { type HostPlan, type TakenBack, takenBack } from '@slipway/core/plan';
import { type Outcome, ok, type Reason, reason, refuse } from '@slipway/core/reasons';
import { type Rollout, wasApplied } from '@slipway/core/rollout';
import { parseSelector, type Selector } from '@slipway/core/selection';
import type { HostRecord, StoredInventory, StoredPatchSet, StoredPlan, StoreView } from '../../ports/index.ts';
import type { App } from '../context.ts';
import { isSelected } from '../fleet/index.ts';

export interface RollbackScope {
  readonly rollout: Rollout;
  readonly plan: StoredPlan;
  readonly patchSet: PatchSet;
  readonly patchSetDigest: Digest;
  /** Every selected host of the rollout, in its order. */
  readonly hosts: readonly HostScope[];
  /** What the hosts leave, each once: as it is named where it is quarantined. */
  readonly versions: readonly LeftVersion[];
}

export interface HostScope {
  readonly hostId: HostId;
  readonly hostname: string;
  readonly finished: HostPlan | null;
  readonly back: Outcome<TakenBack>;
}

export interface LeftVersion {
  readonly platform: { readonly distribution: string; readonly release: string };
  readonly name: string;
  readonly version: string;
  /** What hosts go back to, each once; none where it goes away. */
  readonly before: readonly string[];
  /** What it answers is open again on hosts without it. */
  readonly advisories: readonly string[];
  /** Kept from hosts already, by whatever quarantine. */
  readonly isQuarantined: boolean;
}

export interface ScopeWish {
  readonly rolloutId: RolloutId;
  /** Selector text; `null`: all of its hosts. */
  readonly hosts: string | null;
}

export const rollbackScope = async (app: App, wish: ScopeWish): Promise<Outcome<RollbackScope>> => {
  const selector = wish.hosts === null ? ok(null) : parseSelector(wish.hosts);
  if (!selector.ok) return selector;
  const read = await app.ports.store.read(async (view) => await readRollout(view, wish.rolloutId));
  if (!read.ok) return read;
  const { rollout, plan, stored } = read.value;
  const kept = await keptFiles(app, stored.patchSet);
  const back = patchSetBack({
    patchSet: stored.patchSet,
    digest: stored.digest,
    isKept: ({ sha256 }) => kept.has(sha256),
  });
  return await app.ports.store.read(async (view) => {
    const hosts: HostScope[] = [];
    for (const { hostId, phase } of rollout.hosts) {
      const host = (await view.fleet.host(hostId))?.value ?? null;
      const inventory = await view.fleet.inventory(hostId);
      if (!isWanted(app, selector.value, host, inventory)) continue;
      const finished = wasApplied(phase) ? await view.plans.hostPlan(rollout.planDigest, hostId) : null;
      const way =
        finished === null
          ? refuse('rollback-not-done', { rollout: wish.rolloutId, phase })
          : wayOf(rollout, { finished, inventory, targets: back.targets });
      hosts.push({ hostId, hostname: host?.hostname ?? hostId, finished, back: way });
    }
    const digest = patchSetDigest(back, app.ports.sha256);
    const versions = leftVersions(hosts, stored.patchSet.targets, await view.promotions.standingQuarantines());
    return ok({ rollout, plan, patchSet: back, patchSetDigest: digest, hosts, versions });
  });
};

const readRollout = async (
  view: StoreView,
  rolloutId: RolloutId,
): Promise<Outcome<{ readonly rollout: Rollout; readonly plan: StoredPlan; readonly stored: StoredPatchSet }>> => {
  const rollout = (await view.rollouts.rollout(rolloutId))?.value ?? null;
  if (rollout === null) return refuse('not-found', { what: 'rollout', id: rolloutId });
  const plan = await view.plans.plan(rollout.planDigest);
  if (plan === null) return refuse('not-found', { what: 'plan', id: rollout.planDigest });
  if (plan.rollback !== undefined) return refuse('rollback-of-rollback', { rollout: rolloutId });
  const stored = await view.patchSets.patchSet(plan.header.bounds.patchSetDigest);
  if (stored === null) return refuse('not-found', { what: 'patch set', id: plan.header.bounds.patchSetDigest });
  return ok({ rollout, plan, stored });
};

/** A host that was retired is of nobody's fleet: there is nothing to take back on it. */
const isWanted = (
  app: App,
  selector: Selector | null,
  host: HostRecord | null,
  inventory: StoredInventory | null,
): boolean => selector === null || (host !== null && isSelected(selector, host, inventory, app.ports.clock.now()));

/** Files are there, or there is no way back: asked of the store itself, not of what a patch set said when it was cut. */
const keptFiles = async (app: App, { replaced, targets }: PatchSet): Promise<ReadonlySet<Digest>> => {
  const kept = new Set<Digest>();
  for (const file of [...replaced.map((one) => one.file), ...targets.map((one) => one.file)]) {
    if (file !== null && !kept.has(file.sha256) && (await app.ports.content.has(file.sha256))) kept.add(file.sha256);
  }
  return kept;
};

const wayOf = (
  { rolloutId }: Rollout,
  found: {
    readonly finished: HostPlan;
    readonly inventory: StoredInventory | null;
    readonly targets: readonly Target[];
  },
): Outcome<TakenBack> => {
  if (found.inventory === null) return refuse('host-never-reported');
  const back = takenBack(found.finished, found.inventory.inventory, rolloutId);
  if (!back.ok) return back;
  if (back.value.changes.length === 0) return refuse('rollback-already-back', { rollout: rolloutId });
  const gone = back.value.changes.find(
    ({ name, architecture, to }) =>
      to !== null &&
      !found.targets.some((one) => one.name === name && one.architecture === architecture && one.version === to),
  );
  return gone === undefined ? back : refuse('rollback-file-gone', { package: gone.name, version: gone.to ?? '' });
};

const leftVersions = (
  hosts: readonly HostScope[],
  targets: readonly Target[],
  quarantines: Parameters<typeof quarantineAgainst>[0],
): readonly LeftVersion[] => {
  const found = new Map<string, LeftVersion>();
  for (const { finished, back } of hosts) {
    if (finished === null || !back.ok) continue;
    const { distribution, release } = finished.index.platform;
    for (const { name, from, to } of back.value.changes) {
      if (from === null) continue;
      const its = targets.filter(
        (one) => one.name === name && one.version === from && one.platform.release === release,
      );
      const source = its[0] ?? { sourceName: name, sourceVersion: from };
      const about = { platform: finished.index.platform, name, version: from };
      const against = quarantineAgainst(quarantines, { ...about, ...sourceOf(source) });
      const key = JSON.stringify([distribution, release, name, from]);
      found.set(key, {
        ...{ platform: { distribution, release }, name, version: from },
        before: [...new Set([...(found.get(key)?.before ?? []), ...(to === null ? [] : [to])])].sort(),
        advisories: [...new Set(its.flatMap(({ advisories }) => advisories))].sort(),
        isQuarantined: against !== null,
      });
    }
  }
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, version]) => version);
};

const sourceOf = ({ sourceName, sourceVersion }: Pick<Target, 'sourceName' | 'sourceVersion'>) => ({
  sourceName,
  sourceVersion,
});

/** Whom it would take back. */
export const hostsBack = ({ hosts }: RollbackScope): readonly HostId[] =>
  hosts.flatMap(({ hostId, back }) => (back.ok ? [hostId] : []));

/** Why nobody can be, in one sentence. */
export const nobody = ({ rollout, hosts }: RollbackScope): Reason => {
  const [first] = hosts.flatMap(({ hostname, back }) => (back.ok ? [] : [`${hostname}: ${back.reason.code}`]));
  return reason('rollback-nobody', { rollout: rollout.rolloutId, detail: first ?? 'none of them is selected' });
};
