import type { MeasuredCheck } from '@slipway/core/check';
import { stepEvents } from '@slipway/core/execution';
import type { EnvironmentPolicy } from '@slipway/core/policy';
import { expect, test } from 'vitest';
import { NEW, OLD, openScene, PACKAGES, type Scene, scenePolicy } from '../src/scene/index.ts';
import { brokenRules, ends } from './judge.ts';
import { versions } from './story.ts';

// What a host measures before and after its change decides over it, by the real executor and ledger over a simulated host.

const HTTP: MeasuredCheck = { kind: 'http', url: 'http://127.0.0.1/health', status: 200 };
const PORTS: MeasuredCheck = { kind: 'ports' };

interface Fallen {
  readonly end: string | undefined;
  readonly why: readonly (string | undefined)[];
}

const played = async (
  prepare: (scene: Scene) => void,
  changed: Partial<EnvironmentPolicy> = {},
): Promise<Fallen & { readonly scene: Scene }> => {
  const scene = await openScene();
  await scene.play(async () => {
    const policy = scenePolicy({ wayBack: 'automatic', ...changed });
    const measured = [HTTP, PORTS].map((check) => ({ hosts: 'environment = dev', check, timeoutSeconds: 10 }));
    await scene.people.setPolicy({ ...policy, checks: [...policy.checks, ...measured] });
    await scene.takeOn();
    prepare(scene);
    await scene.start();
    await scene.people.eventually('an end', async () =>
      ends(await scene.host.executor.ledger.read()).length > 0 ? true : null,
    );
    // What the controller is told of it is on its way.
    await scene.time.sleep(600_000);
  });
  const events = stepEvents(await scene.host.executor.ledger.read());
  const why = events.flatMap((event) =>
    event.kind === 'step-ended' && event.reason !== null && event.step !== 'repair' && event.outcome !== 'skipped'
      ? [`${event.step} ${event.outcome} ${event.reason.code}`]
      : [],
  );
  return { scene, end: ends(await scene.host.executor.ledger.read()).at(-1), why };
};

/** Once the new version stands. */
const afterwards = (scene: Scene, act: () => void): void => {
  const look = async (): Promise<void> => {
    while (scene.host.packages.versionOf(PACKAGES[0]) !== NEW) await scene.time.sleep(50);
    act();
  };
  void look();
};

test('a host whose checks are well before and after is done, with both readings in its ledger', async () => {
  const { scene, end } = await played(() => undefined);
  expect(end).toBe('done');
  expect(versions(scene)).toEqual(PACKAGES.map(() => NEW));
  expect(await brokenRules(scene)).toEqual([]);
  const taken = (await scene.host.executor.ledger.read()).flatMap((entry) =>
    entry.kind === 'step-ended' && entry.evidence?.checks !== undefined
      ? [`${entry.step}: ${entry.evidence.checks.map(({ state, judged }) => judged ?? state).join(' ')}`]
      : [],
  );
  expect(taken).toEqual(['manifest: well well well well', 'verify: well well well well']);
});

test('one that does not answer any more after the change goes back', async () => {
  const { scene, end, why } = await played((one) => {
    afterwards(one, () => one.host.condition.checks.set('http', 'ill'));
  });
  expect(why).toContain('verify failed check-failed');
  // The old version does not answer either: neither is proven, and the host stays out of its service for a person.
  expect(end).toBe('isolated');
  expect(versions(scene)).toEqual(PACKAGES.map(() => OLD));
});

test('one that was ill before is told, and done', async () => {
  const { end, why } = await played((scene) => {
    scene.host.condition.checks.set('http', 'ill');
  });
  expect(end).toBe('done');
  expect(why).toEqual(['manifest done checks-ill-before', 'verify done checks-ill-before']);
});

test('one that cannot be measured is not touched', async () => {
  const { scene, end, why } = await played((one) => {
    one.host.condition.checks.set('ports', 'unknown');
  });
  expect([end, why]).toEqual(['not-begun', ['manifest failed check-unknown']]);
  expect(versions(scene)).toEqual(PACKAGES.map(() => OLD));
  expect(await brokenRules(scene)).toEqual([]);
});

test('C04: a file that a cut left half written fails the host, whatever its package database says', async () => {
  const verification = { files: 'changed' } as const;
  const { end, why } = await played((scene) => afterwards(scene, () => scene.host.condition.damaged.add(PACKAGES[0])), {
    verification,
  });
  expect(why).toContain('verify failed file-differs');
  expect(end).toBe('isolated');
  expect((await played(() => undefined, { verification })).end).toBe('done');
});
