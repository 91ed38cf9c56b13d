import { digestOf } from '@slipway/core/document';
import { asHostId, type Digest } from '@slipway/core/ids';
import type { Inventory } from '@slipway/core/inventory';
import { type PatchSet, targetKey } from '@slipway/core/patch-set';
import type { HostForPlanning, PlanningInput } from '@slipway/core/plan';
import { sha256 } from './digest.ts';
import { anInventory, THE_MORNING } from './inventory.ts';
import { aPatchSet, aProposal, aReplacedVersion, aTarget } from './patch-set.ts';
import { aPolicy } from './policy.ts';

/** What an agent of this version says it can do. */
export const CAPABILITIES: readonly string[] = [
  'apt/1',
  'checks/1',
  'guests/1',
  'health/1',
  'hooks/1',
  'labels/1',
  'parts/1',
  'preflight/1',
  'process/1',
  'questions/1',
  'restore-point/1',
  'way-back/1',
  'readings/1',
  'reboot/1',
  'repositories/1',
  'steps/1',
];

export const digestOfPatchSet = (patchSet: PatchSet): Digest => digestOf(patchSet, sha256);

/** An adopted host of `prod` that has reported, and has answered where a proposal is given. */
export const aHost = (
  given: Partial<Omit<HostForPlanning, 'hostId'>> & { readonly hostId: string },
): HostForPlanning => {
  const inventory =
    given.inventory === undefined ? anInventory({ system: { hostname: given.hostId } }) : given.inventory;
  return {
    hostname: given.hostId,
    labels: { environment: 'prod' },
    mode: 'adopted',
    inventoryReceivedAt: inventory === null ? null : THE_MORNING,
    proposal: null,
    capabilities: CAPABILITIES,
    generation: 0,
    busy: null,
    current: null,
    ...given,
    inventory,
    hostId: asHostId(given.hostId),
  };
};

/** A patch set of one security update of openssl, with the version that it replaces. */
export const anOpensslPatchSet = (): PatchSet =>
  aPatchSet({
    targets: [aTarget({ name: 'openssl', version: '3.0.17-1~deb12u2', advisories: ['DSA-5979-1'] })],
    replaced: [aReplacedVersion({ name: 'openssl', version: '3.0.15-1~deb12u1' })],
  });

/** The host's own answer to the patch set, as a well-behaved package manager gives it. */
export const withProposal = (
  host: HostForPlanning,
  patchSet: PatchSet,
  patchSetDigest: Digest = digestOfPatchSet(patchSet),
): HostForPlanning => ({ ...host, proposal: proposalFor(host.inventory, patchSet, patchSetDigest) });

const proposalFor = (
  inventory: Inventory | null,
  patchSet: PatchSet,
  patchSetDigest: Digest,
): HostForPlanning['proposal'] => (inventory === null ? null : aProposal({ patchSet, patchSetDigest, inventory }));

/** Targets that an earlier environment has proven: all of them, unless a test says otherwise. */
export const provenTargets = (patchSet: PatchSet): ReadonlySet<string> => new Set(patchSet.targets.map(targetKey));

/** Everything for planning `prod`. */
export const aPlanningInput = (given: Partial<PlanningInput> = {}): PlanningInput => {
  const patchSet = given.patchSet ?? anOpensslPatchSet();
  const patchSetDigest = given.patchSetDigest ?? digestOfPatchSet(patchSet);
  return {
    now: THE_MORNING,
    environment: 'prod',
    policy: aPolicy(),
    patchSet,
    patchSetDigest,
    hosts: [withProposal(aHost({ hostId: 'host-1' }), patchSet, patchSetDigest)],
    proven: provenTargets(patchSet),
    overrides: [],
    history: { stepSecondsP95: {} },
    ...given,
  };
};
