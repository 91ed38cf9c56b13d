import type { InstalledPackage } from '@slipway/core/inventory';
import type { PatchSet } from '@slipway/core/patch-set';
import type { HostForPlanning, PlanningInput } from '@slipway/core/plan';
import type { HookRule, Policy } from '@slipway/core/policy';
import { anInventory, aPackage } from './inventory.ts';
import { aPatchSet, aReplacedVersion, aTarget } from './patch-set.ts';
import { aHost, aPlanningInput, digestOfPatchSet, withProposal } from './planning.ts';
import { aPolicy } from './policy.ts';

/** Package, the version that the demo's hosts carry, and the one that fixes it: real ones of Debian 12. */
const UPDATES: readonly (readonly [name: string, from: string, to: string])[] = [
  ['liblzma5', '5.4.1-0.2', '5.4.1-1'],
  ['libssl3', '3.0.15-1~deb12u1', '3.0.17-1~deb12u2'],
  ['openssl', '3.0.15-1~deb12u1', '3.0.17-1~deb12u2'],
  ['perl-base', '5.36.0-7+deb12u1', '5.36.0-7+deb12u2'],
];

export const demoPatchSet = (): PatchSet =>
  aPatchSet({
    targets: UPDATES.map(([name, , version]) => aTarget({ name, version })),
    replaced: UPDATES.map(([name, version]) => aReplacedVersion({ name, version })),
  });

const packagesWith = (service: InstalledPackage): readonly InstalledPackage[] => [
  aPackage({ name: 'base-files', version: '12.4+deb12u11' }),
  ...UPDATES.map(([name, version]) => aPackage({ name, version, automatic: name.startsWith('lib') })),
  service,
];

const SERVICES = {
  lb: aPackage({ name: 'haproxy', version: '2.6.12-1+deb12u2' }),
  app: aPackage({ name: 'nginx', version: '1.22.1-9+deb12u2' }),
} as const;

const demoHost = (patchSet: PatchSet, role: keyof typeof SERVICES, group: 1 | 2): HostForPlanning => {
  const hostId = `${role}${group}`;
  return withProposal(
    aHost({
      hostId,
      labels: { environment: 'prod', role, group: String(group) },
      inventory: anInventory({ packages: packagesWith(SERVICES[role]), system: { hostname: hostId } }),
    }),
    patchSet,
    digestOfPatchSet(patchSet),
  );
};

const hook = (role: keyof typeof SERVICES, step: HookRule['step'], name: string): HookRule => ({
  hosts: `environment = prod and role = ${role}`,
  step,
  hook: name,
  parameters: {},
  timeoutSeconds: 60,
});

export const demoPolicy = (): Policy =>
  aPolicy({
    clusters: [
      { name: 'app', members: 'environment = prod and role = app', awayMax: 1 },
      { name: 'lb', members: 'environment = prod and role = lb', awayMax: 1 },
    ],
    hooks: [
      hook('lb', 'drain', 'lb-drain'),
      hook('lb', 'undrain', 'lb-undrain'),
      hook('app', 'drain', 'app-drain'),
      hook('app', 'undrain', 'app-undrain'),
      hook('app', 'confirm', 'app-confirm'),
    ],
    checks: [
      {
        hosts: 'environment = prod and role = lb',
        check: { kind: 'unit-active', unit: 'haproxy.service' },
        timeoutSeconds: 30,
      },
      {
        hosts: 'environment = prod and role = app',
        check: { kind: 'unit-active', unit: 'nginx.service' },
        timeoutSeconds: 30,
      },
    ],
  });

/** `prod` of the demo: two load balancers before two application hosts, in two groups that exclude each other. */
export const demoProd = (): PlanningInput => {
  const patchSet = demoPatchSet();
  const hosts = [
    demoHost(patchSet, 'lb', 1),
    demoHost(patchSet, 'app', 1),
    demoHost(patchSet, 'lb', 2),
    demoHost(patchSet, 'app', 2),
  ];
  return aPlanningInput({ patchSet, hosts, policy: demoPolicy() });
};
