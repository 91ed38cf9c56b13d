import type { Digest } from '@slipway/core/ids';
import type { PatchSet } from '@slipway/core/patch-set';
import { targetKey } from '@slipway/core/patch-set';
import type { HostForPlanning, Override, PlanningInput } from '@slipway/core/plan';
import type { Policy } from '@slipway/core/policy';
import fc from 'fast-check';
import { aHost, anInventory, aPlanningInput, digestOfPatchSet, withProposal } from '../builders/index.ts';
import { cataloguePatchSet, installed, LOST, NEW_VERSION, OLD_VERSION, REMOVED, TRIXIE, UPDATED } from './catalogue.ts';
import { CONDITIONS } from './conditions.ts';
import { policies, ROLES, SITES } from './policies.ts';

/** More than the limits of any generated cluster, few enough that a counter-example can be read. */
const HOSTS_MAX = 14;

interface HostSeed {
  readonly labels: Readonly<Record<string, string>>;
  readonly carries: readonly string[];
  readonly updated: readonly string[];
  readonly isTrixie: boolean;
  readonly condition: string;
  readonly generation: number;
}

const label = (key: string, values: readonly string[]): fc.Arbitrary<Readonly<Record<string, string>>> =>
  fc.option(fc.constantFrom(...values), { freq: 2 }).map((value) => (value === null ? {} : { [key]: value }));

const labels = fc
  .tuple(
    fc.oneof(
      { weight: 12, arbitrary: fc.constant('prod') },
      { weight: 1, arbitrary: fc.constantFrom('dev', 'nowhere') },
    ),
    label('group', ['1', '2', '3']),
    label('role', ROLES),
    label('site', SITES),
  )
  .map(([environment, ...rest]) => Object.assign({ environment }, ...rest) as Readonly<Record<string, string>>);

const hostSeed: fc.Arbitrary<HostSeed> = fc.record({
  labels,
  carries: fc.subarray([...UPDATED], { minLength: 1 }),
  updated: fc.oneof({ weight: 3, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: fc.subarray([...UPDATED]) }),
  isTrixie: fc.oneof({ weight: 5, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
  condition: fc.oneof(
    { weight: 5, arbitrary: fc.constant('sound') },
    { weight: 2, arbitrary: fc.constantFrom(...Object.keys(CONDITIONS)) },
  ),
  generation: fc.nat(4),
});

function hostOf(seed: HostSeed, index: number, patchSet: PatchSet, digest: Digest): HostForPlanning {
  const hostId = `host-${String(index + 1).padStart(2, '0')}`;
  const packages = seed.isTrixie
    ? [installed('alpha', '2.0-1')]
    : // Every fifth host carries the package whose old version is lost.
      [...seed.carries, ...(index % 5 === 4 ? [LOST] : [])].map((name) =>
        installed(name, seed.updated.includes(name) ? NEW_VERSION : OLD_VERSION),
      );
  const inventory = anInventory({
    packages,
    system: { hostname: hostId, release: seed.isTrixie ? TRIXIE.release : 'bookworm' },
  });
  const sound = aHost({ hostId, labels: seed.labels, inventory, generation: seed.generation });
  const condition = CONDITIONS[seed.condition];
  if (condition === undefined) throw new Error(`there is no condition ${seed.condition}`);
  return condition(withProposal(sound, patchSet, digest));
}

const overridesFor = (hosts: readonly HostForPlanning[]): fc.Arbitrary<readonly Override[]> => {
  const leaveOut = hosts.map(({ hostId }): Override => ({ kind: 'leave-out', hostId, why: 'its owner is on leave' }));
  const removal: Override = { kind: 'allow-removal', package: REMOVED, why: 'replaced by alpha' };
  return fc
    .tuple(fc.subarray(leaveOut, { maxLength: Math.min(2, leaveOut.length) }), fc.boolean())
    .map(([out, isRemovalAllowed]) => [...out, ...(isRemovalAllowed ? [removal] : [])]);
};

/** One of the policies of `prod`; `null`: its own rules. */
const ownOrPart = ({ environments }: Policy, at: number): string | null => {
  const names = [null, ...(environments.find(({ name }) => name === 'prod')?.policies ?? []).map(({ name }) => name)];
  return names[at % names.length] ?? null;
};

/** Everything for planning `prod`, or one of its part policies: fleets of up to 14 hosts under any policy, each host with anything the matter. */
export const planningInputs: fc.Arbitrary<PlanningInput> = fc
  .record({
    policy: policies,
    seeds: fc.array(hostSeed, { minLength: 1, maxLength: HOSTS_MAX, size: 'max' }),
    unproven: fc.subarray([...UPDATED]),
    drainSeconds: fc.option(fc.integer({ min: 1, max: 300 })),
    planned: fc.nat(),
  })
  .chain(({ policy, seeds, unproven, drainSeconds, planned }) => {
    const patchSet = cataloguePatchSet();
    const digest = digestOfPatchSet(patchSet);
    const hosts = seeds.map((seed, index) => hostOf(seed, index, patchSet, digest));
    const proven = patchSet.targets.filter(({ name }) => !unproven.some((one) => one === name)).map(targetKey);
    return overridesFor(hosts).map((overrides) =>
      aPlanningInput({
        patchSet,
        policy,
        hosts,
        overrides,
        proven: new Set(proven),
        policyName: ownOrPart(policy, planned),
        history: { stepSecondsP95: drainSeconds === null ? {} : { drain: drainSeconds } },
      }),
    );
  });
