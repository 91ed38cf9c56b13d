import {
  type Actor,
  approvalStanding,
  approve,
  explainRollout,
  refusePlan,
  showChangeRequest,
  startRollout,
} from '@slipway/controller/app';
import type { Digest, RolloutId } from '@slipway/core/ids';
import type { ApprovalRule } from '@slipway/core/policy';
import type { Rollout } from '@slipway/core/rollout';
import { expect, test } from 'vitest';
import { ADMINISTRATOR } from '../src/people/index.ts';
import { NEW, openScene, type Scene, scenePolicy } from '../src/scene/index.ts';
import { brokenRules } from './judge.ts';

// Several teams, a change request, names that expire, and a host that drifts, from the policy to the host's own packages: with
// the agents that read the plan's header.

const LONG_MS = 180_000;
const TEAMS = ['development', 'operations', 'security'];
const of = (person: string, ...teams: readonly string[]): Actor => ({ person, roles: ['approver'], teams });
const ADA = of('ada', 'operations', 'security');
const BOB = of('bob', 'operations');

const night = async (approval: ApprovalRule, hostnames = ['app-1', 'app-2'], gates = {}) => {
  const policy = scenePolicy({ approval, ...gates });
  const scene = await openScene({ hostnames, policy });
  const { app } = scene.controller;
  const must = <T>(outcome: { ok: true; value: T } | { ok: false; reason: { code: string } }): T => {
    if (!outcome.ok) throw new Error(outcome.reason.code);
    return outcome.value;
  };
  return {
    scene,
    planned: async (): Promise<Digest> => {
      await scene.open();
      const { planDigest } = await scene.people.plan('dev', await scene.people.cut());
      if (planDigest === null) throw new Error('nothing was planned');
      return planDigest;
    },
    name: async (actor: Actor, digest: Digest) => void must(await approve(app, actor, digest)),
    start: async (digest: Digest) => must(await startRollout(app, ADMINISTRATOR, digest)),
    waits: async (rolloutId: RolloutId) =>
      must(await explainRollout(app, rolloutId)).waiting.map(({ reason }) => reason.code),
    request: async (number: string) => must(await showChangeRequest(app, number)),
    standing: async (digest: Digest) =>
      await app.ports.store.read(async (view) => {
        const plan = await view.plans.plan(digest);
        if (plan === null) throw new Error('there is no such plan');
        return (await approvalStanding(view, plan, { now: scene.time.now() })).reason?.code ?? 'approved';
      }),
    refuse: async (actor: Actor, planDigest: Digest) =>
      void must(await refusePlan(app, actor, { planDigest, why: 'the books are closed' })),
  };
};

const phases = ({ hosts }: Rollout): readonly string[] => hosts.map(({ phase }) => phase).toSorted();
const versionsOf = (scene: Scene) => scene.hosts.map(({ packages }) => packages.versionOf('curl'));

test('a change request is agreed to by two people of two teams, carried out, and closed with the result', {
  timeout: LONG_MS,
}, async () => {
  const { scene, planned, name, start, request, standing } = await night({
    rule: 'change-request',
    teams: TEAMS,
    count: 2,
  });
  const rollout = await scene.play(async () => {
    const digest = await planned();
    expect(await request('CHG-000001')).toMatchObject({ state: 'open', planDigest: digest });
    await name(ADA, digest);
    await name(ADA, digest);
    expect(await standing(digest)).toBe('waiting-for-approval');
    await name(BOB, digest);
    const { rolloutId } = await start(digest);
    return await scene.people.ended(rolloutId);
  });
  expect(phases(rollout)).toEqual(['done', 'done']);
  expect(await request('CHG-000001')).toMatchObject({
    state: 'closed',
    result: { outcome: 'completed', text: 'Hosts: 2 done.', rolloutId: rollout.rolloutId },
  });
  expect(await brokenRules(scene)).toEqual([]);
  scene.close();
});

test('a name that expires stops the hosts that have not begun, until it is given again', {
  timeout: LONG_MS,
}, async () => {
  const hour = 3600;
  const { scene, planned, name, start, waits } = await night(
    { rule: 'team', team: 'operations', count: 1, validHours: 2 },
    ['app-1', 'app-2'],
    { waves: { canaryHosts: 1, percentMax: 100 }, gates: { soakSeconds: 3 * hour, person: 'not-asked' } },
  );
  const rollout = await scene.play(async () => {
    const digest = await planned();
    await name(BOB, digest);
    const { rolloutId } = await start(digest);
    await scene.time.sleep(5 * hour * 1000);
    expect(await waits(rolloutId)).toEqual(['approval-expired']);
    expect(phases(await scene.people.rollout(rolloutId))).toEqual(['done', 'waiting']);
    await name(BOB, digest);
    return await scene.people.ended(rolloutId);
  });
  expect(phases(rollout)).toEqual(['done', 'done']);
  scene.close();
});

test('a refusal lets nobody further begin, and what has begun finishes', { timeout: LONG_MS }, async () => {
  const { scene, planned, name, start, waits, refuse } = await night(
    { rule: 'teams', teams: TEAMS, count: 1 },
    ['app-1', 'app-2'],
    { waves: { canaryHosts: 1, percentMax: 100 }, gates: { soakSeconds: 600, person: 'not-asked' } },
  );
  const rollout = await scene.play(async () => {
    const digest = await planned();
    await name(ADA, digest);
    const { rolloutId } = await start(digest);
    await scene.people.eventually('a host to begin', async () =>
      phases(await scene.people.rollout(rolloutId)).includes('away') ? true : null,
    );
    await refuse(BOB, digest);
    await scene.time.sleep(7_200_000);
    expect(await waits(rolloutId)).toEqual(['plan-refused']);
    await scene.people.abort(rolloutId);
    return await scene.people.ended(rolloutId);
  });
  expect(phases(rollout)).toEqual(['done', 'excused']);
  scene.close();
});

test('a host that drifted leaves, is planned again alone, and the names that stand count for that', {
  timeout: LONG_MS,
}, async () => {
  const { scene, planned, name, start, standing } = await night({ rule: 'teams', teams: TEAMS, count: 1 });
  const [, drifting] = scene.hosts;
  if (drifting === undefined) throw new Error('there are two');
  const { store } = scene.controller.app.ports;
  const again = await scene.play(async () => {
    const digest = await planned();
    await name(ADA, digest);
    // An older one than planned from: what was approved is another transaction.
    drifting.packages.changeByHand('curl', '0.9-1');
    const { rolloutId } = await start(digest);
    const first = await scene.people.ended(rolloutId);
    expect(
      first.hosts
        .map(({ phase, reason }) => [phase, reason?.code ?? null])
        .toSorted(([a], [b]) => ((a ?? '') < (b ?? '') ? -1 : 1)),
    ).toEqual([
      ['done', null],
      ['not-begun', 'drifted'],
    ]);
    const second = await scene.people.eventually('a plan for the host that drifted', async () => {
      const { items } = await store.read(async ({ plans }) => await plans.plans({ after: null, limit: 5 }));
      return items.find((one) => one.digest !== digest) ?? null;
    });
    expect(second.header.bounds.hosts).toEqual([drifting.hostId]);
    expect(await standing(second.digest)).toBe('approved');
    return await scene.people.ended((await start(second.digest)).rolloutId);
  });
  expect(phases(again)).toEqual(['done']);
  expect(versionsOf(scene)).toEqual([NEW, NEW]);
  expect(await brokenRules(scene)).toEqual([]);
  scene.close();
});
