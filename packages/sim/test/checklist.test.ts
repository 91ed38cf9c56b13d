import { approvalState, approve, explainRollout, shownChecklist } from '@slipway/controller/app';
import type { CivilWindow } from '@slipway/core/calendar';
import type { ChecklistItem } from '@slipway/core/policy';
import type { Rollout } from '@slipway/core/rollout';
import { addSeconds } from '@slipway/core/time';
import { expect, test } from 'vitest';
import type { Happening } from '../src/host/index.ts';
import { openScene, type Scene, scenePolicy } from '../src/scene/index.ts';
import { type SimulatedProbes, simulatedProbes } from '../src/world/index.ts';
import { brokenRules } from './judge.ts';

// The checklist before a rollout: nothing happens on any host while one item is not green, whoever started it; once all are,
// the hosts begin by themselves; and what policy says later weakens nothing.

const LONG_MS = 180_000;
const BACKUP: ChecklistItem = {
  ...{ name: 'backup', kind: 'plug-in', plugIn: 'check_backup', parameters: { job: 'daily' }, maxAgeHours: 24 },
};
const DUMP: ChecklistItem = { name: 'dump', kind: 'file-age', path: '/var/backups/db.dump', maxAgeHours: 24 };
const STORE: ChecklistItem = { name: 'backup-store', kind: 'http', url: 'https://backup.example/', status: 200 };
const BACK: ChecklistItem = { name: 'way-back', kind: 'way-back' };

interface Night {
  readonly scene: Scene;
  readonly probes: SimulatedProbes;
  readonly happened: Happening[];
  readonly started: () => Promise<Rollout>;
  /** Why hosts wait, as people are told. */
  readonly waits: (rollout: Rollout) => Promise<readonly string[]>;
  readonly items: (rollout: Rollout) => Promise<Readonly<Record<string, string>>>;
}

const night = async (checklist: readonly ChecklistItem[], hostnames: readonly string[] = ['app-1']): Promise<Night> => {
  const happened: Happening[] = [];
  const probes = simulatedProbes();
  const policy = scenePolicy({ checklist });
  const scene = await openScene({ hostnames, policy, probes, onHappening: (_host, what) => void happened.push(what) });
  const { app } = scene.controller;
  return {
    scene,
    probes,
    happened,
    started: async () => {
      await scene.open();
      return await scene.start();
    },
    waits: async ({ rolloutId }) => {
      const found = await explainRollout(app, rolloutId);
      return found.ok ? found.value.waiting.map(({ reason }) => reason.code) : [found.reason.code];
    },
    items: async ({ planDigest }) => {
      const now = scene.time.now();
      const shown = await app.ports.store.read(async (view) => await shownChecklist(view, planDigest, now));
      return Object.fromEntries((shown?.items ?? []).map(({ name, state }) => [name, state]));
    },
  };
};

test('nothing happens on a host before every item is green, and then all of it, by itself', {
  timeout: LONG_MS,
}, async () => {
  const { scene, probes, happened, started, waits, items } = await night(
    [BACKUP, DUMP, STORE, BACK],
    ['app-1', 'app-2'],
  );
  const rollout = await scene.play(async () => {
    const [first, second] = scene.hosts;
    if (first === undefined || second === undefined) throw new Error('there are two');
    first.condition.plugIns.set('check_backup', { status: 0, output: 'BACKUP OK|age=3h\n' });
    for (const { condition } of scene.hosts) condition.files.set('/var/backups/db.dump', scene.time.now());
    const begun = await started();
    await scene.time.sleep(300_000);
    expect(await items(begun)).toEqual({
      backup: 'unknown',
      dump: 'green',
      'backup-store': 'blocking',
      'way-back': 'green',
    });
    expect(await waits(begun)).toEqual(['checklist-blocks', 'checklist-blocks']);
    second.condition.plugIns.set('check_backup', { status: 2, output: 'BACKUP CRITICAL: none since Monday\n' });
    probes.set(STORE.kind === 'http' ? STORE.url : '', { answer: { status: 200, body: '' } });
    await scene.time.sleep(300_000);
    expect(await items(begun)).toMatchObject({ backup: 'blocking', 'backup-store': 'green' });
    expect(happened.filter(({ kind }) => kind !== 'booted')).toEqual([]);
    second.condition.plugIns.set('check_backup', { status: 0, output: 'BACKUP OK\n' });
    return await scene.people.ended(begun.rolloutId);
  });
  expect(await brokenRules(scene)).toEqual([]);
  scene.close();
  expect(rollout.hosts.map(({ phase }) => phase)).toEqual(['done', 'done']);
});

test('a restore point that policy has nobody make blocks, and a policy that is changed later weakens nothing', {
  timeout: LONG_MS,
}, async () => {
  const { scene, happened, started, waits, items } = await night([{ name: 'restore', kind: 'restore-point' }]);
  const rollout = await scene.play(async () => {
    const begun = await started();
    await scene.time.sleep(120_000);
    expect(await items(begun)).toEqual({ restore: 'blocking' });
    await scene.people.setPolicy(scenePolicy());
    await scene.time.sleep(1_800_000);
    expect(await waits(begun)).toEqual(['checklist-blocks']);
    await scene.people.abort(begun.rolloutId);
    return await scene.people.ended(begun.rolloutId);
  });
  scene.close();
  expect(rollout.state).toBe('aborted');
  expect(happened).toEqual([]);
});

test('a host that is excused holds up nobody', { timeout: LONG_MS }, async () => {
  const { scene, started, waits } = await night([BACKUP], ['app-1', 'app-2']);
  const rollout = await scene.play(async () => {
    scene.host.condition.plugIns.set('check_backup', { status: 0, output: 'BACKUP OK\n' });
    const begun = await started();
    await scene.time.sleep(300_000);
    expect(await waits(begun)).toEqual(['checklist-blocks', 'checklist-blocks']);
    const lacking = begun.hosts.find(({ hostId }) => hostId !== scene.host.hostId);
    if (lacking === undefined) throw new Error('there are two');
    await scene.people.excuse(begun.rolloutId, lacking.hostId);
    return await scene.people.ended(begun.rolloutId);
  });
  scene.close();
  expect(rollout.hosts.map(({ phase }) => phase).toSorted()).toEqual(['done', 'excused']);
});

test('once its rollout has ended, hosts are asked nothing more', { timeout: LONG_MS }, async () => {
  const { scene, started } = await night([BACKUP]);
  await scene.play(async () => {
    scene.host.condition.plugIns.set('check_backup', { status: 0, output: 'BACKUP OK\n' });
    const { rolloutId, hosts } = await started();
    await scene.people.ended(rolloutId);
    const { store } = scene.controller.app.ports;
    const heardAt = async () => {
      const read = await store.read(
        async ({ readings }) => await Promise.all(hosts.map(({ hostId }) => readings.readingsOn(hostId))),
      );
      return read.flat().map(({ taken }) => taken?.receivedAt);
    };
    // What was wanted by the last look runs out.
    await scene.time.sleep(600_000);
    const last = await heardAt();
    expect(last).toHaveLength(1);
    await scene.time.sleep(3_600_000);
    expect(await heardAt()).toEqual(last);
  });
  scene.close();
});

test('a host at work is asked nothing beside it', { timeout: LONG_MS }, async () => {
  const { scene, happened, started } = await night([BACKUP]);
  const asked: string[] = [];
  const { plugIns } = scene.host.condition;
  plugIns.set('check_backup', { status: 0, output: 'BACKUP OK\n' });
  const answer = plugIns.get.bind(plugIns);
  plugIns.get = (name) => {
    asked.push(scene.time.now());
    return answer(name);
  };
  await scene.play(async () => {
    const { rolloutId, hosts } = await started();
    const { store } = scene.controller.app.ports;
    // Somebody wants it all the time, as a gate of another rollout would, and never anew enough.
    const want = async (): Promise<void> => {
      const far = addSeconds(scene.time.now(), 3600);
      await store.write(async ({ readings }) => {
        for (const { hostId } of hosts) {
          for (const one of await readings.readingsOn(hostId)) {
            await readings.putReading({ ...one, wantedUntil: far, taken: null });
          }
        }
      });
    };
    for (let minute = 0; minute < 60; minute += 1) {
      await scene.time.sleep(5000);
      if (happened.some(({ kind }) => kind !== 'booted')) await want();
    }
    return await scene.people.ended(rolloutId);
  });
  scene.close();
  const at = happened.filter(({ kind }) => kind !== 'booted').map((one) => one.at);
  const [first, last] = [at[0] ?? '', at.at(-1) ?? ''];
  expect(first < last).toBe(true);
  expect(asked.filter((one) => first < one && one < last)).toEqual([]);
});

test('a plan made again under another checklist is held to that one, and names of before count no longer', {
  timeout: LONG_MS,
}, async () => {
  const NIGHT: CivilWindow = {
    ...{ kind: 'weekly', weekdays: ['thursday'], zone: 'Europe/Berlin', start: '22:00', cutOffMinutes: 60 },
    until: { kind: 'local', time: '06:00', daysLater: 1 },
  };
  const policyOf = (checklist: readonly ChecklistItem[]) => scenePolicy({ checklist, window: NIGHT });
  const scene = await openScene({ policy: policyOf([BACKUP, BACK]) });
  const { app } = scene.controller;
  const { people } = scene;
  const found = await scene.play(async () => {
    await scene.open();
    const cut = await people.cut();
    const planned = async () => (await people.plan('dev', cut)).planDigest;
    const digest = await planned();
    if (digest === null) throw new Error('nothing was planned');
    const giveName = async () => await approve(app, { person: 'dora', roles: ['approver'], teams: [] }, digest);
    const look = async () =>
      await app.ports.store.read(async (view) => {
        const plan = await view.plans.plan(digest);
        if (plan === null) throw new Error('it is stored');
        const state = await approvalState(view, plan, scene.time.now());
        const items = (await view.checklists.checklist(digest))?.items.map(({ name }) => name);
        return { items, approved: state.ok };
      });
    await giveName();
    const looks = [await look()];
    await people.setPolicy(policyOf([BACK, DUMP]));
    looks.push(await look());
    const again = [await planned(), await planned()];
    looks.push(await look());
    await giveName();
    await planned();
    looks.push(await look());
    return { digest, again, looks };
  });
  scene.close();
  expect(found.again).toEqual([found.digest, found.digest]);
  expect(found.looks).toEqual([
    { items: ['backup', 'way-back'], approved: true },
    // Policy alone neither weakens nor mends what was approved.
    { items: ['backup', 'way-back'], approved: true },
    { items: ['way-back', 'dump'], approved: false },
    { items: ['way-back', 'dump'], approved: true },
  ]);
});
