import {
  aHost,
  anInventory,
  aPackage,
  aPatchSet,
  aPlanningInput,
  aPolicy,
  aReplacedVersion,
  aTarget,
  digestOfPatchSet,
  sha256,
  withProposal,
} from '@slipway/testkit/builders';
import { expect, it } from 'vitest';
import { makePlan, type PlanningInput } from './index.ts';

const patchSet = aPatchSet({
  targets: [aTarget({ name: 'nginx', version: '1.2' }), aTarget({ name: 'openssl', version: '3.2' })],
  replaced: [
    aReplacedVersion({ name: 'nginx', version: '1.1' }),
    aReplacedVersion({ name: 'openssl', version: '3.1' }),
  ],
});
const packages = [aPackage({ name: 'nginx', version: '1.1' }), aPackage({ name: 'openssl', version: '3.1' })];
const hosts = ['b', 'a'].map((hostId) =>
  withProposal(aHost({ hostId, inventory: anInventory({ packages }) }), patchSet),
);

const gaps = (given: Partial<PlanningInput>) => {
  const input = aPlanningInput({ patchSet, patchSetDigest: digestOfPatchSet(patchSet), hosts, ...given });
  return makePlan(input, sha256).report.parityGaps?.map(({ name, hosts: its }) => `${name}: ${its.join(', ')}`);
};
const proven = new Set(['nginx/amd64/1.2']);

it('names what no earlier environment has, with the hosts that would be the first to get it', () => {
  expect(gaps({ proven })).toEqual(['openssl: a, b']);
  expect(gaps({ proven: new Set() })).toEqual(['nginx: a, b', 'openssl: a, b']);
  expect(gaps({})).toBeUndefined();
});

it('names it where policy keeps hosts from it, too, and never in the first environment', () => {
  const policy = aPolicy();
  const blocking = {
    ...policy,
    environments: policy.environments.map((one) => ({ ...one, unproven: 'block' as const })),
  };
  expect(gaps({ proven, policy: blocking })).toEqual(['openssl: a, b']);
  const first = { ...policy, environments: policy.environments.filter(({ name }) => name === 'prod') };
  expect(gaps({ proven, policy: first })).toBeUndefined();
});
