import type { CivilWindow } from '@slipway/core/calendar';
import { checklistOf } from '@slipway/core/checklist';
import { asRolloutId } from '@slipway/core/ids';
import { starterPolicy } from '@slipway/core/policy';
import { reason } from '@slipway/core/reasons';
import type { Instant } from '@slipway/core/time';
import { digestOfText, THE_MORNING } from '@slipway/testkit/builders';
import { aHostRecord, aQuarantine, aRefusal, aStanding } from '@slipway/testkit/store-rows';
import { describe, expect, it } from 'vitest';
import {
  aLook,
  BACK,
  HOST,
  hostPlanDigest,
  hostPlans,
  later,
  openWith,
  PLANNED,
  type Plan,
  plan,
  planWith,
  zonesAhead,
} from '../../../test/rollout/open-rollout.ts';
import type { HostContact, HostRecord, StoreView } from '../../ports/index.ts';
import { explainRollout, lookAtRollouts } from './index.ts';

const hostSays =
  (record: Partial<HostRecord>, contact: Partial<HostContact> = {}) =>
  async ({ fleet }: StoreView): Promise<void> => {
    const host = await fleet.host(HOST);
    if (host?.value.contact == null) throw new Error('it was heard');
    const value = { ...host.value, ...record, contact: { ...host.value.contact, ...contact } };
    await fleet.saveHost({ ...host, value });
  };

describe('one look', () => {
  it('goes on with the other rollouts where one cannot be looked at', async () => {
    const { app, errors, phase } = await openWith({ at: later(60), host: {}, contact: {}, brokenBefore: 'rollout-0' });
    await lookAtRollouts(app);
    expect(await phase()).toBe('granted');
    expect(errors).toEqual(['rollout not looked at']);
  });

  it('takes no member of a cluster away while another one was never heard of: who says that it serves?', async () => {
    const { app, store, phase, waiting } = await openWith({ at: later(60), host: {}, contact: {} });
    await store.write(async ({ fleet, plans }) => {
      const clusters = [{ name: 'app', members: 'environment = prod', awayMax: 1 }];
      await plans.savePolicy({ revision: 0, value: { ...starterPolicy(), clusters } }, 'ada', THE_MORNING);
      await fleet.addHost(aHostRecord({ hostId: 'host-2', contact: null }));
    });
    await lookAtRollouts(app);
    expect([await phase(), await waiting()]).toEqual(['waiting', 'waiting-for-cluster']);
  });

  it.each([
    ['throws the switch', async ({ access }: StoreView) => await access.setSetting('switch', 'stopped')],
    ['refuses the plan', async ({ approvals }: StoreView) => void (await approvals.addRefusal(aRefusal(plan)))],
    [
      'finds an item that is not green',
      async ({ checklists }: StoreView) => await checklists.saveLook(plan.digest, aLook(later(61), 'blocking')),
    ],
    [
      'quarantines a version',
      async ({ promotions }: StoreView) =>
        await promotions.addQuarantine(
          aQuarantine({
            quarantineId: 'q',
            package: { kind: 'binary', name: PLANNED?.name ?? '' },
            version: PLANNED?.to ?? '',
          }),
        ),
    ],
    [
      'holds the patch set',
      async ({ promotions }: StoreView) =>
        void (await promotions.saveStanding({
          revision: 0,
          value: aStanding({ patchSetDigest: plan.header.bounds.patchSetDigest }),
        })),
    ],
    ['bars the host', hostSays({ barred: reason('host-restored') })],
    ['lets the host go', hostSays({ wantedMode: 'observed' })],
    ['is the host itself, no longer ready,', hostSays({}, { readyFor: null })],
    ['is the host itself, stopped,', hostSays({}, { stopped: true })],
  ])('stores no grant where somebody %s between look and signature', async (who, says) => {
    const { app, now, ports, store, phase, leases } = await openWith({ at: later(60), host: {}, contact: {} });
    await store.write(async ({ checklists }) => {
      await checklists.addChecklist(checklistOf([BACK], { ...plan, hostPlans }));
      await checklists.saveLook(plan.digest, aLook(later(59), 'green'));
    });
    const { sign } = ports.signing;
    ports.signing.sign = async () => {
      await store.write(says);
      return await sign();
    };
    await lookAtRollouts(app);
    now.at = later(62);
    ports.signing.sign = sign;
    await lookAtRollouts(app);
    expect([await phase(), await leases()]).toEqual([who === 'lets the host go' ? 'excused' : 'waiting', []]);
  });

  it('begins nothing on a look at the checklist for another rollout of the plan, or while nobody has looked', async () => {
    const { app, now, store, phase, waiting } = await openWith({ at: later(60), host: {}, contact: {} });
    await store.write(
      async ({ checklists }) => await checklists.addChecklist(checklistOf([BACK], { ...plan, hostPlans })),
    );
    await lookAtRollouts(app);
    expect([await phase(), await waiting()]).toEqual(['waiting', 'checklist-not-looked-at']);
    for (const [rolloutId, expected] of [
      ['rollout-0', 'waiting'],
      ['rollout-1', 'granted'],
    ] as const) {
      await store.write(async ({ checklists }) => {
        await checklists.saveLook(plan.digest, { ...aLook(now.at, 'green'), rolloutId: asRolloutId(rolloutId) });
      });
      await lookAtRollouts(app);
      expect(await phase()).toBe(expected);
    }
  });

  it('grants a start to a host that is ready', async () => {
    const { app, phase, leases } = await openWith({ at: later(60), host: {}, contact: {} });
    await lookAtRollouts(app);
    expect([await phase(), await leases()]).toEqual(['granted', [HOST]]);
  });

  it('begins nothing in a freeze that is newer than the plan, names it, and begins when it ends', async () => {
    const { app, store, now, phase, waiting } = await openWith({ at: later(60), host: {}, contact: {} });
    const spans = [{ startsAt: later(0), endsAt: later(120) }];
    const freeze = { name: 'closing', why: 'books are closed', when: { kind: 'dates', spans } } as const;
    const saved = async (revision: number, environments: readonly string[]) =>
      await store.write(async ({ plans }) => {
        const value = { ...starterPolicy(), freezes: [{ ...freeze, environments }] };
        await plans.savePolicy({ revision, value }, 'ada', THE_MORNING);
      });
    await saved(0, ['prod']);
    await lookAtRollouts(app);
    expect([await phase(), await waiting()]).toEqual(['waiting', 'frozen']);
    now.at = later(119);
    await lookAtRollouts(app);
    expect(await phase()).toBe('waiting');
    now.at = later(120);
    await lookAtRollouts(app);
    expect(await phase()).toBe('granted');
    // Of another environment it takes nothing back; of this one it does, until the freeze is gone.
    await saved(1, ['dev']);
    now.at = later(119);
    expect(await waiting()).toBe('may-begin');
    await saved(2, ['prod']);
    expect(await waiting()).toBe('frozen');
  });

  it('gives no grant that would reach into a freeze that is newer than the plan', async () => {
    const { app, store, now, phase, waiting } = await openWith({ at: later(60), host: {}, contact: {} });
    const spans = [{ startsAt: later(660), endsAt: later(1200) }];
    const freeze = { name: 'closing', why: 'books are closed', when: { kind: 'dates', spans } } as const;
    await store.write(async ({ plans }) => {
      const value = { ...starterPolicy(), freezes: [{ ...freeze, environments: ['prod'] }] };
      await plans.savePolicy({ revision: 0, value }, 'ada', THE_MORNING);
    });
    await lookAtRollouts(app);
    expect([await phase(), await waiting()]).toEqual(['waiting', 'frozen']);
    now.at = later(59);
    await lookAtRollouts(app);
    expect(await phase()).toBe('granted');
  });

  it('begins nothing where a newer zone database puts the approved night elsewhere, and goes on where it does not', async () => {
    const window: CivilWindow = {
      ...{ kind: 'weekly', weekdays: ['saturday'], zone: 'Test/Zone', start: '08:00', cutOffMinutes: 60 },
      until: { kind: 'elapsed', minutes: 600 },
    };
    const occurrence = { id: 'weekly-2026-11-21t08-00', startsAt: '2026-11-21T08:00:00.000Z' as Instant };
    const spans = [{ ...occurrence, endsAt: '2026-11-21T18:00:00.000Z' as Instant }];
    const planned: Plan = { ...plan, zoneStamp: { zone: 'Test/Zone', version: '2026a', spans } };
    const opened = await openWith({ planned, at: later(60), host: {}, contact: {} });
    const { app, ports, store, phase, waiting } = opened;
    await store.write(async ({ plans }) => {
      const environments = starterPolicy().environments.map((one) => ({ ...one, window }));
      await plans.savePolicy({ revision: 0, value: { ...starterPolicy(), environments } }, 'ada', THE_MORNING);
    });
    ports.zones = zonesAhead('2026b', 3_600_000);
    await lookAtRollouts(app);
    expect([await phase(), await waiting()]).toEqual(['waiting', 'zone-rules-moved']);
    ports.zones = zonesAhead('2026c', 0);
    await lookAtRollouts(app);
    expect(await phase()).toBe('granted');
  });

  it('grants none while the switch is not plainly released', async () => {
    const { app, store, phase, waiting } = await openWith({ at: later(60), host: {}, contact: {} });
    await store.write(async ({ access }) => await access.setSetting('switch', 'st0pped'));
    await lookAtRollouts(app);
    expect([await phase(), await waiting()]).toEqual(['waiting', 'stopped-by-switch']);
  });

  it('grants none to a host whose clock would make it refuse, and says so', async () => {
    const { app, phase, waiting } = await openWith({ at: later(60), host: {}, contact: { clockSkewSeconds: -300 } });
    await lookAtRollouts(app);
    expect([await phase(), await waiting()]).toEqual(['waiting', 'clock-skewed']);
  });

  it('leaves a host out that was told to leave, although it has not heard of it yet', async () => {
    const { app, store, phase } = await openWith({ at: later(60), host: {}, contact: {} });
    await store.write(async ({ fleet }) => {
      const host = await fleet.host(HOST);
      if (host !== null) await fleet.saveHost({ ...host, value: { ...host.value, wantedMode: 'observed' } });
    });
    await lookAtRollouts(app);
    expect(await phase()).toBe('excused');
  });

  it.each([
    ['moved to another value', { environment: 'prod', group: null, role: 'db' }],
    ['taken away', { environment: 'prod', group: '1', role: 'app' }],
    ['set where it had none', { environment: 'prod', group: null, role: null }],
  ])('leaves a host out whose label was %s since it was planned', async (_how, labels) => {
    const { app, store, phase, leases } = await openWith({
      at: later(60),
      host: {},
      contact: {},
      planned: planWith(labels),
    });
    await store.write(async ({ fleet }) => {
      const host = await fleet.host(HOST);
      const now = { environment: 'prod', role: 'app', owner: 'anybody' };
      if (host !== null) await fleet.saveHost({ ...host, value: { ...host.value, labels: now } });
    });
    await lookAtRollouts(app);
    expect([await phase(), await leases()]).toEqual(['excused', []]);
    const explained = await explainRollout(app, 'rollout-1' as never);
    expect(explained.ok && explained.value.rollout.hosts[0]?.reason?.code).toBe('label-moved');
  });

  it('minds no label that policy did not ask for', async () => {
    const planned = planWith({ environment: 'prod', group: null, role: null });
    const { app, store, phase } = await openWith({ at: later(60), host: {}, contact: {}, planned });
    await store.write(async ({ fleet }) => {
      const host = await fleet.host(HOST);
      const now = { environment: 'prod', owner: 'somebody else' };
      if (host !== null) await fleet.saveHost({ ...host, value: { ...host.value, labels: now } });
    });
    await lookAtRollouts(app);
    expect(await phase()).toBe('granted');
  });

  it('leaves no host out for what it said of an earlier host plan', async () => {
    const refusal = { hostPlanDigest: digestOfText('an earlier one'), reason: reason('drifted', { detail: 'then' }) };
    const { app, phase } = await openWith({ at: later(60), host: {}, contact: { refusal } });
    await lookAtRollouts(app);
    expect(await phase()).toBe('granted');
  });

  it('leaves a host out for what it says of this one', async () => {
    const refusal = { hostPlanDigest, reason: reason('drifted', { detail: 'now' }) };
    const { app, phase } = await openWith({ at: later(60), host: {}, contact: { refusal } });
    await lookAtRollouts(app);
    expect(await phase()).toBe('excused');
  });
});
