import type { HostRecord, Store, StoreView } from '@slipway/controller/ports';
import type { HostId } from '@slipway/core/ids';
import { type InstalledPackage, sortedPackages } from '@slipway/core/inventory';
import { THE_MORNING } from '../../../builders/index.ts';
import { anApiToken } from '../../../store-rows/index.ts';
import { everyPage } from '../pages.ts';

/** Everything that version 1 had, by every method of the port that read it then; plain JSON. */
export const readFirst = (store: Store): Promise<object> =>
  store.read(async (view) => {
    const hosts = await everyPage((request) => view.fleet.hosts(request));
    const carriers = await carriersOf(view, hosts);
    return {
      hosts: await Promise.all(hosts.map(({ hostId }) => hostOf(view, hostId))),
      packageVersions: countsOf(carriers),
      carriersOfOpenssl: carriers.filter(({ package: found }) => found.name === 'openssl'),
      patchSets: await patchSetsOf(view),
      plans: await plansOf(view),
      rollouts: await rolloutsOf(view),
      access: await accessOf(view),
    };
  });

const hostOf = async (view: StoreView, hostId: HostId): Promise<object> => {
  const host = await view.fleet.host(hostId);
  return {
    host,
    byCertificate: await view.fleet.hostByCertificate(host?.value.certificateSerial ?? ''),
    inventory: await view.fleet.inventory(hostId),
    inventoryDigest: await view.fleet.inventoryDigest(hostId),
    events: await everyPage((request) => view.fleet.hostEvents(hostId, request)),
    ledger: await view.fleet.ledger(hostId, 1),
    ledgerHead: await view.fleet.ledgerHead(hostId),
    unanswered: await view.patchSets.unansweredProposals(hostId),
    currentHostPlan: await view.plans.currentHostPlan(hostId),
    grants: await view.rollouts.grantsOf(hostId),
  };
};

type Carriers = readonly { readonly hostId: HostId; readonly package: InstalledPackage }[];

/** Of every host, retired ones included: what questions over the fleet leave out is still there. */
const carriersOf = async (view: StoreView, hosts: readonly HostRecord[]): Promise<Carriers> => {
  const carriers: Carriers[number][] = [];
  for (const { hostId } of hosts) {
    const found = await view.knowledge.packagesOn(hostId, null);
    carriers.push(...sortedPackages(found.map((one) => one.package)).map((one) => ({ hostId, package: one })));
  }
  return carriers;
};

const countsOf = (carriers: Carriers): readonly object[] => {
  const counts = new Map<string, number>();
  for (const { package: found } of carriers) {
    const { name, architecture, version } = found;
    const key = JSON.stringify([name, architecture, version]);
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return [...counts]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, hosts]) => {
      const [name, architecture, version] = JSON.parse(key) as string[];
      return { name, architecture, version, hosts };
    });
};

const patchSetsOf = async ({ patchSets, fleet }: StoreView): Promise<object> => {
  const listed = await everyPage((request) => patchSets.patchSets(request));
  const hosts = await everyPage((request) => fleet.hosts(request));
  return {
    listed,
    each: await Promise.all(listed.map(({ digest }) => patchSets.patchSet(digest))),
    proposals: await Promise.all(
      hosts.flatMap(({ hostId }) => listed.map(({ digest }) => patchSets.proposal(hostId, digest))),
    ),
    cutRequests: [await patchSets.cutRequest('cut-1'), await patchSets.cutRequest('cut-2')],
    openCutRequests: await patchSets.openCutRequests(),
    newestIndex: await patchSets.newestIndex('debian bookworm-security'),
  };
};

const plansOf = async ({ plans, approvals }: StoreView): Promise<object> => {
  const listed = await everyPage((request) => plans.plans(request));
  const each = listed.map(async ({ digest, header }) => ({
    plan: await plans.plan(digest),
    hostPlans: await plans.hostPlans(digest),
    oneByOne: await Promise.all(header.hostPlans.map(({ hostId }) => plans.hostPlan(digest, hostId))),
    approvals: await approvals.approvalsOf(digest),
    approvalsForPatchSet: await approvals.approvalsForPatchSet(header.bounds.patchSetDigest),
  }));
  return {
    listed,
    each: await Promise.all(each),
    requests: [await plans.planRequest('request-1'), await plans.planRequest('request-2')],
    openRequests: await plans.openPlanRequests(),
    policy: await plans.policy(),
    policyRevisions: [(await plans.policyRevision(1))?.policy, (await plans.policyRevision(2))?.policy],
  };
};

const rolloutsOf = async ({ rollouts }: StoreView): Promise<object> => {
  const listed = await everyPage((request) => rollouts.rollouts(request));
  const holds = (epoch: number) =>
    rollouts.claimHolds({ name: 'rollout/rollout-2', owner: 'controller-1', epoch, expiresAt: THE_MORNING });
  return {
    listed,
    each: await Promise.all(listed.map(({ rolloutId }) => rollouts.rollout(rolloutId))),
    open: await rollouts.openRollouts(),
    leases: await rollouts.leases(),
    takenByHand: await rollouts.takenByHand(),
    claimHolds: [await holds(1), await holds(2)],
  };
};

const accessOf = async ({ access }: StoreView): Promise<object> => ({
  tokens: await everyPage((request) => access.tokens(request)),
  bySecret: await access.tokenByDigest(anApiToken({ tokenId: 'token-1' }).secretDigest),
  auditEvents: await everyPage((request) => access.auditEvents(request)),
  settings: {
    incarnation: await access.setting('incarnation'),
    switch: await access.setting('switch'),
    'restored-at': await access.setting('restored-at'),
    'controller-version': await access.setting('controller-version'),
  },
});
