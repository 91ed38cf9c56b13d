import { freeHost } from '@slipway/controller/app';
import { explain } from '@slipway/core/reasons';
import { describe, expect, test } from 'vitest';
import type { PlacedHost } from '../src/fleet/index.ts';
import { ADMINISTRATOR } from '../src/people/index.ts';
import { idOf, OLD, openScene, PACKAGES, type Scene } from '../src/scene/index.ts';
import { ends, services, transactions, untilTold } from './judge.ts';

// One identity is one system with one history. Where it is not, nothing starts until a person has looked.

const MINUTE_MS = 60_000;

const barredWith = async ({ people, host }: Scene): Promise<string | null> => {
  const record = (await people.hosts()).find(({ hostId }) => hostId === host.hostId);
  return record?.barred === null || record === undefined ? null : explain(record.barred);
};

/** The host's disk as it was when its ledger had that many lines and no plan lay there, its packages at their first versions. */
const restore = (host: PlacedHost, lines: number): void => {
  host.losePower();
  host.restoreLedger(lines);
  for (const path of ['/inbox/grant.json', '/inbox/host-plan.json', '/executor/plan.json'])
    host.files.content.delete(path);
  for (const name of PACKAGES) host.packages.changeByHand(name, OLD);
};

describe('a host restored to an earlier moment', () => {
  test('is barred and planned for no more; a person frees it, and it is patched again', async () => {
    const scene = await openScene();
    await scene.play(async () => {
      await scene.open();
      await scene.rollOut();
      await untilTold(scene);
      restore(scene.host, 1);
      await scene.time.sleep(10 * MINUTE_MS);
      expect(await barredWith(scene)).toBe(
        'The host finds itself restored to an earlier moment; it starts nothing until reconciled.',
      );
      const patchSet = await scene.people.cut();
      const request = await scene.people.plan('dev', patchSet);
      expect(request.state).toBe('empty');
      expect(request.report?.leftOut.map(({ reason }) => reason.code)).toEqual(['host-restored']);
      const freed = await freeHost(scene.controller.app, ADMINISTRATOR, idOf(scene.host));
      expect(freed.ok).toBe(true);
      await scene.time.sleep(5 * MINUTE_MS);
      expect(await barredWith(scene)).toBeNull();
      const ended = await scene.rollOut();
      await untilTold(scene);
      expect(ended.hosts.map(({ phase }) => phase)).toEqual(['done']);
    });
    expect(ends(await scene.host.executor.ledger.read())).toEqual(['done']);
  });

  test('in the middle of its attempt is lost and barred, and begins nothing', async () => {
    let struck = false;
    const scene = await openScene({
      onHappening: (host, what) => {
        if (struck || what.kind !== 'hook' || what.hook !== 'settle') return;
        struck = true;
        restore(host, 1);
      },
    });
    await scene.play(async () => {
      await scene.open();
      const { rolloutId } = await scene.start();
      await scene.time.sleep(60 * MINUTE_MS);
      const rollout = await scene.people.rollout(rolloutId);
      expect(rollout.hosts.map(({ phase }) => phase)).toEqual(['lost']);
      expect(await barredWith(scene)).toMatch(/restored to an earlier moment/);
    });
    expect(transactions(scene.host, 'apply')).toBe(1);
    expect(ends(await scene.host.executor.ledger.read())).toEqual([]);
  });
});

describe('two systems with one identity', () => {
  test('that say the same of their history are told apart by their boots: both are barred, and nothing starts', async () => {
    const scene = await openScene({ needsReboot: false });
    const clone = await scene.play(async () => {
      await scene.open();
      const other = await scene.clone('copy-of-app-1');
      other.begin(idOf(scene.host));
      await scene.time.sleep(10 * MINUTE_MS);
      expect(await barredWith(scene)).toBe("Two systems use this host's identity. Enrol one of them again.");
      const request = await scene.people.plan('dev', await scene.people.cut());
      expect(request.report?.leftOut.map(({ reason }) => reason.code)).toEqual(['host-identity-doubled']);
      return other;
    });
    for (const one of [scene.host, clone]) {
      expect(ends(await one.executor.ledger.read())).toEqual([]);
      expect(services(one)).toEqual([]);
    }
    const events = await scene.controller.app.ports.store.read(
      async ({ fleet }) => await fleet.hostEvents(idOf(scene.host), { after: null, limit: 100 }),
    );
    // Barred once, and no reboots made up of their taking turns.
    expect(events.items.filter(({ event }) => event.kind === 'barred')).toHaveLength(1);
    expect(events.items.filter(({ event }) => event.kind === 'rebooted')).toHaveLength(1);
  });

  test('of which one is asleep while the other is patched are barred when both speak', async () => {
    const scene = await openScene({ needsReboot: false });
    await scene.play(async () => {
      await scene.open();
      const other = await scene.clone('copy-of-app-1');
      await scene.rollOut();
      await untilTold(scene);
      other.begin(idOf(scene.host));
      await scene.time.sleep(10 * MINUTE_MS);
      expect(await barredWith(scene)).not.toBeNull();
      expect(ends(await other.executor.ledger.read())).toEqual([]);
    });
  });

  test('a host that reboots as often as it likes is one system', async () => {
    const scene = await openScene();
    await scene.play(async () => {
      await scene.open();
      for (const _time of [1, 2, 3, 4]) {
        scene.host.losePower();
        await scene.time.sleep(5 * MINUTE_MS);
      }
      expect(await barredWith(scene)).toBeNull();
      expect((await scene.rollOut()).hosts.map(({ phase }) => phase)).toEqual(['done']);
    });
  });
});
