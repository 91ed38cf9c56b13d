import type { StepEvent } from '@slipway/core/execution';
import { stepEvents } from '@slipway/core/execution';
import { describe, expect, test } from 'vitest';
import { NEW, openScene, PACKAGES, type Scene, scenePolicy } from '../src/scene/index.ts';
import { attemptIds, brokenRules, ends, services, transactions, untilTold } from './judge.ts';
import { versions } from './story.ts';

// Doing it again changes nothing: the same plan a second time, what somebody else has done already, and planning itself.

/** `step outcome`, of the attempt with that number. */
const outcomes = async ({ host }: Scene, number: number): Promise<readonly string[]> => {
  const events: readonly StepEvent[] = stepEvents(await host.executor.ledger.read());
  const attemptId = attemptIds(events)[number];
  return events.flatMap((event) =>
    event.kind === 'step-ended' && event.attemptId === attemptId ? [`${event.step} ${event.outcome}`] : [],
  );
};

describe('the same plan', () => {
  test('a second time looks, says that all is there already, and does nothing to the host', async () => {
    const scene = await openScene();
    await scene.play(async () => {
      await scene.open();
      const first = await scene.rollOut();
      const happenings = scene.host.happenings.length;
      const again = await scene.people.start(first.planDigest);
      const ended = await scene.people.ended(again.rolloutId);
      await untilTold(scene);
      expect([ended.state, ended.hosts.map(({ phase }) => phase)]).toEqual(['completed', ['done']]);
      const since = scene.host.happenings.slice(happenings);
      expect(since.flatMap((what) => (what.kind === 'hook' ? [what.hook] : [what.kind]))).toEqual(
        // Only what asks and changes nothing.
        ['is-well', 'is-well', 'confirm', 'confirm'],
      );
    });
    expect(await brokenRules(scene)).toEqual([]);
    expect(ends(await scene.host.executor.ledger.read())).toEqual(['done', 'done']);
    expect(transactions(scene.host, 'apply')).toBe(1);
    const second = await outcomes(scene, 1);
    expect(second.filter((line) => !line.endsWith('skipped'))).toEqual([
      'preflight already',
      'verify done',
      'confirm done',
    ]);
  });

  test('where somebody has installed everything meanwhile: apply finds itself done and starts no transaction', async () => {
    const scene = await openScene();
    await scene.play(async () => {
      await scene.open();
      const request = await scene.people.plan('dev', await scene.people.cut());
      for (const name of PACKAGES) scene.host.packages.changeByHand(name, NEW);
      if (request.planDigest === null) throw new Error('no plan');
      const ended = await scene.people.ended((await scene.people.start(request.planDigest)).rolloutId);
      await untilTold(scene);
      expect(ended.hosts.map(({ phase }) => phase)).toEqual(['done']);
    });
    expect(await brokenRules(scene)).toEqual([]);
    expect(transactions(scene.host, 'apply')).toBe(0);
    expect(await outcomes(scene, 0)).toEqual(expect.arrayContaining(['preflight already', 'apply already']));
    // What runs the code of before is restarted all the same.
    expect(scene.host.happenings.filter(({ kind }) => kind === 'restarted').length).toBeGreaterThan(0);
    expect(services(scene.host)).toEqual(['drain', 'undrain']);
  });

  test('where somebody has installed a part of it: the rest is done, and nothing else', async () => {
    const scene = await openScene();
    await scene.play(async () => {
      await scene.open();
      const request = await scene.people.plan('dev', await scene.people.cut());
      scene.host.packages.changeByHand('curl', NEW);
      if (request.planDigest === null) throw new Error('no plan');
      await scene.people.ended((await scene.people.start(request.planDigest)).rolloutId);
      await untilTold(scene);
    });
    expect(await brokenRules(scene)).toEqual([]);
    expect(ends(await scene.host.executor.ledger.read())).toEqual(['done']);
    expect(versions(scene)).toEqual(PACKAGES.map(() => NEW));
  });
});

describe('planning', () => {
  test.each(['self', 'automatic'] as const)(
    'again without a change gives the same digest and stores nothing new (%s)',
    async (rule) => {
      const scene = await openScene({
        hostnames: ['app-1', 'app-2', 'app-3'],
        policy: scenePolicy({ approval: { rule } }),
      });
      await scene.play(async () => {
        await scene.open();
        const patchSet = await scene.people.cut();
        const first = await scene.people.plan('dev', patchSet);
        const stored = await everything(scene);
        for (const pauseMs of [0, 60_000, 3_600_000]) {
          await scene.time.sleep(pauseMs);
          const again = await scene.people.plan('dev', patchSet);
          expect(again.planDigest).toBe(first.planDigest);
          expect(await everything(scene)).toEqual(stored);
        }
      });
    },
  );

  test('again after a change gives another digest, and raises the generation of that host alone', async () => {
    const scene = await openScene({ hostnames: ['app-1', 'app-2'] });
    await scene.play(async () => {
      await scene.open();
      const patchSet = await scene.people.cut();
      const first = await scene.people.plan('dev', patchSet);
      scene.host.packages.changeByHand('curl', NEW);
      // Until the host has looked at itself again.
      await scene.time.sleep(600_000);
      const again = await scene.people.plan('dev', patchSet);
      expect(again.planDigest).not.toBe(first.planDigest);
      const { plans } = await everything(scene);
      expect(plans).toHaveLength(2);
      const generations = (await hostPlansOf(scene, again.planDigest)).map(({ generation }) => generation);
      expect(generations).toEqual([2, 1]);
    });
  });
});

/** What planning could have stored. */
const everything = async ({ controller }: Scene) =>
  await controller.app.ports.store.read(async ({ plans, approvals, fleet }) => {
    const page = await plans.plans({ after: null, limit: 100 });
    const hosts = await fleet.hosts({ after: null, limit: 100 });
    return {
      plans: page.items,
      hostPlans: await Promise.all(page.items.map(async ({ digest }) => await plans.hostPlans(digest))),
      approvals: await Promise.all(page.items.map(async ({ digest }) => await approvals.approvalsOf(digest))),
      generations: hosts.items.map(({ generation }) => generation),
    };
  });

const hostPlansOf = async ({ controller }: Scene, digest: Parameters<Scene['people']['start']>[0] | null) =>
  digest === null ? [] : await controller.app.ports.store.read(async ({ plans }) => await plans.hostPlans(digest));
