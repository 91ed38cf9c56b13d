// The fleet in numbers: what somebody looks at first, in the morning and at night.

import { exceptedPending } from '@slipway/core/exception';
import { msBetween } from '@slipway/core/time';
import type { FleetCounts } from '@slipway/protocol/api';
import type { HostRecord } from '../../ports/index.ts';
import { readSwitch } from '../access/index.ts';
import type { App } from '../context.ts';
import { actingNow } from '../exception/index.ts';
import { UNREACHABLE_MINUTES } from '../planning/index.ts';
import { type Counts, count, inOrder, lastRollouts, nothing } from './fleet-report.ts';
import { environmentNameOf, readSurroundings } from './surroundings.ts';
import { walkHosts } from './walk-hosts.ts';

type Known = Omit<Counts, 'overdue'> & { neverReported: number; silent: number; barred: number };

export const countFleet = async (app: App): Promise<FleetCounts> => {
  const now = app.ports.clock.now();
  const { policy, acting } = await app.ports.store.read(async (view) => ({
    ...(await readSurroundings(view)),
    acting: await actingNow(view, now),
  }));
  const counts = new Map<string | null, Known>();
  for await (const walked of walkHosts(app, null, () => true)) {
    const { host, stored } = walked;
    const environment = environmentNameOf(host, policy);
    const known = counts.get(environment) ?? begin();
    counts.set(environment, known);
    count(known, walked, stored === null ? [] : exceptedPending(acting, host.labels, stored.inventory));
    if (host.contact === null || stored === null) known.neverReported += 1;
    else if (isSilent(host.contact.seenAt, now)) known.silent += 1;
    if (host.barred !== null) known.barred += 1;
  }
  const last = await lastRollouts(app);
  return {
    asOf: now,
    switch: await readSwitch(app),
    environments: inOrder(counts, policy).map(([environment, known]) => ({
      environment,
      ...known,
      lastRollout: environment === null ? null : (last.get(environment) ?? null),
    })),
  };
};

const isSilent = (seenAt: NonNullable<HostRecord['contact']>['seenAt'], now: typeof seenAt): boolean =>
  msBetween(seenAt, now) > UNREACHABLE_MINUTES * 60_000;

const begin = (): Known => {
  const { overdue: _, ...known } = nothing();
  return { ...known, neverReported: 0, silent: 0, barred: 0 };
};
