// The way of an update of rpm hosts: cut from real repositories, one whose metadata are signed and one whose packages are,
// planned on what the hosts propose, and handed over under a signature that a host verifies. The host's own part is played.

import { createPublicKey, verify } from 'node:crypto';
import { digestOf, followTrustRoots, openEnvelope, verifyInclusion } from '@slipway/core/document';
import type { InstalledPackage, Inventory, PendingUpdate } from '@slipway/core/inventory';
import { indexFor, type PatchSet, type Proposal, type ProposedChange } from '@slipway/core/patch-set';
import { instantOfMs } from '@slipway/core/time';
import type { CheckInReply, TrustReply } from '@slipway/protocol/agent';
import { endpoints } from '@slipway/protocol/api';
import { parsePlanHeader } from '@slipway/protocol/documents';
import {
  anEnvironment,
  anInventory,
  aPackage,
  aPolicy,
  aRepository,
  sha256,
  THE_MORNING,
} from '@slipway/testkit/builders';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aptVendorArchive } from '../../src/adapters/vendor-archive-apt/index.ts';
import { dnfVendorArchive } from '../../src/adapters/vendor-archive-dnf/index.ts';
import { openRpmSite, type RpmSite, VENDOR } from '../vendor/rpm-site.ts';
import { ALMA_9, RPM_WORDS } from '../vendor/rpm-words.ts';
import { enrolAgent, type TestAgent } from './support/agent.ts';
import { type ApiClient, clientOf } from './support/api.ts';
import { type RunningController, startController } from './support/controller.ts';
import { idleWith, replacePolicy } from './support/on-the-way.ts';

const CAPABILITIES = ['dnf/1', 'hooks/1', 'labels/1', 'process/1', 'steps/1'];
const BASE = { origin: VENDOR, label: 'base', codename: '9' };
const STREAMS = { origin: VENDOR, label: 'streams', codename: '9' };
const OLD = '5.14.0-427.el9';
const RUNNING = '5.14.0-480.el9';
const NEW = '5.14.0-503.el9';

const moduleOf = (stream: string, artifact: string) => `---
document: modulemd
version: 2
data:
  name: nodejs
  stream: "${stream}"
  version: 9
  context: abc
  arch: x86_64
  summary: made
  description: made
  license:
    module: [MIT]
  artifacts:
    rpms:
    - ${artifact}
...
`;

const x86 = (name: string, version: string, given: Partial<InstalledPackage> = {}) =>
  aPackage({ name, version, architecture: 'x86_64', ...given });
const update = (name: string, from: string, to: string, origin = BASE): PendingUpdate => ({
  ...{ name, from, to, architecture: 'x86_64', origin, security: name !== 'tool-libs' },
});

let site: RpmSite;
let controller: RunningController;
let api: ApiClient;
let repositories: Inventory['repositories'];
const agents = new Map<string, { readonly agent: TestAgent; readonly inventory: Inventory }>();

const buildEverything = (): void => {
  const build = (repository: string, name: string, version: string, head: readonly string[] = [], by?: string) =>
    site.build(repository, { name, version, architecture: 'x86_64', head }, by);
  for (const version of [OLD, RUNNING, NEW])
    build('base', 'kernel-core', version, ['Provides: installonlypkg(kernel)']);
  build('base', 'tool', '1:2.0-1.el9', ['Requires: libtool-api = 1']);
  build('base', 'tool', '1:2.0-2.el9', ['Requires: libtool-api = 2']);
  build('base', 'tool-libs', '7-1.el9', ['Provides: libtool-api = 1']);
  build('base', 'tool-libs', '7-2.el9', ['Provides: libtool-api = 2']);
  const label = (stream: string) => [`ModularityLabel: nodejs:${stream}:9:abc`];
  for (const version of ['1:18.19-1', '1:18.20-1']) build('streams', 'nodejs', version, label('18'), VENDOR);
  for (const version of ['1:20.11-1', '1:20.12-1']) build('streams', 'nodejs', version, label('20'), VENDOR);
};

const inventoryOf = (hostname: string, stream: '18' | '20'): Inventory => {
  const [from, to] = stream === '18' ? ['1:18.19-1', '1:18.20-1'] : ['1:20.11-1', '1:20.12-1'];
  return anInventory({
    system: { ...ALMA_9, hostname, packageFormat: 'rpm' },
    packages: [
      ...[
        x86('kernel-core', OLD),
        x86('kernel-core', RUNNING),
        x86('tool', '1:2.0-1.el9'),
        x86('tool-libs', '7-1.el9'),
      ],
      x86('nodejs', from ?? '', { module: `nodejs:${stream}` }),
    ],
    repositories,
    updates: {
      ...{ kind: 'known', asOf: THE_MORNING, metadataAsOf: THE_MORNING, keptBack: [] },
      updates: [
        update('kernel-core', RUNNING, NEW),
        update('tool', '1:2.0-1.el9', '1:2.0-2.el9'),
        update('tool-libs', '7-1.el9', '7-2.el9'),
        update('nodejs', from ?? '', to ?? '', STREAMS),
      ],
    },
  });
};

beforeAll(async () => {
  site = await openRpmSite();
  const keyring = site.makeKey(VENDOR);
  buildEverything();
  const told = (origin: typeof BASE) => aRepository({ ...origin, suite: origin.label, components: [] });
  repositories = [
    site.publish('base', { told: told(BASE) }),
    site.publish('streams', {
      signedBy: null,
      told: told(STREAMS),
      beside: {
        'modules.yaml': ['18.19', '18.20', '20.11', '20.12']
          .map((version) => moduleOf(version.slice(0, 2), `nodejs-1:${version}-1.x86_64`))
          .join(''),
      },
    }),
  ];
  const clock = { now: () => instantOfMs(Date.now()) };
  controller = await startController({
    loops: 'run',
    proposalWaitSeconds: 30,
    archives: {
      deb: aptVendorArchive({ keyrings: [], clock }),
      rpm: dnfVendorArchive({ keyrings: [keyring], clock, workFolder: site.root }),
    },
  });
  api = clientOf(controller);
  const environment = anEnvironment({ name: 'prod', approval: { rule: 'self' }, newDependencies: 'refused' });
  await replacePolicy(api, aPolicy({ environments: [environment] }));
  for (const [hostname, stream] of [
    ['app18', '18'],
    ['app20', '20'],
  ] as const) {
    const inventory = inventoryOf(hostname, stream);
    const agent = await enrolAgent(controller, { hostname, labels: { environment: 'prod' } });
    agents.set(hostname, { agent, inventory });
    await agent.checkIn({ capabilities: CAPABILITIES });
    if ((await agent.sendInventory(inventory)).status !== 200) throw new Error('the inventory was not taken');
    await api.call(endpoints.hosts.adopt, { params: { hostId: agent.hostId } });
    await agent.checkIn(idle(inventory));
  }
}, 120_000);
afterAll(async () => {
  await controller.close();
  site.close();
});

const idle = (inventory: Inventory) => ({ ...idleWith(inventory), capabilities: CAPABILITIES });
const hostNamed = (hostname: string) => {
  const found = agents.get(hostname);
  if (found === undefined) throw new Error(`no ${hostname}`);
  return found;
};
const cut = async (scope: 'all' | 'security' | 'kernel'): Promise<PatchSet & { readonly digest: string }> => {
  const { cutId } = await api.call(endpoints.patchSets.cut, { body: { scope } });
  const look = async () => await api.call(endpoints.patchSets.showCut, { params: { cutId } });
  await expect.poll(async () => (await look()).state, { timeout: 30_000 }).not.toBe('requested');
  const { patchSetDigest: digest, reason } = await look();
  if (digest === null) throw new Error(JSON.stringify(reason));
  return { ...(await api.call(endpoints.patchSets.show, { params: { digest } })).patchSet, digest };
};
const named = ({ targets }: PatchSet) =>
  targets.map(({ name, version, module = '' }) => `${name} ${version} ${module}`.trim());

describe('a cut for rpm hosts', () => {
  it('has each kernel and stream once, with files and the way back of what is replaced', async () => {
    const patchSet = await cut('all');
    expect(named(patchSet)).toEqual([
      `kernel-core ${NEW}`,
      'nodejs 1:18.20-1 nodejs:18',
      'nodejs 1:20.12-1 nodejs:20',
      'tool 1:2.0-2.el9',
      'tool-libs 7-2.el9',
    ]);
    expect(patchSet.replaced.map(({ name, version, file }) => [name, version, file !== null])).toEqual([
      ['nodejs', '1:18.19-1', true],
      ['nodejs', '1:20.11-1', true],
      ['tool', '1:2.0-1.el9', true],
      ['tool-libs', '7-1.el9', true],
    ]);
    const { agent, inventory } = hostNamed('app18');
    const index = indexFor(patchSet, inventory);
    const answer = await agent.ask({ method: 'GET', path: `/agent/v1/content/${index?.digest}` });
    const listed = RPM_WORDS.factsIn(answer.bytes).map(({ name, version }) => `${name} ${version}`);
    expect(listed.toSorted()).toEqual(
      [...patchSet.targets, ...patchSet.replaced].map(({ name, version }) => `${name} ${version}`).toSorted(),
    );
    const { modules } = JSON.parse(answer.bytes.toString('utf8')) as { readonly modules: readonly string[] };
    expect(modules).toHaveLength(4);
  });

  it('of what is urgent alone brings along what its packages require, by what others provide', async () => {
    const patchSet = await cut('security');
    expect(named(patchSet)).toContain('tool-libs 7-2.el9');
    expect(named(await cut('kernel'))).toEqual([`kernel-core ${NEW}`]);
  });

  it('is planned on the proposals, and a host can verify what it gets', async () => {
    const { digest: patchSetDigest, ...patchSet } = await cut('all');
    const request = await api.call(endpoints.plans.make, { body: { environment: 'prod', patchSetDigest } });
    for (const [hostname, { agent, inventory }] of agents) {
      await agent.checkIn(idle(inventory));
      const sent = await agent.sendProposal(proposalOf(patchSetDigest, inventory));
      expect([hostname, sent.status]).toEqual([hostname, 204]);
    }
    const params = { planRequestId: request.planRequestId };
    const look = async () => await api.call(endpoints.plans.showRequest, { params });
    await expect.poll(async () => (await look()).state, { timeout: 20_000 }).toBe('planned');
    const planDigest = (await look()).planDigest ?? '';
    const plan = await api.call(endpoints.plans.show, { params: { digest: planDigest } });
    expect(plan.notes.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(plan.header.bounds.hosts).toHaveLength(2);
    expect(patchSet.targets).toHaveLength(5);

    await api.call(endpoints.plans.approve, { params: { digest: planDigest }, body: {} });
    const { agent, inventory } = hostNamed('app18');
    const reply = (await agent.checkIn(idle(inventory))).json as CheckInReply;
    if (reply.hostPlan.form !== 'new') throw new Error('no host plan was sent');
    const { header, hostPlan, proof } = reply.hostPlan.bundle;
    const { trustRoots } = (await agent.ask({ method: 'GET', path: '/agent/v1/trust' })).json as TrustReply;
    const chain = followTrustRoots({ envelopes: trustRoots, pinnedDigest: controller.trustDigest, ...crypto });
    if (!chain.ok) throw new Error(chain.reason.code);
    const opened = openEnvelope({
      ...{ envelope: header, expectedType: header.payloadType, roles: ['controller'], root: chain.value.root },
      ...crypto,
    });
    if (!opened.ok) throw new Error(opened.reason.code);
    const parsed = parsePlanHeader(opened.value);
    if (!parsed.ok) throw new Error(parsed.reason.code);
    const isItsOwn = verifyInclusion({
      ...{ root: parsed.value.hostPlansRoot, leaf: digestOf(hostPlan, sha256), proof, sha256 },
      leafCount: parsed.value.hostPlans.length,
    });
    expect(isItsOwn).toBe(true);
    expect(hostPlan.transaction.map(({ kind, name, to }) => `${kind} ${name} ${to}`)).toEqual([
      `install-beside kernel-core ${NEW}`,
      'upgrade nodejs 1:18.20-1',
      'upgrade tool 1:2.0-2.el9',
      'upgrade tool-libs 7-2.el9',
    ]);
    expect(hostPlan.wayBack).toMatchObject({
      kind: 'packages',
      previous: [
        { version: null, beside: NEW },
        { version: '1:18.19-1' },
        { version: '1:2.0-1.el9' },
        { version: '7-1.el9' },
      ],
    });
    for (const { file } of hostPlan.transaction) {
      const got = await agent.ask({ method: 'GET', path: `/agent/v1/content/${file?.sha256}` });
      expect(sha256(got.bytes)).toBe(file?.sha256);
    }
  });
});

describe('a host that tells of a version which nobody publishes, and brings along repositories that nobody signs', () => {
  it('takes nothing from the others: that version alone is left out, said with its reason, and stays pending', async () => {
    const before = await cut('all');
    const honest = inventoryOf('liar', '18');
    const invented = update('tool', '1:2.0-1.el9', '1:9.9-9.el9');
    const beside = update('shadow', '1-1.el9', '2-1.el9', { origin: 'Nobody', label: 'beside', codename: '9' });
    if (honest.updates.kind !== 'known') throw new Error('the host tells its updates');
    const kept = honest.updates.updates.filter(({ name }) => name !== 'tool');
    site.build('unsigned', { name: 'shadow', version: '2-1.el9', architecture: 'x86_64' });
    const unsigned = site.publish('unsigned', { signedBy: null, told: { ...beside.origin, suite: 'beside' } });
    const inventory: Inventory = {
      ...honest,
      packages: [...honest.packages, x86('shadow', '1-1.el9')],
      repositories: [...honest.repositories, unsigned],
      updates: { ...honest.updates, updates: [...kept, invented, beside] },
    };
    const agent = await enrolAgent(controller, { hostname: 'liar', labels: { environment: 'prod' } });
    await agent.checkIn({ capabilities: CAPABILITIES });
    expect((await agent.sendInventory(inventory)).status).toBe(200);

    const patchSet = await cut('all');
    expect(named(patchSet)).toEqual(named(before));
    const shown = await api.call(endpoints.patchSets.show, { params: { digest: patchSet.digest } });
    const { leftOut } = shown;
    expect(leftOut?.updates.map(({ name, version, hosts, reason }) => [name, version, hosts, reason.code])).toEqual([
      ['shadow', '2-1.el9', 1, 'repository-unverified'],
      ['tool', '1:9.9-9.el9', 1, 'update-unlisted'],
    ]);
    expect(leftOut?.count).toBe(2);
    const digest = { digest: patchSet.digest };
    const [first, second] = leftOut?.updates ?? [];
    const list = { params: digest, query: { limit: 1 } };
    const page = await api.call(endpoints.patchSets.leftOut, list);
    expect(page).toMatchObject({ items: [first], count: 2 });
    const rest = await api.call(endpoints.patchSets.leftOut, { ...list, query: { limit: 1, after: page.next ?? '' } });
    expect(rest).toEqual({ items: [second], count: 2, next: null });
    const targets = await api.call(endpoints.patchSets.targets, list);
    const others = await api.call(endpoints.patchSets.targets, {
      params: digest,
      query: { after: targets.next ?? '' },
    });
    expect([...targets.items, ...others.items]).toEqual(shown.patchSet.targets);
    expect([targets.items.length, others.next, targets.summary.leftOut]).toEqual([1, null, leftOut]);
    const params = { hostId: agent.hostId };
    const pending = await api.call(endpoints.hosts.updates, { params });
    expect(JSON.stringify(pending)).toContain('1:9.9-9.el9');
    const audit = await api.call(endpoints.audit.list);
    expect(audit.items.find(({ action }) => action === 'patch-set.leave-out')).toMatchObject({
      facts: { updates: 2, patchSet: patchSet.digest },
    });
    const listed = await api.call(endpoints.patchSets.list);
    expect(listed.items.find(({ digest }) => digest === patchSet.digest)?.leftOut).toEqual(leftOut);
    const why = await api.call(endpoints.hosts.why, { params, query: { package: 'tool' } });
    expect(why).toMatchObject({ state: 'held-up', pending: [{ name: 'tool', to: '1:9.9-9.el9' }] });
    expect(why.reasons).toContainEqual({
      ...{ source: 'planning', id: patchSet.digest, idOf: 'patch-set', package: 'tool' },
      reason: leftOut?.updates[1]?.reason,
    });
  });

  it('has a cut refused in which a person named what cannot be taken', async () => {
    const body = { scope: 'named', named: { packages: ['tool'], advisories: [] } } as const;
    const { cutId } = await api.call(endpoints.patchSets.cut, { body });
    const look = async () => await api.call(endpoints.patchSets.showCut, { params: { cutId } });
    await expect.poll(async () => (await look()).state, { timeout: 30_000 }).toBe('failed');
    expect(await look()).toMatchObject({ reason: { code: 'update-unlisted' }, patchSetDigest: null });
  });
});

/** SubjectPublicKeyInfo of an Ed25519 key up to the 32 bytes of the key itself (RFC 8410). */
const ED25519_PREFIX = Buffer.from('302a300506032b6570032100', 'hex');
const crypto = {
  sha256,
  verify: (signed: { readonly publicKey: Uint8Array; readonly bytes: Uint8Array; readonly signature: Uint8Array }) => {
    const key = Buffer.concat([ED25519_PREFIX, signed.publicKey]);
    return verify(null, signed.bytes, createPublicKey({ key, format: 'der', type: 'spki' }), signed.signature);
  },
};

/** As dnf answers it: the kernel beside the others, the rest in place of what is there. */
const proposalOf = (patchSetDigest: string, inventory: Inventory): Proposal => {
  const { updates, packageDatabase } = inventory;
  const pending = updates.kind === 'known' ? updates.updates : [];
  const changes = pending.map(({ name, architecture, from, to }): ProposedChange => {
    const beside = name === 'kernel-core';
    const kind = beside ? 'install-beside' : 'upgrade';
    return { kind, name, architecture, from: beside ? null : from, to, automatic: false };
  });
  return {
    ...{ schema: 'slipway.proposal/1', patchSetDigest: patchSetDigest as Proposal['patchSetDigest'] },
    ...{ fingerprint: packageDatabase.fingerprint, changes, conffiles: [], refused: [] },
  };
};
