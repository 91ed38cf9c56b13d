import { addMs, type Instant } from '@slipway/core/time';
import type { Clock, FeedAge, Figures, Queue, Store, StoreView } from '../../ports/index.ts';
import { switchIn } from '../access/index.ts';
import { SILENT_HOURS_MAX } from '../exposure/index.ts';
import { lastingBroken } from '../timetable/index.ts';

const HOUR_MS = 3_600_000;

export const gatherFigures = async (ports: {
  readonly clock: Clock;
  readonly store: Pick<Store, 'read'>;
}): Promise<Figures> => {
  const asOf = ports.clock.now();
  return await ports.store.read(async (view) => {
    const { figures, fleet } = view;
    const since = addMs(asOf, -SILENT_HOURS_MAX * HOUR_MS);
    return {
      asOf,
      switch: await switchIn(view),
      hosts: await figures.modeCounts(),
      silent: (await fleet.unheard({ kind: 'silent', since }, 0)).hosts,
      neverReported: (await fleet.unheard({ kind: 'never-reported', enrolledBy: asOf }, 0)).hosts,
      brokenDatabases: await brokenIn(view, asOf),
      steps: await figures.runningSteps(),
      leases: await figures.leases(asOf),
      claims: await figures.claims(asOf),
      rollouts: await figures.openRollouts(),
      queues: await queuesIn(view),
      feeds: await feedsIn(view),
      exposures: await figures.dueExposures(asOf),
      storeBytes: await figures.sizeBytes(),
    };
  });
};

const brokenIn = async (view: StoreView, now: Instant): Promise<Figures['brokenDatabases']> => {
  const groups = Map.groupBy(await lastingBroken(view, now), ({ labels }) => labels['environment'] ?? null);
  return [...groups].map(([environment, hosts]) => ({ environment, hosts: hosts.length }));
};

const queuesIn = async (view: StoreView): Promise<readonly Queue[]> => {
  const { changeRequests, exposures, figures, patchSets, plans } = view;
  const { deliveries, oldestAt } = await figures.waitingDeliveries();
  return [
    queueOf(
      'cuts',
      (await patchSets.openCutRequests()).map(({ value }) => value.requestedAt),
    ),
    queueOf(
      'plans',
      (await plans.openPlanRequests()).map(({ value }) => value.requestedAt),
    ),
    queueOf(
      'change-requests',
      (await changeRequests.openChangeRequests()).map(({ value }) => value.openedAt),
    ),
    { queue: 'deliveries', waiting: deliveries, oldestAt },
    { queue: 'package-versions', waiting: await figures.pendingPackages(), oldestAt: null },
    { queue: 'exposure-counts', waiting: await exposures.countUncounted(), oldestAt: null },
  ];
};

const queueOf = (queue: Queue['queue'], since: readonly Instant[]): Queue => ({
  queue,
  waiting: since.length,
  oldestAt: since.toSorted()[0] ?? null,
});

const feedsIn = async ({ knowledge }: StoreView): Promise<readonly FeedAge[]> =>
  (await knowledge.feeds()).flatMap(({ value: { spec, addedAt, goodAt, refusal, removedAt } }) =>
    removedAt === null ? [{ feed: spec.name, goodAt: goodAt ?? addedAt, failing: refusal !== null }] : [],
  );
