import type { Store, StoredPlan } from '@slipway/controller/ports';
import { asRolloutId } from '@slipway/core/ids';
import { addMs } from '@slipway/core/time';
import { describe, expect, it } from 'vitest';
import { digestOfText, THE_MORNING } from '../../builders/index.ts';
import { aPlanRequest, aStoredPlan, hostIdOf } from '../../store-rows/index.ts';
import { byPages, FIRST } from './pages.ts';

export const planContract = (open: () => Store): void => {
  describe('plans', () => {
    planRequests(open);
    madePlans(open);
    currentHostPlans(open);
  });
};

const planRequests = (open: () => Store): void => {
  it('hands open plan requests over, oldest first, until they are saved as ended', async () => {
    const store = open();
    const names = ['request-b', 'request-a', 'request-c'];
    await store.write(async (change) => {
      for (const planRequestId of names) await change.plans.addPlanRequest(aPlanRequest({ planRequestId }));
    });
    const openOnes = () => store.read((view) => view.plans.openPlanRequests());
    expect(await openOnes()).toEqual(
      names.map((planRequestId) => ({ revision: 1, value: aPlanRequest({ planRequestId }) })),
    );
    const { plan } = aStoredPlan(['host-1']);
    const planned = aPlanRequest({
      planRequestId: 'request-b',
      state: 'planned',
      planDigest: plan.digest,
      report: plan.report,
      overrides: [{ kind: 'leave-out', hostId: hostIdOf('host-9'), why: 'in repair' }],
    });
    const save = () => store.write((change) => change.plans.savePlanRequest({ revision: 1, value: planned }));
    expect(await Promise.all([save(), save()])).toEqual([true, false]);
    expect((await openOnes()).map(({ value }) => value.planRequestId)).toEqual(['request-a', 'request-c']);
    expect(await store.read((view) => view.plans.planRequest('request-b'))).toEqual({ revision: 2, value: planned });
    expect(await store.read((view) => view.plans.planRequest('nobody'))).toBeNull();
    await expect(store.write((change) => change.plans.addPlanRequest(planned))).rejects.toThrow('exists already');
  });
};

const madePlans = (open: () => Store): void => {
  const { plan, hostPlans } = aStoredPlan(['host-2', 'host-1', 'host-3']);

  it('keeps a plan with its host plans', async () => {
    const store = open();
    await store.write((change) => change.plans.addPlan(plan, hostPlans.toReversed()));
    expect(await store.read((view) => view.plans.plan(plan.digest))).toEqual(plan);
    expect(await store.read((view) => view.plans.hostPlans(plan.digest))).toEqual(hostPlans);
    expect(await store.read((view) => view.plans.hostPlan(plan.digest, hostIdOf('host-2')))).toEqual(hostPlans[1]);
    expect(await store.read((view) => view.plans.hostPlan(plan.digest, hostIdOf('host-4')))).toBeNull();
    const unknown = digestOfText('no plan');
    expect(await store.read((view) => view.plans.plan(unknown))).toBeNull();
    expect(await store.read((view) => view.plans.hostPlans(unknown))).toEqual([]);
    expect(await store.read((view) => view.plans.hostPlan(unknown, hostIdOf('host-2')))).toBeNull();
  });

  it('knows those that have not expired, oldest first', async () => {
    const store = open();
    const late = aStoredPlan(['host-1'], 2);
    const { bounds } = late.plan.header;
    const expiresAt = addMs(bounds.expiresAt, 1000);
    const longer = { ...late.plan, header: { ...late.plan.header, bounds: { ...bounds, expiresAt } } };
    await store.write((change) => change.plans.addPlan(plan, hostPlans));
    await store.write((change) => change.plans.addPlan(longer, late.hostPlans));
    const at = (now: typeof expiresAt) => store.read((view) => view.plans.unexpiredPlans(now));
    expect(await at(addMs(bounds.expiresAt, -1))).toEqual([plan, longer]);
    expect(await at(bounds.expiresAt)).toEqual([longer]);
    expect(await at(expiresAt)).toEqual([]);
  });

  it('knows the plan before of the same place: for all hosts, leading on', async () => {
    const store = open();
    const made = (generation: number, given: Partial<StoredPlan> = {}): ReturnType<typeof aStoredPlan> => {
      const one = aStoredPlan(['host-1'], generation);
      return { ...one, plan: { ...one.plan, ...given } };
    };
    const elsewhere = made(3);
    const inDev = { ...elsewhere.plan, header: { ...elsewhere.plan.header, environment: 'dev' } };
    const rollback = { rolloutId: asRolloutId('rollout-1'), planDigest: made(1).plan.digest, why: 'it failed' };
    const all = [
      ...[made(1), made(2, { policyName: 'databases' }), { ...elsewhere, plan: inDev }],
      ...[made(4, { ofSome: 'some' }), made(5, { rollback }), made(6, { policyName: null })],
      ...[made(7, { policyName: 'databases' }), made(8)],
    ];
    for (const one of all) await store.write((change) => change.plans.addPlan(one.plan, one.hostPlans));
    const before = await Promise.all(
      all.map(async (one) => await store.read((view) => view.plans.planBefore(one.plan.digest))),
    );
    const numbers = before.map((digest) => all.findIndex((one) => one.plan.digest === digest) + 1);
    expect(numbers).toEqual([0, 0, 0, 1, 1, 1, 2, 6]);
    expect(await store.read((view) => view.plans.planBefore(digestOfText('no such plan')))).toBeNull();
  });

  it('stores the same digest once: planning again without a change changes nothing', async () => {
    const store = open();
    const again = { ...plan, author: 'ben', madeAt: addMs(THE_MORNING, 60_000) };
    await store.write((change) => change.plans.addPlan(plan, hostPlans));
    await store.write((change) => change.plans.addPlan(again, hostPlans));
    expect(await store.read((view) => view.plans.plans(FIRST))).toEqual({ items: [plan], next: null });
    expect(await store.read((view) => view.plans.hostPlans(plan.digest))).toEqual(hostPlans);
  });

  it('lists plans newest first', async () => {
    const store = open();
    const made = [1, 2, 3, 4, 5].map((generation) => aStoredPlan(['host-1'], generation));
    for (const one of made) await store.write((change) => change.plans.addPlan(one.plan, one.hostPlans));
    const pages = await byPages((request) => store.read((view) => view.plans.plans(request)), 2);
    expect(pages.flat()).toEqual(made.map((one) => one.plan).toReversed());
  });
};

const currentHostPlans = (open: () => Store): void => {
  it('lets the host plan of the highest generation stand, in whatever order plans are made', async () => {
    const store = open();
    const first = aStoredPlan(['host-1', 'host-2'], 1);
    const third = aStoredPlan(['host-1'], 3);
    const second = aStoredPlan(['host-1', 'host-2'], 2);
    for (const one of [first, third, second])
      await store.write((change) => change.plans.addPlan(one.plan, one.hostPlans));
    const current = (name: string) => store.read((view) => view.plans.currentHostPlan(hostIdOf(name)));
    expect(await current('host-1')).toEqual({ planDigest: third.plan.digest, hostPlan: third.hostPlans[0] });
    expect(await current('host-2')).toEqual({ planDigest: second.plan.digest, hostPlan: second.hostPlans[1] });
    expect(await current('host-3')).toBeNull();
  });

  it('names the newest plan that carries a host plan which kept its generation', async () => {
    const store = open();
    const alone = aStoredPlan(['host-1'], 1);
    const together = aStoredPlan(['host-1', 'host-2'], 1);
    for (const one of [alone, together]) await store.write((change) => change.plans.addPlan(one.plan, one.hostPlans));
    const current = await store.read((view) => view.plans.currentHostPlan(hostIdOf('host-1')));
    expect(current).toEqual({ planDigest: together.plan.digest, hostPlan: together.hostPlans[0] });
  });
};
