// M35, C40: who can be taken back from a rollout, what asking for it writes down, and what a host is then asked.

import { openMemoryStore } from '@slipway/controller/store/memory';
import { asHostId, type Digest } from '@slipway/core/ids';
import type { InstalledPackage } from '@slipway/core/inventory';
import { aPackage, aPolicy, CAPABILITIES, sha256, THE_MORNING } from '@slipway/testkit/builders';
import { aHostRecord, aRollout, aStoredInventory, aStoredPatchSet, aStoredPlan } from '@slipway/testkit/store-rows';
import { describe, expect, it } from 'vitest';
import type { Store } from '../../ports/index.ts';
import type { App } from '../context.ts';
import { requestPlan } from '../planning/index.ts';
import { makeRollback, rollbacksOf, showRollback } from './index.ts';

const ADA = { person: 'ada', roles: ['operator'], teams: [] } as const;
const NAMES = ['done-1', 'done-2', 'changed', 'failed'];
const { plan, hostPlans } = aStoredPlan(NAMES);
const ROLLOUT = aRollout({
  rolloutId: 'rollout-1',
  planDigest: plan.digest,
  environment: 'prod',
  hosts: NAMES.map((name) => {
    const host = aRollout({ rolloutId: 'any' }).hosts[0];
    if (host === undefined) throw new Error('a rollout without hosts');
    return { ...host, hostId: asHostId(name), phase: name === 'failed' ? 'failed' : 'done' };
  }),
});
const [change] = hostPlans[0]?.transaction ?? [];
if (change === undefined || change.from === null || change.to === null) throw new Error('a plan without a change');
const { name: PACKAGE, from: BEFORE, to: AFTER } = change;

const installed = (version: string): readonly InstalledPackage[] => [aPackage({ name: PACKAGE, version })];

const made = async (
  options: { readonly isKept?: (digest: Digest) => boolean } = {},
): Promise<{ readonly app: App; readonly store: Store }> => {
  const store = openMemoryStore();
  let number = 0;
  await store.write(async ({ fleet, patchSets, plans, rollouts }) => {
    await plans.savePolicy({ revision: 0, value: aPolicy() }, 'ada', THE_MORNING);
    await patchSets.addPatchSet(aStoredPatchSet());
    await plans.addPlan(plan, hostPlans);
    await rollouts.addRollout(ROLLOUT);
    for (const name of NAMES) {
      const record = aHostRecord({ hostId: name, labels: { environment: 'prod', role: name } });
      const contact = record.contact;
      if (contact === null) throw new Error('a host without contact');
      const capabilities = [...CAPABILITIES, 'rollback/1'];
      await fleet.addHost({
        ...record,
        wantedMode: 'adopted',
        reportedMode: 'adopted',
        contact: { ...contact, capabilities },
      });
      const packages = installed(name === 'changed' ? '9.9-1' : AFTER);
      await fleet.putInventory(asHostId(name), aStoredInventory({ packages }));
    }
  });
  const ports = {
    store,
    sha256,
    content: { has: async (digest: Digest) => options.isKept?.(digest) ?? true },
    ids: {
      named: (what: string) => {
        number += 1;
        return `${what}-${number}`;
      },
    },
    clock: { now: () => THE_MORNING },
    nudge: { notify: () => undefined },
  };
  return { app: { ports, options: { proposalWaitSeconds: 60 } } as unknown as App, store };
};
const WISH = { rolloutId: ROLLOUT.rolloutId, hosts: null } as const;

describe('what a rollback would be', () => {
  it('is told for every host, with the reason of each that stays, and writes nothing', async () => {
    const { app, store } = await made();
    const shown = await showRollback(app, WISH);
    expect(shown).toMatchObject({ ok: true, value: { rolloutId: 'rollout-1', environment: 'prod' } });
    if (!shown.ok) return;
    expect(shown.value.hosts.map(({ hostId, reason }) => [hostId, reason?.code ?? 'back'])).toEqual([
      ['done-1', 'back'],
      ['done-2', 'back'],
      ['changed', 'rollback-changed-since'],
      ['failed', 'rollback-not-done'],
    ]);
    expect(shown.value.hosts[0]?.changes).toMatchObject([
      { kind: 'downgrade', name: PACKAGE, from: AFTER, to: BEFORE },
    ]);
    expect(shown.value.versions).toMatchObject([{ name: PACKAGE, version: AFTER, isQuarantined: false }]);
    expect(await store.read(async (view) => await rollbacksOf(view, ROLLOUT.rolloutId))).toEqual([]);
  });

  it('is nothing where the package store has lost the files, whatever the patch set says', async () => {
    const { app } = await made({ isKept: () => false });
    const shown = await showRollback(app, WISH);
    expect(shown.ok && shown.value.hosts[0]?.reason).toMatchObject({
      code: 'rollback-file-gone',
      facts: { package: PACKAGE, version: BEFORE },
    });
    expect(await makeRollback(app, ADA, { ...WISH, why: 'it fails' })).toMatchObject({
      ok: false,
      reason: { code: 'rollback-nobody' },
    });
  });
});

describe('asking for a rollback', () => {
  it('stores request, quarantine and audit together; whoever asked is the author', async () => {
    const { app, store } = await made();
    const asked = await makeRollback(app, ADA, { ...WISH, hosts: 'role = done-1', why: 'orders are lost' });
    expect(asked).toMatchObject({
      ok: true,
      value: {
        author: 'ada',
        environment: 'prod',
        onlyHosts: ['done-1'],
        rollback: { rolloutId: 'rollout-1', planDigest: plan.digest, why: 'orders are lost' },
      },
    });
    const { quarantines, events, rollbacks } = await store.read(async (view) => ({
      quarantines: await view.promotions.standingQuarantines(),
      events: (await view.access.auditEvents({ after: null, limit: 100 })).items.map(({ action }) => action),
      rollbacks: await rollbacksOf(view, ROLLOUT.rolloutId),
    }));
    expect(quarantines).toMatchObject([
      {
        platform: { distribution: 'debian', release: 'bookworm' },
        package: { kind: 'binary', name: PACKAGE },
        version: AFTER,
        cause: 'person',
        by: 'ada',
      },
    ]);
    expect(events).toEqual(expect.arrayContaining(['rollback.make', 'quarantine.add', 'plan.make']));
    expect(rollbacks).toHaveLength(1);
  });

  it('quarantines nothing twice, and numbers what is asked for', async () => {
    const { app, store } = await made();
    await makeRollback(app, ADA, { ...WISH, hosts: 'role = done-1', why: 'one' });
    await makeRollback(app, ADA, { ...WISH, hosts: 'role = done-2', why: 'two' });
    const found = await store.read(async (view) => ({
      quarantines: await view.promotions.standingQuarantines(),
      rollbacks: await rollbacksOf(view, ROLLOUT.rolloutId),
    }));
    expect(found.quarantines).toHaveLength(1);
    expect(found.rollbacks.map(({ planRequestId }) => planRequestId)).toEqual([
      'rollback.rollout-1.1',
      'rollback.rollout-1.2',
    ]);
  });

  it('refuses to keep from hosts what nobody leaves', async () => {
    const { app, store } = await made();
    const asked = await makeRollback(app, ADA, { ...WISH, why: 'it fails', quarantine: ['vim'] });
    expect(asked).toMatchObject({ ok: false, reason: { code: 'input-invalid' } });
    expect(await store.read(async ({ promotions }) => await promotions.standingQuarantines())).toEqual([]);
  });

  it('refuses a rollback of a rollback, and a plan by hand of a patch set that leads back', async () => {
    const { app, store } = await made();
    const asked = await makeRollback(app, ADA, { ...WISH, why: 'it fails' });
    if (!asked.ok) throw new Error(asked.reason.code);
    const { patchSetDigest } = asked.value;
    expect(await requestPlan(app, ADA, { environment: 'prod', patchSetDigest, overrides: [] })).toMatchObject({
      ok: false,
      reason: { code: 'rollback-patch-set' },
    });
    const back = { rolloutId: ROLLOUT.rolloutId, planDigest: plan.digest, why: 'it fails' };
    const other = { ...aStoredPlan(['done-1'], 7).plan, rollback: back };
    await store.write(async ({ plans, rollouts }) => {
      await plans.addPlan(other, []);
      await rollouts.addRollout(aRollout({ rolloutId: 'rollout-2', planDigest: other.digest }));
    });
    expect(
      await showRollback(app, { rolloutId: aRollout({ rolloutId: 'rollout-2' }).rolloutId, hosts: null }),
    ).toMatchObject({
      ok: false,
      reason: { code: 'rollback-of-rollback' },
    });
  });
});
