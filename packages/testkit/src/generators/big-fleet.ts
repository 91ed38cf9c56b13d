import type { InstalledPackage } from '@slipway/core/inventory';
import type { HostForPlanning, PlanningInput } from '@slipway/core/plan';
import type { Cluster } from '@slipway/core/policy';
import {
  aHost,
  anEnvironment,
  anInventory,
  aPackage,
  aPatchSet,
  aPlanningInput,
  aPolicy,
  aReplacedVersion,
  aTarget,
  digestOfPatchSet,
  withProposal,
} from '../builders/index.ts';
import { randomOf } from './random-of.ts';

export interface BigFleet {
  readonly hosts: number;
  readonly clusters: number;
  /** On each host; one in twenty of them has an update. */
  readonly packagesPerHost: number;
  readonly seed: number;
}

/** One package in twenty has an update: a month of security updates on a Debian host. */
const UPDATED_EVERY = 20;
/** Hosts share their packages' versions by image: as many images as a large fleet has. */
const IMAGES = 8;

/**
 * A fleet of `prod` for measuring: each host in one cluster and one of two groups, two of a cluster away at most, a
 * tenth of all at once, hooks and a check on every host, labels that differ from host to host.
 */
export function bigFleet({ hosts, clusters, packagesPerHost, seed }: BigFleet): PlanningInput {
  const random = randomOf(seed);
  const updates = Array.from({ length: Math.ceil(packagesPerHost / UPDATED_EVERY) }, (_, at) => `updated-${at}`);
  const patchSet = aPatchSet({
    targets: updates.map((name) => aTarget({ name, version: '2.4.1-3+deb12u2' })),
    replaced: updates.map((name) => aReplacedVersion({ name, version: '2.4.1-3+deb12u1' })),
  });
  const digest = digestOfPatchSet(patchSet);
  const images = Array.from({ length: IMAGES }, (_, image) =>
    anInventory({ packages: packagesOf(updates, packagesPerHost, image) }),
  );
  const all = Array.from({ length: hosts }, (_, at): HostForPlanning => {
    const hostId = `host-${String(at).padStart(6, '0')}`;
    const image = images[Math.floor(random() * IMAGES)] ?? images[0];
    if (image === undefined) throw new Error('a fleet has images');
    const labels = {
      environment: 'prod',
      cluster: `c${at % clusters}`,
      group: String(1 + (Math.floor(at / clusters) % 2)),
      owner: `team-${Math.floor(random() * 40)}`,
      serial: `SN${at}`,
    };
    const inventory = { ...image, packages: [...image.packages], system: { ...image.system, hostname: hostId } };
    return withProposal(aHost({ hostId, labels, inventory }), patchSet, digest);
  });
  return aPlanningInput({ patchSet, hosts: all, policy: policyFor(clusters) });
}

const packagesOf = (updates: readonly string[], packages: number, image: number): readonly InstalledPackage[] => [
  ...updates.map((name) => aPackage({ name, version: '2.4.1-3+deb12u1' })),
  ...Array.from({ length: packages - updates.length }, (_, at) =>
    aPackage({ name: `package-${at}`, version: `1.${image}.${at}-1`, automatic: at % 3 !== 0 }),
  ),
];

const policyFor = (clusters: number) =>
  aPolicy({
    environments: [anEnvironment({ name: 'dev' }), anEnvironment({ waves: { canaryHosts: 1, percentMax: 10 } })],
    clusters: Array.from(
      { length: clusters },
      (_, at): Cluster => ({
        name: `cluster-${at}`,
        members: `environment = prod and cluster = c${at}`,
        awayMax: 2,
      }),
    ),
    hooks: (['drain', 'undrain', 'confirm'] as const).map((step) => ({
      hosts: 'environment = prod',
      step,
      hook: `service-${step}`,
      parameters: {},
      timeoutSeconds: 120,
    })),
    checks: [
      {
        hosts: 'environment = prod',
        check: { kind: 'unit-active', unit: 'app.service' },
        timeoutSeconds: 30,
      },
    ],
  });
