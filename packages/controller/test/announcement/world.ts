// A store in memory with a policy that announces and one audience, and a clock that is put before the window.

import { openMemoryStore } from '@slipway/controller/store/memory';
import { type Occurrence, zoneSpanAround, zonesFromIntl } from '@slipway/core/calendar';
import { digestOf } from '@slipway/core/document';
import type { Policy } from '@slipway/core/policy';
import { addMs, type Instant } from '@slipway/core/time';
import { anEnvironment, aPolicy, sha256, THE_MORNING } from '@slipway/testkit/builders';
import { aHostRecord, aStoredPatchSet, aStoredPlan, aWebhook } from '@slipway/testkit/store-rows';
import { announceWindows } from '../../src/app/announcement/index.ts';
import type { App } from '../../src/app/index.ts';
import type { EventOf, StoredPlan } from '../../src/ports/index.ts';

export const HOUR_MS = 3_600_000;
/** Ten days ahead. */
export const STARTS = addMs(THE_MORNING, 240 * HOUR_MS);
export const OCCURRENCE: Occurrence = {
  id: 'one',
  startsAt: STARTS,
  cutOffAt: addMs(STARTS, 3 * HOUR_MS),
  endsAt: addMs(STARTS, 4 * HOUR_MS),
};

export const POLICY = (announce: readonly number[] | null = [168, 24]): Policy =>
  aPolicy({
    environments: [
      anEnvironment({
        window: {
          kind: 'weekly',
          weekdays: ['tuesday'],
          zone: 'Europe/Berlin',
          start: '20:00',
          until: { kind: 'elapsed', minutes: 240 },
          cutOffMinutes: 60,
        },
        ...(announce === null ? {} : { announce: { hoursBefore: announce } }),
      }),
    ],
  });

/** For these hosts; `mark` makes it another plan. */
export const planFor = (
  hosts: readonly string[],
  mark = 0,
  { generation = 1, occurrences = [OCCURRENCE] }: { generation?: number; occurrences?: readonly Occurrence[] } = {},
) => {
  const { plan, hostPlans } = aStoredPlan(hosts, generation);
  const { bounds } = plan.header;
  const header = {
    ...plan.header,
    failureBudgetHosts: mark,
    bounds: { ...bounds, occurrences, expiresAt: occurrences.at(-1)?.endsAt ?? STARTS },
  };
  const stored: StoredPlan = { ...plan, header, digest: digestOf(header, sha256), madeAt: THE_MORNING };
  return { stored, hostPlans };
};

export const world = async (policy: Policy = POLICY()) => {
  const store = openMemoryStore();
  const now = { at: THE_MORNING as Instant };
  const app = {
    ports: {
      store,
      clock: { now: () => now.at },
      nudge: { notify: () => undefined },
      log: {
        error: (_message: string, { error }: { readonly error: unknown }) => {
          throw error;
        },
      },
      zones: zonesFromIntl({ intl: Intl, version: 'test', ...zoneSpanAround(THE_MORNING) }),
    },
  } as unknown as App;
  await store.write(async ({ fleet, outbox, patchSets, plans }) => {
    await plans.savePolicy({ revision: 0, value: policy }, 'ada', now.at);
    await patchSets.addPatchSet(aStoredPatchSet());
    await outbox.putAudience(aWebhook('ops'));
    await fleet.addHost(aHostRecord({ hostId: 'host-1', labels: { owner: 'bank' } }));
  });
  const add = async (given: ReturnType<typeof planFor>): Promise<StoredPlan> => {
    await store.write(({ plans }) => plans.addPlan(given.stored, given.hostPlans));
    return given.stored;
  };
  /** Looks so many hours before the window. */
  const lookAt = async (hours: number): Promise<number> => {
    now.at = addMs(STARTS, -hours * HOUR_MS);
    return await announceWindows(app);
  };
  const told = async () => {
    const { items } = await store.read(({ outbox }) => outbox.events({ after: null, limit: 50 }));
    return items.toReversed() as readonly EventOf<'window-announced'>[];
  };
  const shortly = async () =>
    (await told())
      .filter(({ kind }) => kind === 'window-announced')
      .map(({ content }) => `${content.hoursBefore}${content.late ? ' late' : ''}`);
  const calledOff = async () => {
    const { items } = await store.read(({ outbox }) => outbox.events({ after: null, limit: 50 }));
    return items.toReversed().filter((one) => one.kind === 'window-called-off');
  };
  const deliver = async (): Promise<void> => {
    await store.write(async ({ outbox }) => {
      for (const one of await outbox.dueDeliveries('ops', now.at, 50))
        await outbox.saveDelivery({ ...one, state: 'delivered', deliveredAt: now.at });
    });
  };
  return { app, store, now, add, lookAt, told, shortly, calledOff, deliver };
};
