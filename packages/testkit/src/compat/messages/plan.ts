// A plan with everything that a plan may hold: a canary, groups and the rest; an upgrade, a new dependency and a removal
// asked for by name; a changed conffile; hooks with parameters, a check by hook; a way back, and a host without one.

import type { InstalledPackage } from '@slipway/core/inventory';
import type { PatchSet, Proposal } from '@slipway/core/patch-set';
import { type HostForPlanning, type HostPlan, makePlan, type Plan, type PlanningInput } from '@slipway/core/plan';
import type { Policy } from '@slipway/core/policy';
import {
  aHost,
  anEnvironment,
  anInventory,
  aPackage,
  aPatchSet,
  aReplacedVersion,
  aTarget,
  demoPatchSet,
  demoPolicy,
  demoProd,
  digestOfPatchSet,
  sha256,
  withProposal,
} from '../../builders/index.ts';

const WITHOUT_WAY_BACK = '3.0.14-1~deb12u2';
const IN_THE_WAY: InstalledPackage = aPackage({ name: 'libssl1.1', version: '1.1.1w-0+deb11u1', automatic: true });

const patchSet: PatchSet = aPatchSet({
  targets: [
    ...demoPatchSet().targets.map((target) => ({ ...target, advisories: ['DSA-5979-1'] })),
    aTarget({ name: 'libssl-modules', version: '3.0.17-1~deb12u2', role: 'dependency', security: false }),
  ],
  replaced: [
    ...demoPatchSet().replaced,
    aReplacedVersion({ name: IN_THE_WAY.name, version: IN_THE_WAY.version }),
    aReplacedVersion({ name: 'openssl', version: WITHOUT_WAY_BACK, file: null }),
  ],
});
export const PATCH_SET_DIGEST = digestOfPatchSet(patchSet);

const policy: Policy = {
  ...demoPolicy(),
  environments: [
    anEnvironment({
      approval: { rule: 'team', team: 'operations', count: 1 },
      waves: { canaryHosts: 1, percentMax: 50 },
      gates: { soakSeconds: 600, person: 'asked' },
      failureBudgetHosts: 1,
      wayBackProof: 'wanted',
    }),
  ],
  clusters: [...demoPolicy().clusters, { name: 'db', members: 'not (role = app or role = lb)', awayMax: 1 }],
  hooks: demoPolicy().hooks.map((hook) => ({ ...hook, parameters: { 'max-seconds': '30' } })),
  checks: [
    ...demoPolicy().checks,
    {
      hosts: 'environment = prod and role = app',
      check: { kind: 'hook', hook: 'app-answers', parameters: { path: '/' } },
      timeoutSeconds: 30,
    },
  ],
};

/** Its package manager would also install a dependency and remove what is in the way, and a conffile was changed. */
const withMore = (host: HostForPlanning): HostForPlanning => {
  const inventory = anInventory({ ...host.inventory, packages: [...(host.inventory?.packages ?? []), IN_THE_WAY] });
  const { name, architecture, version, automatic } = IN_THE_WAY;
  const answered = proposalOf(withProposal({ ...host, inventory }, patchSet, PATCH_SET_DIGEST));
  const proposal: Proposal = {
    ...answered,
    changes: [
      ...answered.changes,
      {
        kind: 'install',
        name: 'libssl-modules',
        architecture,
        from: null,
        to: '3.0.17-1~deb12u2',
        automatic: true,
      },
      { kind: 'remove', name, architecture, from: version, to: null, automatic },
    ],
    conffiles: [{ package: 'openssl', path: '/etc/ssl/openssl.cnf' }],
  };
  return { ...host, inventory, proposal };
};

/** Carries a version that no source has any more. */
const withoutWayBack = (host: HostForPlanning): HostForPlanning => {
  const packages = host.inventory?.packages.map((one) =>
    one.name === 'openssl' ? { ...one, version: WITHOUT_WAY_BACK } : one,
  );
  return { ...host, inventory: anInventory({ ...host.inventory, ...(packages && { packages }) }) };
};

const inputOf = (): PlanningInput => {
  const inNoGroup = ['db1', 'db2', 'db3', 'db4'].map((hostId) => aHost({ hostId }));
  const hosts = [...demoProd().hosts, ...inNoGroup].map((host) => {
    const asked = host.hostId === 'lb2' ? withoutWayBack(host) : host;
    return host.hostId === 'app1' ? withMore(host) : withProposal(asked, patchSet, PATCH_SET_DIGEST);
  });
  return {
    ...demoProd(),
    policy,
    patchSet,
    patchSetDigest: PATCH_SET_DIGEST,
    // As agents of version 1 named them: what came later is in no document that they get.
    hosts: hosts.map((host) => ({ ...host, capabilities: ['apt/1', 'hooks/1', 'steps/1'] })),
    overrides: [{ kind: 'allow-removal', package: IN_THE_WAY.name, why: 'nothing needs it any more' }],
  };
};

const proposalOf = (host: HostForPlanning): Proposal => {
  if (host.proposal === null || 'unable' in host.proposal) throw new Error(`${host.hostId} has no proposal`);
  return host.proposal;
};

const planOf = (): { readonly plan: Plan; readonly proposal: Proposal } => {
  const input = inputOf();
  const { plan, report } = makePlan(input, sha256);
  const app1 = input.hosts.find(({ hostId }) => hostId === 'app1');
  if (plan === null || plan.hostPlans.length !== input.hosts.length || app1 === undefined) {
    throw new Error(`not every host is planned: ${JSON.stringify(report)}`);
  }
  return { plan, proposal: proposalOf(app1) };
};

/** The plan, and what app1's package manager had proposed for it. */
export const { plan: PLAN, proposal: PROPOSAL } = planOf();

export const hostPlanOf = (hostId: string): HostPlan => {
  const found = PLAN.hostPlans.find((hostPlan) => hostPlan.hostId === hostId);
  if (found === undefined) throw new Error(`${hostId} is not planned`);
  return found;
};
