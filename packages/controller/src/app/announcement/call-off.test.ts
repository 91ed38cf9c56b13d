// What was announced and does not hold any more is taken back, to those who had it, once.

import type { Occurrence } from '@slipway/core/calendar';
import { addMs } from '@slipway/core/time';
import { aHostRecord, aRefusal, aRollout, aStanding, aWebhook } from '@slipway/testkit/store-rows';
import { describe, expect, it } from 'vitest';
import { HOUR_MS, OCCURRENCE, POLICY, planFor, STARTS, world } from '../../../test/announcement/world.ts';
import type { StoredPlan } from '../../ports/index.ts';
import { announcedAt } from './index.ts';

const later = (hours: number, given: Occurrence = OCCURRENCE): Occurrence => ({
  id: `${hours}h later`,
  startsAt: addMs(given.startsAt, hours * HOUR_MS),
  cutOffAt: addMs(given.cutOffAt, hours * HOUR_MS),
  endsAt: addMs(given.endsAt, hours * HOUR_MS),
});

/** One plan, announced a week ahead. */
const announced = async (hosts: readonly string[] = ['host-1', 'host-2'], occurrences = [OCCURRENCE]) => {
  const here = await world();
  const plan = await here.add(planFor(hosts, 0, { occurrences }));
  await here.lookAt(168);
  const refuse = async (refused: StoredPlan = plan) => {
    await here.store.write(({ approvals }) => approvals.addRefusal(aRefusal(refused)));
  };
  const codes = async () => (await here.calledOff()).map(({ content }) => content.reason.code);
  return { ...here, plan, refuse, codes };
};

describe('an announced window', () => {
  it('whose plan stands is not called off', async () => {
    const { lookAt, calledOff } = await announced();
    for (const hours of [167, 100, 24, 1, 0, -2]) await lookAt(hours);
    expect(await calledOff()).toEqual([]);
  });

  it('whose plan is refused is called off, once', async () => {
    const { lookAt, refuse, calledOff, plan } = await announced();
    await refuse();
    for (const hours of [160, 159, 24, 1, 0]) await lookAt(hours);
    expect(await calledOff()).toMatchObject([
      {
        environments: ['prod'],
        content: {
          plan: plan.digest,
          occurrence: OCCURRENCE,
          local: { zone: 'Europe/Berlin' },
          reason: { code: 'plan-refused' },
          instead: null,
          hosts: [{ hostname: 'host-1', owner: 'bank' }, { hostname: 'host-2' }],
          hostsInAll: 2,
          announcedInAll: 2,
        },
      },
    ]);
  });

  it('that was announced to nobody yet has nothing to take back', async () => {
    const { add, lookAt, calledOff, store } = await world();
    const plan = await add(planFor(['host-1']));
    await lookAt(200);
    await store.write(({ approvals }) => approvals.addRefusal(aRefusal(plan)));
    await lookAt(160);
    expect(await calledOff()).toEqual([]);
  });

  it('whose patch set is withdrawn is called off', async () => {
    const { lookAt, codes, plan, store } = await announced();
    await store.write(({ promotions }) =>
      promotions.saveStanding({
        revision: 0,
        value: aStanding({ patchSetDigest: plan.header.bounds.patchSetDigest, standing: 'withdrawn' }),
      }),
    );
    await lookAt(160);
    expect(await codes()).toEqual(['patch-set-over']);
  });

  it('whose hosts a newer plan has taken to another time is moved there', async () => {
    const { add, lookAt, calledOff } = await announced();
    const next = later(24);
    await add(planFor(['host-1', 'host-2'], 7, { generation: 2, occurrences: [next] }));
    await lookAt(160);
    expect(await calledOff()).toMatchObject([
      { content: { reason: { code: 'window-plan-replaced' }, instead: { occurrence: next }, hostsInAll: 2 } },
    ]);
  });

  it('that a newer plan keeps for some of its hosts is called off for the others alone', async () => {
    const { add, lookAt, calledOff, shortly } = await announced(['host-1', 'host-2', 'host-3']);
    await add(planFor(['host-1', 'host-3'], 7, { generation: 2 }));
    await lookAt(160);
    await lookAt(24);
    expect(await calledOff()).toMatchObject([
      { content: { hosts: [{ hostname: 'host-2' }], hostsInAll: 1, announcedInAll: 3 } },
    ]);
    expect(await shortly()).toEqual(['168', '24']);
  });

  it('that a newer plan names for the same hosts is left as it is', async () => {
    const { add, lookAt, calledOff } = await announced();
    await add(planFor(['host-1', 'host-2'], 7, { generation: 2 }));
    await lookAt(160);
    expect(await calledOff()).toEqual([]);
  });

  it('over which a freeze was put is called off, and announced again when that is gone', async () => {
    const { lookAt, codes, shortly, now, store } = await announced();
    const freeze = {
      name: 'closing',
      why: 'the year closes',
      when: { kind: 'dates', spans: [{ startsAt: STARTS, endsAt: addMs(STARTS, 24 * HOUR_MS) }] },
    } as const;
    const save = async (revision: number, value: ReturnType<typeof POLICY>) =>
      await store.write(({ plans }) => plans.savePolicy({ revision, value }, 'ada', now.at));
    await save(1, { ...POLICY(), freezes: [freeze] });
    await lookAt(160);
    await save(2, POLICY());
    await lookAt(150);
    await lookAt(149);
    expect(await codes()).toEqual(['window-frozen']);
    expect(await shortly()).toEqual(['168', '168 late']);
  });

  it('that falls away because its rollout is over before is called off; who is done in between is not', async () => {
    const next = later(100);
    const { add, codes, calledOff, lookAt, now, store } = await announced(['host-1', 'host-2'], [OCCURRENCE]);
    const plan = await add(planFor(['host-1', 'host-2'], 3, { generation: 2, occurrences: [OCCURRENCE, next] }));
    const [host] = aRollout({ rolloutId: 'one' }).hosts;
    if (host === undefined) throw new Error('it has one');
    await lookAt(-3);
    const hosts = [{ ...host, phase: 'done' } as const, { ...host, hostId: 'host-2' as typeof host.hostId }];
    const rollout = { ...aRollout({ rolloutId: 'one', hosts }), planDigest: plan.digest };
    await store.write(({ rollouts }) => rollouts.addRollout(rollout));
    await lookAt(-4);
    expect(await codes()).toEqual([]);
    const ended = {
      state: 'completed',
      endedAt: now.at,
      hosts: hosts.map((one) => ({ ...one, phase: 'done' as const })),
    };
    await store.write(({ rollouts }) =>
      rollouts.saveRollout({ revision: 1, value: { ...rollout, ...ended, state: 'completed' } }),
    );
    await lookAt(-5);
    expect(await calledOff()).toMatchObject([
      { content: { occurrence: next, reason: { code: 'window-rollout-over', facts: { done: 2, hosts: 2 } } } },
    ]);
  });
});

describe('another end', () => {
  it('at the same start is announced anew, with the one that was told', async () => {
    const { add, lookAt, told, calledOff } = await announced();
    const longer = { ...OCCURRENCE, endsAt: addMs(OCCURRENCE.endsAt, 2 * HOUR_MS) };
    await add(planFor(['host-1', 'host-2'], 7, { generation: 2, occurrences: [longer] }));
    await lookAt(150);
    await lookAt(149);
    expect((await told()).map(({ content }) => [content.occurrence.endsAt, content.endedBefore ?? null])).toEqual([
      [OCCURRENCE.endsAt, null],
      [longer.endsAt, OCCURRENCE.endsAt],
    ]);
    expect(await calledOff()).toEqual([]);
  });

  it('that is later has to be announced in time too', async () => {
    const { add, deliver, store } = await announced();
    await deliver();
    const at = async (plan: StoredPlan, occurrence: Occurrence) =>
      await store.read(async (view) => await announcedAt(view, plan, occurrence));
    const longer = { ...OCCURRENCE, endsAt: addMs(OCCURRENCE.endsAt, 2 * HOUR_MS) };
    const plan = await add(planFor(['host-1', 'host-2'], 7, { generation: 2, occurrences: [longer] }));
    expect(await at(plan, longer)).toBeNull();
    expect(await at(plan, { ...longer, endsAt: addMs(OCCURRENCE.endsAt, -HOUR_MS) })).not.toBeNull();
  });
});

describe('who hears that it was called off', () => {
  it('is who was told, and nobody else, whatever contacts say by now', async () => {
    const { lookAt, refuse, calledOff, now, store } = await announced();
    await store.write(async ({ outbox, plans }) => {
      await outbox.putAudience(aWebhook('new'));
      const contacts = [{ name: 'quiet', audience: 'ops', hears: ['feed-failed' as const] }];
      await plans.savePolicy({ revision: 1, value: { ...POLICY(), contacts } }, 'ada', now.at);
    });
    await refuse();
    await lookAt(160);
    const [event] = await calledOff();
    const deliveries = await store.read(({ outbox }) => outbox.deliveriesOf(event?.eventId ?? ''));
    expect(deliveries.map(({ audience }) => audience)).toEqual(['ops']);
  });

  it('has it within the same message, where the announcement still waits in a digest', async () => {
    const { add, lookAt, calledOff, now, store } = await world();
    const contacts = [{ name: 'daily', audience: 'ops', digestMinutes: 1440 }];
    await store.write(({ plans }) =>
      plans.savePolicy({ revision: 1, value: { ...POLICY(), contacts } }, 'ada', now.at),
    );
    const plan = await add(planFor(['host-1']));
    await lookAt(168);
    await store.write(({ approvals }) => approvals.addRefusal(aRefusal(plan)));
    await lookAt(160);
    const [event] = await calledOff();
    const [delivery] = await store.read(({ outbox }) => outbox.deliveriesOf(event?.eventId ?? ''));
    expect(delivery?.digest?.digestId).toContain('digest.window-announced.');
  });
});

it('what was called off does not count as announced', async () => {
  const { add, deliver, lookAt, plan, refuse, store } = await announced(['host-1']);
  await deliver();
  const at = async (one: StoredPlan) => await store.read(async (view) => await announcedAt(view, one, OCCURRENCE));
  expect(await at(plan)).not.toBeNull();
  await refuse();
  await lookAt(160);
  expect(await at(plan)).toBeNull();
  const again = await add(planFor(['host-1'], 7, { generation: 2 }));
  await store.write(({ fleet }) => fleet.addHost(aHostRecord({ hostId: 'host-9' })));
  await lookAt(150);
  await deliver();
  expect(await at(again)).toBe(addMs(STARTS, -150 * HOUR_MS));
});
