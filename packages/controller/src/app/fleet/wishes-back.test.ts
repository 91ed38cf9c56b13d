// What a host is asked for a rollback, and by whom it is not asked.

import { openMemoryStore } from '@slipway/controller/store/memory';
import { asHostId, asRolloutId } from '@slipway/core/ids';
import { patchSetBack, patchSetDigest } from '@slipway/core/patch-set';
import { aPackage, aPolicy, CAPABILITIES, sha256, THE_MORNING } from '@slipway/testkit/builders';
import {
  aHostRecord,
  aPlanRequest,
  aStoredInventory,
  aStoredPatchSet,
  aStoredPlan,
  aStoredProposal,
} from '@slipway/testkit/store-rows';
import { describe, expect, it } from 'vitest';
import { wishesOf } from './wishes.ts';

const HOST = asHostId('app1');
const { plan, hostPlans } = aStoredPlan([HOST]);
const [upgrade] = hostPlans[0]?.transaction ?? [];
if (upgrade === undefined || upgrade.from === null || upgrade.to === null) throw new Error('a plan without an upgrade');
const { name, from, to } = upgrade;
const forward = aStoredPatchSet();
const patchSet = patchSetBack({ ...forward, isKept: () => true });
const back = { ...forward, patchSet, digest: patchSetDigest(patchSet, sha256) };

const asked = async (given: {
  readonly capabilities?: readonly string[];
  readonly version?: string;
  readonly of?: string;
}) => {
  const store = openMemoryStore();
  const { contact, ...record } = aHostRecord({ hostId: HOST });
  if (contact === null) throw new Error('a host without contact');
  const host = {
    ...record,
    contact: { ...contact, capabilities: given.capabilities ?? [...CAPABILITIES, 'rollback/1'] },
  };
  await store.write(async ({ fleet, patchSets, plans }) => {
    await fleet.addHost(host);
    await fleet.putInventory(HOST, aStoredInventory({ packages: [aPackage({ name, version: given.version ?? to })] }));
    await patchSets.addPatchSet(back);
    await plans.savePolicy({ revision: 0, value: aPolicy() }, 'ada', THE_MORNING);
    await plans.addPlan(plan, hostPlans);
    await plans.addPlanRequest(
      aPlanRequest({
        ...{ planRequestId: 'rollback.1', patchSetDigest: back.digest, onlyHosts: [asHostId(given.of ?? HOST)] },
        rollback: { rolloutId: asRolloutId('rollout-1'), planDigest: plan.digest, why: 'it fails' },
      }),
    );
  });
  const open = [aStoredProposal({ hostId: HOST, patchSetDigest: back.digest })];
  return await store.read(async (view) => await wishesOf(view, host, open, THE_MORNING));
};

describe('for a rollback a host is asked', () => {
  it('for exactly the versions of before, and what is to go', async () => {
    expect(await asked({})).toMatchObject([
      {
        patchSetDigest: back.digest,
        targets: [{ name, version: from }],
        back: { remove: [] },
        avoid: [],
        mayRemove: [],
      },
    ]);
  });

  it.each([
    ['its agent would take lower versions for targets that it has', { capabilities: CAPABILITIES }],
    ['it was changed since', { version: '9.9-1' }],
    ['it is back already', { version: from }],
    ['nobody asked for it', { of: 'app2' }],
  ])('nothing where %s', async (_, given) => {
    expect(await asked(given)).toEqual([]);
  });
});
