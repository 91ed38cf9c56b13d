// What changed on which host, by which rollout, plan and approval.

import type { HostId } from '@slipway/core/ids';
import type { ManifestDifference } from '@slipway/core/inventory';
import { type Outcome, ok } from '@slipway/core/reasons';
import type { Rollout } from '@slipway/core/rollout';
import type { ChangesAnswer } from '@slipway/protocol/api';
import type { ChangeFilter, PackagesChanged, PageRequest, StoreView } from '../../ports/index.ts';
import { approvedBy } from '../answers/index.ts';
import type { App } from '../context.ts';
import { ofPeriod, type PeriodQuery } from './periods.ts';

export interface ChangeQuery extends PeriodQuery {
  readonly host?: HostId;
  readonly by?: 'slipway' | 'foreign';
}

type Change = ChangesAnswer['items'][number];

export const listChanges = async (app: App, query: ChangeQuery, page: PageRequest): Promise<Outcome<ChangesAnswer>> =>
  await ofPeriod(app, query, async (view, { from, until }) => {
    const { host, by } = query;
    const filter: ChangeFilter = {
      ...{ from, until },
      ...(host === undefined ? {} : { hostId: host }),
      ...(by === undefined ? {} : { by }),
    };
    const { items, next } = await view.reports.changes(filter, page);
    const rollouts = new Map<string, OfRollout>();
    const hostnames = await view.fleet.hostnames(items.map(({ hostId }) => hostId));
    const changes: Change[] = [];
    for (const { at, hostId, event } of items) {
      const hostname = hostnames.get(hostId) ?? hostId;
      const whose = await ofAttempt(view, hostId, event, rollouts);
      changes.push({ at, hostId, hostname, by: event.by, ...whose, packages: packagesOf(event.difference) });
    }
    return ok({ from, until, items: changes, next });
  });

/** Read once per answer: a page of a rollout's hosts is a hundred changes. */
interface OfRollout {
  readonly rollout: Rollout;
  readonly isRollback: boolean;
  readonly approvedBy: readonly string[];
}

const NOBODYS = { rolloutId: null, planDigest: null, approvedBy: [], rollback: 'none' } as const;

const ofAttempt = async (
  view: StoreView,
  hostId: HostId,
  { attemptId }: PackagesChanged['event'],
  known: Map<string, OfRollout>,
): Promise<Pick<Change, 'rolloutId' | 'planDigest' | 'approvedBy' | 'rollback'>> => {
  if (attemptId === null) return NOBODYS;
  const grant = (await view.rollouts.grantsOf(hostId)).find((one) => one.attemptId === attemptId);
  if (grant === undefined) return NOBODYS;
  const found = known.get(grant.rolloutId) ?? (await readRollout(view, grant.rolloutId));
  if (found === null) return NOBODYS;
  known.set(grant.rolloutId, found);
  const { rolloutId, planDigest, hosts } = found.rollout;
  const wentBack = hosts.some((one) => one.attemptId === attemptId && one.phase === 'gone-back');
  const rollback = found.isRollback ? 'plan' : wentBack ? 'host' : 'none';
  return { rolloutId, planDigest, approvedBy: found.approvedBy, rollback };
};

const readRollout = async (view: StoreView, rolloutId: Rollout['rolloutId']): Promise<OfRollout | null> => {
  const rollout = (await view.rollouts.rollout(rolloutId))?.value;
  if (rollout === undefined) return null;
  const { planDigest, startedAt } = rollout;
  const plan = await view.plans.plan(planDigest);
  const approval = await approvedBy(view, planDigest, startedAt);
  return {
    rollout,
    isRollback: plan?.rollback !== undefined,
    approvedBy: approval?.names.map((name) => name.approvedBy) ?? [],
  };
};

const packagesOf = ({ added, removed, changed }: ManifestDifference): Change['packages'] =>
  [
    ...changed.map(({ before, after }) => ({ ...named(after), from: before.version, to: after.version })),
    ...added.map((one) => ({ ...named(one), from: null, to: one.version })),
    ...removed.map((one) => ({ ...named(one), from: one.version, to: null })),
  ].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));

const named = ({ name, architecture }: { readonly name: string; readonly architecture: string }) => ({
  name,
  architecture,
});
