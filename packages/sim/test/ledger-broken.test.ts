import { explainHost, freeHost } from '@slipway/controller/app';
import { explain } from '@slipway/core/reasons';
import { describe, expect, test } from 'vitest';
import { KIND } from '../src/host/index.ts';
import { ADMINISTRATOR } from '../src/people/index.ts';
import { idOf, openScene, type Scene } from '../src/scene/index.ts';
import { ends, services, transactions, untilTold } from './judge.ts';

// Without its ledger a host cannot know what it has done. Nothing begins there, nothing is tried over and over, and the
// people who can put it right are told how.

const MINUTE_MS = 60_000;
const BROKEN =
  /^Ledger broken: it does not hold together at entry \d+: the line is no entry\. Nothing begins on the host\. .*`slipway host free`\.$/;

const barred = async ({ people, host }: Scene): Promise<string | null> => {
  const record = (await people.hosts()).find(({ hostId }) => hostId === host.hostId);
  return record?.barred === null || record === undefined ? null : explain(record.barred);
};

/** A scene that counts what the reporter says, and how often the executor was started over. */
const counted = async (onHappening: NonNullable<Parameters<typeof openScene>[0]>['onHappening'] = () => undefined) => {
  const seen = { checkIns: 0 };
  const fate = {
    ...KIND,
    atMessage: (moment: 'before' | 'after', message: string): 'none' => {
      if (moment === 'before' && message === 'checkIn') seen.checkIns += 1;
      return 'none';
    },
  };
  const scene = await openScene({ needsReboot: false, fate, onHappening });
  return { scene, seen };
};

describe('a host whose ledger is broken', () => {
  test('is told as such, begins nothing and asks calmly; put right and freed, it is patched', async () => {
    const { scene, seen } = await counted();
    await scene.play(async () => {
      await scene.open();
      scene.host.breakLedger(1);
      await scene.time.sleep(5 * MINUTE_MS);
      expect(await barred(scene)).toMatch(BROKEN);
      const { checkIns } = seen;
      await scene.time.sleep(30 * MINUTE_MS);
      expect(seen.checkIns - checkIns).toBeLessThanOrEqual(60);
      const why = await explainHost(scene.controller.app, idOf(scene.host), null);
      expect(why.ok && why.value.reasons.map(({ source, reason }) => `${source} ${reason.code}`)).toContain(
        'host ledger-broken',
      );
      // It has not left: what remains of its ledger says nothing about that.
      const [record] = await scene.people.hosts();
      expect([record?.wantedMode, record?.reportedMode]).toEqual(['adopted', 'adopted']);
      const request = await scene.people.plan('dev', await scene.people.cut());
      expect(request.report?.leftOut.map(({ reason }) => reason.code)).toEqual(['ledger-broken']);
      // Freed and not put right is barred again; put right and not freed stays barred.
      await freeHost(scene.controller.app, ADMINISTRATOR, idOf(scene.host));
      await scene.time.sleep(5 * MINUTE_MS);
      expect(await barred(scene)).toMatch(BROKEN);
      scene.host.breakLedger(null);
      await scene.time.sleep(5 * MINUTE_MS);
      expect(await barred(scene)).toMatch(BROKEN);
      await freeHost(scene.controller.app, ADMINISTRATOR, idOf(scene.host));
      await scene.time.sleep(5 * MINUTE_MS);
      expect(await barred(scene)).toBeNull();
      expect((await scene.rollOut()).hosts.map(({ phase }) => phase)).toEqual(['done']);
      await untilTold(scene);
    });
    expect(ends(await scene.host.executor.ledger.read())).toEqual(['done']);
  });

  test('in the middle of its attempt is lost and keeps its place: nobody knows what it has done', async () => {
    const { scene } = await counted((host, what) => {
      if (what.kind === 'hook' && what.hook === 'drain' && what.phase === 'ended') host.breakLedger(3);
    });
    await scene.play(async () => {
      await scene.open();
      const { rolloutId } = await scene.start();
      await scene.time.sleep(60 * MINUTE_MS);
      const rollout = await scene.people.rollout(rolloutId);
      expect(rollout.hosts.map(({ phase, reason }) => [phase, reason?.code])).toEqual([['lost', 'ledger-broken']]);
      const leases = await scene.controller.app.ports.store.read(async ({ rollouts }) => await rollouts.leases());
      expect(leases).toHaveLength(1);
    });
    expect(transactions(scene.host, 'apply')).toBe(0);
    expect(services(scene.host)).toEqual(['drain']);
    const endings = scene.trace.filter((line) => line.includes('executor ledger-broken'));
    expect(endings).toHaveLength(1);
  });

  test('obeys no order either', async () => {
    const { scene } = await counted();
    await scene.play(async () => {
      await scene.open();
      scene.host.breakLedger(1);
      await scene.people.setMode(idOf(scene.host), 'observed');
      await scene.time.sleep(10 * MINUTE_MS);
    });
    expect(scene.host.executorUnmasked).toBe(true);
  });
});
