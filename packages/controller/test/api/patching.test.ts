// The way of an update through the API: hosts report, people adopt, plan, approve and start; the agent's part is played
// with real messages over TLS. Cutting from a vendor's archive is the lab's.

import type { PatchSet } from '@slipway/core/patch-set';
import { addSeconds, instantOfMs } from '@slipway/core/time';
import type { CheckInReply } from '@slipway/protocol/agent';
import { endpoints, type PlanRequestAnswer } from '@slipway/protocol/api';
import {
  anEnvironment,
  anOpensslPatchSet,
  aPackage,
  aPolicy,
  aProposal,
  CAPABILITIES,
  digestOfPatchSet,
  sha256,
  THE_MORNING,
} from '@slipway/testkit/builders';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { enrolAgent, type TestAgent } from './support/agent.ts';
import { type ApiClient, clientOf } from './support/api.ts';
import { type RunningController, type StoreKind, startController } from './support/controller.ts';
import { addPatchSet, idleWith, inventoryWithUpdates, replacePolicy } from './support/on-the-way.ts';

const DAY_SECONDS = 86_400;
const INSTALLED = '3.0.15-1~deb12u1';
const WANTED = '3.0.17-1~deb12u2';

const inventoryOf = (hostname: string) =>
  inventoryWithUpdates(
    hostname,
    [{ name: 'openssl', from: INSTALLED, to: WANTED }],
    [aPackage({ name: 'zlib1g', version: '1:1.2.13', held: true })],
  );

describe.each<StoreKind>(['memory', 'sqlite'])('patching over the %s store', (store) => {
  let controller: RunningController;
  let api: ApiClient;
  let one: TestAgent;
  let two: TestAgent;
  const patchSet: PatchSet = anOpensslPatchSet();
  const patchSetDigest = digestOfPatchSet(patchSet);
  beforeAll(async () => {
    controller = await startController({ store, loops: 'run', proposalWaitSeconds: 30 });
    api = clientOf(controller);
    one = await enrolAgent(controller, { hostname: 'app1', labels: { environment: 'prod', group: '1' } });
    two = await enrolAgent(controller, { hostname: 'app2', labels: { environment: 'prod', group: '2' } });
    await addPatchSet(controller, patchSet);
    // By the real clock: a span of whole days ends at some midnight, and nothing begins that does not end before it.
    const now = instantOfMs(Date.now());
    const endsAt = addSeconds(now, DAY_SECONDS);
    const window = { kind: 'dates', spans: [{ startsAt: now, cutOffAt: endsAt, endsAt }] } as const;
    const policy = aPolicy({
      environments: [anEnvironment({ name: 'prod', window, approval: { rule: 'self' }, wayBackProof: 'wanted' })],
      clusters: [{ name: 'app', members: 'environment = prod', awayMax: 1 }],
    });
    await replacePolicy(api, policy);
  });
  afterAll(async () => await controller.close());

  const report = async (agent: TestAgent, hostname: string): Promise<void> => {
    await agent.checkIn({ capabilities: CAPABILITIES });
    expect((await agent.sendInventory(inventoryOf(hostname))).status).toBe(200);
  };
  const idle = (hostname: string) => idleWith(inventoryOf(hostname));

  it('shows observed hosts, what they carry and what is pending', async () => {
    await report(one, 'app1');
    await report(two, 'app2');
    const listed = await api.call(endpoints.hosts.list);
    expect(listed.items.map(({ hostname }) => hostname).sort()).toEqual(['app1', 'app2']);
    expect(listed.items[0]).toMatchObject({
      environment: 'prod',
      mode: { wanted: 'observed', reported: 'observed' },
      pending: { updates: 1, security: 1, keptBack: 0 },
    });
    const updates = await api.call(endpoints.packages.updates, { query: { security: true } });
    expect(updates).toMatchObject({
      hosts: 2,
      unknown: [],
      items: [{ name: 'openssl', to: WANTED, hosts: 2, security: true, environments: { prod: 2 } }],
    });
    expect((await api.call(endpoints.packages.updates, { query: { security: false } })).items).toEqual([]);
    for (const [scope, count] of [
      ['all', 1],
      ['security', 1],
      ['kernel', 0],
    ] as const) {
      expect((await api.call(endpoints.packages.updates, { query: { scope } })).items).toHaveLength(count);
    }
    const versions = await api.call(endpoints.packages.list, { query: { name: 'openssl' } });
    expect(versions.items).toEqual([{ name: 'openssl', architecture: 'amd64', version: INSTALLED, hosts: 2 }]);
    const below = await api.call(endpoints.packages.hosts, { params: { name: 'openssl' }, query: { below: WANTED } });
    expect(below.items.map(({ hostname }) => hostname).sort()).toEqual(['app1', 'app2']);
    const notBelow = { params: { name: 'openssl' }, query: { below: INSTALLED } };
    expect((await api.call(endpoints.packages.hosts, notBelow)).items).toEqual([]);
    const packages = await api.call(endpoints.hosts.packages, { params: { hostId: one.hostId }, query: { limit: 1 } });
    expect(packages.items.map(({ name }) => name)).toEqual(['openssl']);
    const rest = { params: { hostId: one.hostId }, query: { after: packages.next ?? '' } };
    expect((await api.call(endpoints.hosts.packages, rest)).items.map(({ name }) => name)).toEqual(['zlib1g']);
    const held = { params: { hostId: one.hostId }, query: { held: true, limit: 1 } };
    expect((await api.call(endpoints.hosts.packages, held)).items.map(({ name }) => name)).toEqual(['zlib1g']);
    expect(await api.call(endpoints.hosts.updates, { params: { hostId: one.hostId } })).toMatchObject({
      updates: { kind: 'known' },
    });
  });

  it('selects hosts by labels and by what they carry, page by page', async () => {
    const selected = async (selector: string) =>
      (await api.call(endpoints.hosts.list, { query: { selector } })).items.map(({ hostname }) => hostname);
    expect(await selected('group = "1"')).toEqual(['app1']);
    expect((await selected(`package("openssl") < "${WANTED}"`)).sort()).toEqual(['app1', 'app2']);
    expect(await selected('package("openssl") < "1.0"')).toEqual([]);
    expect((await api.call(endpoints.hosts.list, { query: { environment: 'dev' } })).items).toEqual([]);
    const first = await api.call(endpoints.hosts.list, { query: { limit: 1 } });
    const second = await api.call(endpoints.hosts.list, { query: { limit: 1, after: first.next ?? '' } });
    expect(new Set([...first.items, ...second.items].map(({ hostname }) => hostname))).toEqual(
      new Set(['app1', 'app2']),
    );
    expect(second.next).toBeNull();
    await api.refused('selector-invalid', endpoints.hosts.list, { query: { selector: 'environment = ' } });
    const bad = { params: { name: 'openssl' }, query: { below: 'not a version' } };
    await api.refused('version-invalid', endpoints.packages.hosts, bad);
  });

  it('says why an observed host is not patched, and adopts it by an order that the host obeys', async () => {
    const why = await api.call(endpoints.hosts.why, { params: { hostId: one.hostId } });
    expect(why.state).toBe('held-up');
    expect(why.reasons.map(({ reason }) => reason.code)).toContain('host-observed');
    for (const agent of [one, two]) {
      const adopted = await api.call(endpoints.hosts.adopt, { params: { hostId: agent.hostId } });
      expect(adopted.mode).toEqual({ wanted: 'adopted', reported: 'observed' });
      const reply = (await agent.checkIn({ capabilities: CAPABILITIES })).json as CheckInReply;
      expect(reply.adoption?.payloadType).toBe('application/vnd.slipway.adoption+json;version=1');
    }
    await one.checkIn(idle('app1'));
    await two.checkIn(idle('app2'));
    const shown = await api.call(endpoints.hosts.show, { params: { hostId: one.hostId } });
    expect(shown.host.mode).toEqual({ wanted: 'adopted', reported: 'adopted' });
    expect(shown.reasons).toEqual([]);
    const after = await api.call(endpoints.hosts.why, {
      params: { hostId: one.hostId },
      query: { package: 'openssl' },
    });
    expect(after.reasons.map(({ reason }) => reason.code)).toEqual(['not-planned']);
    const nothing = { params: { hostId: one.hostId }, query: { package: 'curl' } };
    expect(await api.call(endpoints.hosts.why, nothing)).toMatchObject({ state: 'nothing-pending', reasons: [] });
  });

  it('lists the targets of a patch set', async () => {
    const digest = { digest: patchSetDigest };
    const targets = async (query: { readonly limit?: number; readonly security?: boolean }) =>
      await api.call(endpoints.patchSets.targets, { params: digest, query });
    expect(await targets({ limit: 1 })).toMatchObject({ items: patchSet.targets, next: null });
    const { items: security, summary } = await targets({ security: true });
    expect(security).toEqual(patchSet.targets.filter((target) => target.security));
    expect(summary).toMatchObject({ ...digest, targets: patchSet.targets.length, security: security.length });
    expect(await api.call(endpoints.patchSets.leftOut, { params: digest })).toEqual({
      items: [],
      next: null,
      count: 0,
    });
    for (const list of [endpoints.patchSets.targets, endpoints.patchSets.leftOut]) {
      await api.refused('not-found', list, { params: { digest: `sha256:${'0'.repeat(64)}` } });
    }
  });

  let request: PlanRequestAnswer;
  let planDigest: string;
  it('plans on the proposals that it asks the hosts for', async () => {
    request = await api.call(endpoints.plans.make, { body: { environment: 'prod', patchSetDigest } });
    expect(request).toMatchObject({ state: 'gathering', author: 'administrator' });
    for (const [agent, hostname] of [
      [one, 'app1'],
      [two, 'app2'],
    ] as const) {
      const reply = (await agent.checkIn(idle(hostname))).json as CheckInReply;
      expect(reply.wants.proposals.map((wish) => wish.patchSetDigest)).toEqual([patchSetDigest]);
      const proposal = aProposal({ patchSet, patchSetDigest, inventory: inventoryOf(hostname) });
      expect((await agent.sendProposal(proposal)).status).toBe(204);
    }
    await expect
      .poll(
        async () => {
          const params = { planRequestId: request.planRequestId };
          request = await api.call(endpoints.plans.showRequest, { params });
          return request.state;
        },
        { timeout: 10_000 },
      )
      .toBe('planned');
    planDigest = request.planDigest ?? '';
    const plan = await api.call(endpoints.plans.show, { params: { digest: planDigest } });
    expect(plan.header.bounds.hosts).toEqual([one.hostId, two.hostId].sort());
    expect(plan.notes.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(plan.approved).toMatchObject({ given: [], reason: { code: 'waiting-for-approval' } });
    const hostPlans = await api.call(endpoints.plans.hostPlans, { params: { digest: planDigest } });
    expect(hostPlans.items.map(({ transaction }) => transaction[0]?.to)).toEqual([WANTED, WANTED]);
    const ofWave = async (wave: number) =>
      (await api.call(endpoints.plans.hostPlans, { params: { digest: planDigest }, query: { wave } })).items;
    const waves = await Promise.all(plan.header.waves.map(async (_wave, at) => await ofWave(at)));
    expect(waves.map((items) => items.map(({ hostId }) => hostId))).toEqual(
      plan.header.waves.map(({ hosts }) => hosts),
    );
    expect(await ofWave(waves.length)).toEqual([]);
    const single = { params: { digest: planDigest, hostId: one.hostId } };
    expect(await api.call(endpoints.plans.hostPlan, single)).toMatchObject({ hostname: 'app1' });
    const same = { params: { digest: planDigest }, query: { with: planDigest } };
    expect(await api.call(endpoints.plans.difference, same)).toMatchObject({ isSame: true });
    expect((await api.call(endpoints.plans.list)).items).toMatchObject([{ digest: planDigest, hosts: 2, errors: 0 }]);
  });

  it('starts nothing that is not approved, and one host at a time of what is', async () => {
    await api.refused('waiting-for-approval', endpoints.rollouts.start, { body: { planDigest } });
    const approval = await api.call(endpoints.plans.approve, { params: { digest: planDigest }, body: {} });
    expect(approval).toMatchObject({ approvedBy: 'administrator', rule: 'self' });
    const why = await api.call(endpoints.hosts.why, { params: { hostId: one.hostId } });
    expect(why.reasons.map(({ reason }) => reason.code)).toEqual(['not-started']);

    const { rolloutId } = await api.call(endpoints.rollouts.start, { body: { planDigest } });
    await api.refused('host-busy', endpoints.rollouts.start, { body: { planDigest } });
    const labels = { params: { hostId: one.hostId }, body: { labels: { environment: 'dev' } } };
    await api.refused('host-busy', endpoints.hosts.label, labels);

    // Both hold their plan and files; the cluster lets one go.
    for (const [agent, hostname] of [
      [one, 'app1'],
      [two, 'app2'],
    ] as const) {
      const reply = (await agent.checkIn(idle(hostname))).json as CheckInReply;
      if (reply.hostPlan.form !== 'new') throw new Error('no host plan was sent');
      const { digestOf } = await import('@slipway/core/document');
      await agent.checkIn({ ...idle(hostname), readyFor: digestOf(reply.hostPlan.bundle.hostPlan, sha256) });
    }
    const phases = async () =>
      (await api.call(endpoints.rollouts.show, { params: { rolloutId } })).rollout.hosts
        .map(({ phase }) => phase)
        .sort();
    await expect.poll(phases, { timeout: 10_000 }).toEqual(['granted', 'waiting']);
    const shown = await api.call(endpoints.rollouts.show, { params: { rolloutId } });
    expect(shown.waiting.length).toBeGreaterThan(0);
    expect(Object.values(shown.hostnames).sort()).toEqual(['app1', 'app2']);
    expect((await api.call(endpoints.rollouts.list)).items).toMatchObject([{ rolloutId, hosts: 2, state: 'running' }]);

    const reported = await api.call(endpoints.rollouts.report, { params: { rolloutId } });
    expect(reported.hosts.flatMap(({ changes }) => changes)).toMatchObject([
      { name: 'openssl', from: INSTALLED, to: WANTED, found: INSTALLED, state: 'not-reached' },
      { found: INSTALLED, state: 'not-reached' },
    ]);
    const fleet = await api.call(endpoints.fleet.report, { query: { environment: 'prod' } });
    expect(fleet.environments).toMatchObject([
      { environment: 'prod', hosts: 2, adopted: 2, behind: 2, lastRollout: { rolloutId } },
    ]);
  });

  it('shows a watched rollout whole at once, again after every change, and its end', async () => {
    const [summary] = (await api.call(endpoints.rollouts.list)).items;
    const rolloutId = summary?.rolloutId ?? '';
    const path = `/api/v1/rollouts/${rolloutId}/events`;
    const headers = { authorization: `Bearer ${controller.token}` };
    const watched = one.ask({ method: 'GET', path, headers });
    const changes = one.ask({ method: 'GET', path: `${path}?form=changes`, headers });
    await api.call(endpoints.rollouts.pause, { params: { rolloutId } });
    await api.refused('transition-refused', endpoints.rollouts.pause, { params: { rolloutId } });
    await new Promise((resolve) => setTimeout(resolve, 100));
    await api.call(endpoints.rollouts.resume, { params: { rolloutId } });
    await api.refused('transition-refused', endpoints.rollouts.goOn, { params: { rolloutId } });
    const waiting = await api.call(endpoints.rollouts.show, { params: { rolloutId } });
    const left = waiting.rollout.hosts.find(({ phase }) => phase === 'waiting');
    const excuse = { params: { rolloutId, hostId: left?.hostId ?? '' }, body: { why: 'its disk is replaced' } };
    await api.call(endpoints.rollouts.excuse, excuse);
    await api.call(endpoints.rollouts.abort, { params: { rolloutId } });
    // The other one never begins: its grant is withdrawn, and it says that it knows of no attempt.
    const ended = async () => {
      for (const [agent, hostname] of [
        [one, 'app1'],
        [two, 'app2'],
      ] as const)
        await agent.checkIn(idle(hostname));
      return (await api.call(endpoints.rollouts.show, { params: { rolloutId } })).rollout.state;
    };
    expect(['aborting', 'aborted']).toContain(await ended());
    const settle = { params: { rolloutId } };
    await controller.app.ports.store.write(async ({ rollouts }) => {
      const found = await rollouts.rollout(rolloutId as never);
      if (found === null) throw new Error('the rollout is gone');
      const value = { ...found.value, state: 'aborted' as const, endedAt: THE_MORNING };
      await rollouts.saveRollout({ revision: found.revision, value });
    });
    controller.app.ports.nudge.notify(`watch:${rolloutId}`);
    const stream = (await watched).bytes.toString('utf8');
    expect((await watched).headers['content-type']).toBe('text/event-stream; charset=utf-8');
    const events = stream.split('\n\n').filter((event) => event.includes('event: rollout'));
    const states = events.map((event) => {
      const data = /^data: (.*)$/m.exec(event)?.[1] ?? '{}';
      return (JSON.parse(data) as { readonly rollout: { readonly state: string } }).rollout.state;
    });
    expect(states[0]).toBe('running');
    expect(states).toContain('paused');
    expect(states.at(-1)).toBe('aborted');
    expect(stream.trimEnd().endsWith('event: end\ndata: {"state":"aborted"}')).toBe(true);
    const kinds = [...(await changes).bytes.toString('utf8').matchAll(/^event: (\w+)$/gm)].map(([, kind]) => kind);
    expect([kinds[0], new Set(kinds.slice(1, -1)), kinds.at(-1)]).toEqual(['rollout', new Set(['change']), 'end']);
    expect((await api.call(endpoints.rollouts.show, settle)).rollout.state).toBe('aborted');
  });

  it('keeps what people did, each with a name', async () => {
    const { items } = await api.call(endpoints.audit.list, { query: { limit: 1000 } });
    const actions = new Set(items.map(({ action }) => action));
    for (const action of [
      'host.enrol',
      'host.adopt',
      'policy.replace',
      'plan.make',
      'plan.approve',
      'rollout.start',
      'rollout.pause',
      'rollout.resume',
      'rollout.excuse',
      'rollout.abort',
    ]) {
      expect(actions).toContain(action);
    }
    expect(await api.call(endpoints.audit.verify)).toMatchObject({ holds: 'yes' });
  });

  it('labels, refreshes, frees and retires hosts, each remembered', async () => {
    const params = { hostId: two.hostId };
    const labelled = await api.call(endpoints.hosts.label, { params, body: { labels: { environment: 'dev' } } });
    expect(labelled).toMatchObject({ labels: { environment: 'dev' }, environment: null });
    await api.refused('input-invalid', endpoints.hosts.label, { params, body: { labels: { 'A B': 'x' } } });
    await api.call(endpoints.hosts.refresh, { params });
    expect((await two.checkIn(idle('app2'))).json).toMatchObject({ wants: { refresh: true } });
    await api.call(endpoints.hosts.free, { params });
    await api.call(endpoints.hosts.leave, { params });
    await api.call(endpoints.hosts.retire, { params });
    expect((await api.call(endpoints.hosts.list)).items.map(({ hostname }) => hostname)).toEqual(['app1']);
    const history = await api.call(endpoints.hosts.history, { params });
    expect(history.items.at(-1)).toMatchObject({ event: { kind: 'enrolled' } });
    await api.call(endpoints.hosts.ledger, { params });
  });

  it('replaces policy only from the revision that was read, and only with a sound one', async () => {
    const shown = await api.ask(endpoints.policy.show);
    const etag = String(shown.headers['etag']);
    const { policy } = shown.json as { readonly policy: unknown };
    await api.refused('input-invalid', endpoints.policy.replace, { body: policy });
    await api.refused('policy-replaced', endpoints.policy.replace, { body: policy, headers: { 'if-match': '"1"' } });
    const unsound = { ...aPolicy(), environments: [] };
    await api.refused('input-invalid', endpoints.policy.replace, { body: unsound, headers: { 'if-match': etag } });
    const replaced = await api.ask(endpoints.policy.replace, { body: policy, headers: { 'if-match': etag } });
    expect(replaced.headers['etag']).not.toBe(etag);
  });

  it('takes a wish for a cut and says what came of it', async () => {
    const cut = await api.call(endpoints.patchSets.cut, { body: { scope: 'security', hosts: 'group = "1"' } });
    const looked = async () => await api.call(endpoints.patchSets.showCut, { params: { cutId: cut.cutId } });
    await expect.poll(async () => (await looked()).state, { timeout: 10_000 }).toBe('failed');
    // This test has no vendor's archive; each update that is left out says why.
    expect(await looked()).toMatchObject({
      reason: { code: 'nothing-verified', facts: { count: 1 } },
      leftOut: { count: 1, updates: [{ name: 'openssl', version: WANTED, hosts: 1 }] },
    });
    await api.refused('selector-invalid', endpoints.patchSets.cut, { body: { scope: 'all', hosts: 'group =' } });
    await api.refused('input-invalid', endpoints.patchSets.cut, { body: { scope: 'some' } });
    const sets = await api.call(endpoints.patchSets.list);
    expect(sets.items).toMatchObject([{ digest: patchSetDigest, targets: 1, security: 1, replacedGone: 0 }]);
    await api.call(endpoints.patchSets.show, { params: { digest: patchSetDigest } });
  });

  it.each([
    ['host', endpoints.hosts.show, { hostId: 'host-nobody' }],
    ['host, its packages', endpoints.hosts.packages, { hostId: 'host-nobody' }],
    ['host, its updates', endpoints.hosts.updates, { hostId: 'host-nobody' }],
    ['host, its history', endpoints.hosts.history, { hostId: 'host-nobody' }],
    ['host, its ledger', endpoints.hosts.ledger, { hostId: 'host-nobody' }],
    ['host, why', endpoints.hosts.why, { hostId: 'host-nobody' }],
    ['host to adopt', endpoints.hosts.adopt, { hostId: 'host-nobody' }],
    ['patch set', endpoints.patchSets.show, { digest: `sha256:${'0'.repeat(64)}` }],
    ['cut', endpoints.patchSets.showCut, { cutId: 'cut-nobody' }],
    ['plan', endpoints.plans.show, { digest: `sha256:${'0'.repeat(64)}` }],
    ['plan to approve', endpoints.plans.approve, { digest: `sha256:${'0'.repeat(64)}` }],
    ['plan request', endpoints.plans.showRequest, { planRequestId: 'plan-nobody' }],
    ['host plans', endpoints.plans.hostPlans, { digest: `sha256:${'0'.repeat(64)}` }],
    ['rollout', endpoints.rollouts.show, { rolloutId: 'rollout-nobody' }],
    ['rollout, a host of it', endpoints.rollouts.host, { rolloutId: 'rollout-nobody', hostId: 'host-nobody' }],
    ['rollout, its report', endpoints.rollouts.report, { rolloutId: 'rollout-nobody' }],
    ['rollout, its events', endpoints.rollouts.events, { rolloutId: 'rollout-nobody' }],
    ['rollout to pause', endpoints.rollouts.pause, { rolloutId: 'rollout-nobody' }],
  ])('says that there is no such %s', async (_what, endpoint, params) => {
    expect((await api.refused('not-found', endpoint, { params })).status).toBe(404);
  });
});
