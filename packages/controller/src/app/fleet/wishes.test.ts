// What a host is asked for where policy leaves something out, or a person lets something go.

import { openMemoryStore } from '@slipway/controller/store/memory';
import { asHostId } from '@slipway/core/ids';
import type { Exception } from '@slipway/core/policy';
import { addSeconds, type Instant } from '@slipway/core/time';
import {
  aPackage,
  aPatchSet,
  aPolicy,
  aSystem,
  aTarget,
  digestOfPatchSet,
  THE_MORNING,
} from '@slipway/testkit/builders';
import {
  aHostRecord,
  aPlanRequest,
  aStoredInventory,
  aStoredPatchSet,
  aStoredProposal,
  aStoredVerdict,
  OF_BOOKWORM,
} from '@slipway/testkit/store-rows';
import { describe, expect, it } from 'vitest';
import { wishesOf } from './wishes.ts';

const HOST = asHostId('billing1');
const ENDS = addSeconds(THE_MORNING, 3600);
const exception: Exception = {
  name: 'old-tls',
  hosts: 'role = billing',
  leavesOut: { package: 'openssl' },
  owner: 'team-billing',
  why: 'the billing appliance breaks with it',
  compensatingControl: 'reachable from the bastion alone',
  approvedBy: 'ada',
  expiresAt: ENDS,
};
const patchSet = aPatchSet({
  targets: [aTarget({ name: 'nginx', version: '1.22.2' }), aTarget({ name: 'openssl', version: '3.0.17-1' })],
});
const patchSetDigest = digestOfPatchSet(patchSet);

const asked = async (
  exceptions: readonly Exception[],
  {
    now = THE_MORNING,
    labels = { environment: 'prod', role: 'billing' },
  }: { now?: Instant; labels?: Record<string, string> } = {},
) => {
  const store = openMemoryStore();
  const host = aHostRecord({ hostId: HOST, labels });
  const packages = [aPackage({ name: 'nginx', version: '1.22.1' }), aPackage({ name: 'openssl', version: '3.0.15-1' })];
  await store.write(async ({ fleet, knowledge, patchSets, plans }) => {
    await fleet.addHost(host);
    await fleet.putInventory(HOST, aStoredInventory({ packages }));
    const [version] = await knowledge.versionsOf('openssl', null);
    const verdicts = [aStoredVerdict({ sourcePackage: 'openssl', fixedVersion: '3.0.16-1', advisory: 'DSA-1-1' })];
    await knowledge.saveAssessment(
      { packageId: version?.packageId ?? 0, release: OF_BOOKWORM, subjects: [], verdicts },
      THE_MORNING,
    );
    await patchSets.addPatchSet({ ...aStoredPatchSet(), patchSet, digest: patchSetDigest });
    await plans.savePolicy({ revision: 0, value: { ...aPolicy(), exceptions } }, 'ada', THE_MORNING);
    const overrides = [{ kind: 'allow-removal', package: 'oldlib', why: 'nothing needs it' }] as const;
    await plans.addPlanRequest(aPlanRequest({ planRequestId: 'plan-1', patchSetDigest, overrides }));
    await plans.addPlanRequest(
      aPlanRequest({
        planRequestId: 'plan-2',
        environment: 'dev',
        patchSetDigest,
        overrides: [{ ...overrides[0], package: 'sudo' }],
      }),
    );
  });
  const open = [aStoredProposal({ hostId: HOST, patchSetDigest })];
  const [wish] = await store.read(async (view) => await wishesOf(view, host, open, now));
  return { targets: wish?.targets.map(({ name }) => name), avoid: wish?.avoid, mayRemove: wish?.mayRemove };
};
const ALL = ['nginx', 'openssl'];
const mayRemove = ['oldlib'];

describe('a host is asked', () => {
  it('for all where nothing is left out, and for what may go by the plans asked for in its environment', async () => {
    expect(await asked([])).toEqual({ targets: ALL, avoid: [], mayRemove });
  });

  it('without an excepted package, which nothing else may bring along', async () => {
    expect(await asked([exception])).toEqual({ targets: ['nginx'], avoid: ['openssl'], mayRemove });
    const notThere = { ...exception, leavesOut: { package: 'legacy-ssl' } };
    expect(await asked([notThere])).toEqual({ targets: ALL, avoid: ['legacy-ssl'], mayRemove });
  });

  it.each(['DSA-1-1', aStoredVerdict().vulnerability])('without what answers %s', async (advisory) => {
    expect(await asked([{ ...exception, leavesOut: { advisory } }])).toEqual({
      targets: ['nginx'],
      avoid: ['openssl'],
      mayRemove,
    });
  });

  it('for all once the exception has expired, or where it selects others', async () => {
    expect(await asked([exception], { now: ENDS })).toMatchObject({ targets: ALL, avoid: [] });
    expect(await asked([exception], { labels: { environment: 'prod' } })).toMatchObject({ targets: ALL, avoid: [] });
    expect(await asked([{ ...exception, leavesOut: { advisory: 'DSA-2-1' } }])).toMatchObject({
      targets: ALL,
      avoid: [],
    });
  });
});

it('C09: a host without room for a kernel is asked for the rest, and for nothing that brings one', async () => {
  const named = ['linux-image-amd64', 'nginx'];
  const kernels = aPatchSet({
    targets: [
      ...named.map((name) => aTarget({ name, version: '2' })),
      aTarget({ name: 'linux-image-6.1.0-41-amd64', version: '2', role: 'dependency' }),
    ],
  });
  const digest = digestOfPatchSet(kernels);
  const asking = async (freeBytes: number, old?: { readonly capabilities: readonly string[] }) => {
    const store = openMemoryStore();
    const asked = aHostRecord({ hostId: HOST, labels: { environment: 'prod' } });
    const host = {
      ...asked,
      contact: asked.contact === null ? null : { ...asked.contact, capabilities: old?.capabilities ?? [] },
    };
    const releases = (old === undefined ? [40] : [37, 38, 40]).map((abi) => `6.1.0-${abi}-amd64`);
    const room = {
      ...{ freeBytes, kernelBytes: 10 ** 8 },
      kernels: releases.map((release) => ({ release, bytes: 10 ** 8 })),
    };
    const kernel = {
      ...{ running: '6.1.0-40-amd64', nextBoot: '6.1.0-40-amd64', installed: releases },
      ...(old === undefined ? { nextBoot: null } : {}),
    };
    await store.write(async ({ fleet, patchSets, plans }) => {
      await fleet.addHost(host);
      const names = [...named, ...releases.map((release) => `linux-image-${release}`)];
      const packages = names.map((name) => aPackage({ name, version: '1' }));
      const policy = aPolicy();
      const environments = policy.environments.map((one) => ({
        ...one,
        kernels: { keep: 2, trial: 'wanted' as const },
      }));
      await plans.savePolicy({ revision: 0, value: { ...policy, environments } }, 'ada', THE_MORNING);
      await fleet.putInventory(HOST, aStoredInventory({ packages, system: aSystem({ kernel: { ...kernel, room } }) }));
      await patchSets.addPatchSet({ ...aStoredPatchSet(), patchSet: kernels, digest });
    });
    const open = [aStoredProposal({ hostId: HOST, patchSetDigest: digest })];
    const [wish] = await store.read(async (view) => await wishesOf(view, host, open, THE_MORNING));
    return [wish?.targets.map(({ name }) => name), wish?.avoid];
  };
  expect(await asking(10 ** 9)).toEqual([named, []]);
  expect(await asking(10 ** 7)).toEqual([['nginx'], ['linux-image-6.1.0-41-amd64', 'linux-image-amd64']]);
  // With an old one that may go before, by an agent that can: for all of it.
  expect(await asking(3 * 10 ** 7, { capabilities: ['apt/1', 'kernels/1', 'kernels/2'] })).toEqual([named, []]);
  expect(await asking(3 * 10 ** 7, { capabilities: ['apt/1', 'kernels/1'] })).toMatchObject([['nginx'], {}]);
});
