// Promotions through the API: where patch sets are, what people say of them, versions that are kept from hosts.

import { endpoints } from '@slipway/protocol/api';
import { anEnvironment, aPolicy } from '@slipway/testkit/builders';
import { aPromotion, aStoredPatchSet, aStoredPlan } from '@slipway/testkit/store-rows';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiClient, clientOf } from './support/api.ts';
import { type RunningController, type StoreKind, startController } from './support/controller.ts';
import { replacePolicy } from './support/on-the-way.ts';

const stored = aStoredPatchSet();
const { digest } = stored;
const promotion = { leadHours: 1, soakHours: 0 };

describe.each<StoreKind>(['memory', 'sqlite'])('promotions over the %s store', (kind) => {
  let controller: RunningController;
  let api: ApiClient;
  let viewer: ApiClient;
  let operator: ApiClient;
  beforeAll(async () => {
    controller = await startController({ store: kind });
    api = clientOf(controller);
    const as = async (person: string, roles: readonly string[]): Promise<ApiClient> => {
      const { secret } = await api.call(endpoints.tokens.create, { body: { person, roles, teams: [] } });
      return clientOf(controller, secret);
    };
    viewer = await as('vera', ['viewer']);
    operator = await as('olga', ['operator']);
    const policy = aPolicy({
      environments: [
        anEnvironment({ name: 'dev', window: { kind: 'any-time', spanDays: 7 }, promotion }),
        anEnvironment({ name: 'test' }),
      ],
    });
    await replacePolicy(api, policy);
    const at = controller.app.ports.clock.now();
    await controller.app.ports.store.write(async ({ patchSets, promotions }) => {
      await patchSets.addPatchSet(stored);
      await promotions.addPromotion(
        aPromotion({
          promotionId: 'dev.one',
          patchSetDigest: digest,
          state: 'incomplete',
          endedAt: at,
          outcome: {
            done: 1,
            alreadyThere: 0,
            excused: 0,
            notDone: [{ hostId: 'host-9' as never, what: 'missed', reason: { code: 'proposal-missing', facts: {} } }],
          },
        }),
      );
    });
  });
  afterAll(async () => await controller.close());

  it('shows where each is, and what the closing checklist says as it stands', async () => {
    const { items } = await viewer.call(endpoints.promotions.list);
    expect(items.map(({ promotionId, state }) => [promotionId, state])).toEqual([['dev.one', 'incomplete']]);
    const shown = await viewer.call(endpoints.promotions.show, { params: { promotionId: 'dev.one' } });
    expect(shown.closing.map(({ item, answer }) => `${item} ${answer}`)).toEqual([
      'patched-within-schedule no',
      'tier-before-verified yes',
      'services-healthy yes',
      'old-kernels-gone yes',
      'way-back-available yes',
    ]);
    expect(shown.hostnames).toEqual({ 'host-9': 'host-9' });
    await viewer.refused('not-found', endpoints.promotions.show, { params: { promotionId: 'dev.two' } });
  });

  it('says what the schedule does next in each place, and why not', async () => {
    const { places } = await viewer.call(endpoints.promotions.due);
    expect(places.map(({ environment }) => environment)).toEqual(['dev', 'test']);
    expect(places[1]).toMatchObject({ due: null, reason: { code: 'promoted-by-hand' } });
    // By the hour of the week the cut is due, or comes with the next window.
    expect(places[0]?.due === 'cut' || places[0]?.reason !== null).toBe(true);
  });

  it('lets an approver say that what is not done does not matter, once', async () => {
    const wish = { params: { promotionId: 'dev.one' }, body: { why: 'the host is scrapped' } };
    await operator.refused('role-missing', endpoints.promotions.excuse, wish);
    const excused = await api.call(endpoints.promotions.excuse, wish);
    expect(excused.excused).toMatchObject({ why: 'the host is scrapped' });
    await api.refused('promotion-not-open', endpoints.promotions.excuse, wish);
    const { items } = await api.call(endpoints.audit.list);
    expect(items.map(({ action }) => action)).toContain('promotion.excuse');
  });

  it('lets an operator hold, release and withdraw a patch set, and nobody take back the last', async () => {
    const say = (standing: string) => ({ params: { digest }, body: { standing, why: 'the vendor is asked' } });
    await viewer.refused('role-missing', endpoints.patchSets.say, say('held'));
    await operator.refused('transition-refused', endpoints.patchSets.say, say('current'));
    await operator.call(endpoints.patchSets.say, say('held'));
    const shown = await viewer.call(endpoints.patchSets.show, { params: { digest } });
    expect(shown.standing).toMatchObject({ standing: 'held', by: 'olga' });
    const { plan, hostPlans } = aStoredPlan(['host-1']);
    const bounds = { ...plan.header.bounds, patchSetDigest: digest };
    await controller.app.ports.store.write(({ plans }) =>
      plans.addPlan({ ...plan, header: { ...plan.header, bounds } }, hostPlans),
    );
    const notPromoted = async () =>
      (await viewer.call(endpoints.plans.show, { params: { digest: plan.digest } })).notPromoted;
    expect(await notPromoted()).toMatchObject({ code: 'patch-set-held', facts: { person: 'olga' } });
    await operator.call(endpoints.patchSets.say, say('current'));
    expect(await notPromoted()).toBeNull();
    await operator.call(endpoints.patchSets.say, say('withdrawn'));
    await operator.refused('transition-refused', endpoints.patchSets.say, say('current'));
    const listed = await viewer.call(endpoints.patchSets.list);
    expect(listed.items.map((one) => one.standing)).toEqual(['withdrawn']);
    const wish = { body: { environment: 'dev', patchSetDigest: digest } };
    await operator.refused('patch-set-over', endpoints.plans.make, wish);
    const told = await viewer.call(endpoints.notices.list);
    expect(told.items.map(({ kind: its }) => its)).toEqual(Array(3).fill('patch-set-standing'));
    const unknown = { ...say('held'), params: { digest: `sha256:${'0'.repeat(64)}` } };
    await operator.refused('not-found', endpoints.patchSets.say, unknown);
  });

  it('keeps versions from hosts until somebody lifts it', async () => {
    const body = {
      package: { kind: 'source', name: 'openssl' },
      version: '3.0.17-1',
      platform: { distribution: 'debian', release: '12' },
      why: 'it breaks the load balancers',
    };
    await viewer.refused('role-missing', endpoints.quarantines.add, { body });
    const made = await operator.call(endpoints.quarantines.add, { body });
    expect(made).toMatchObject({ ...body, cause: 'person', by: 'olga', lifted: null });
    const lift = { params: { quarantineId: made.quarantineId }, body: { why: 'it was the balancer' } };
    const lifted = await operator.call(endpoints.quarantines.lift, lift);
    expect(lifted.lifted).toMatchObject({ by: 'olga', why: 'it was the balancer' });
    await operator.refused('transition-refused', endpoints.quarantines.lift, lift);
    const other = { ...lift, params: { quarantineId: 'quarantine-0' } };
    await operator.refused('not-found', endpoints.quarantines.lift, other);
    expect((await viewer.call(endpoints.quarantines.list)).items).toEqual([lifted]);
    const { items } = await viewer.call(endpoints.notices.list, { query: { limit: 1 } });
    expect(items[0]?.kind).toBe('version-quarantined');
  });
});
