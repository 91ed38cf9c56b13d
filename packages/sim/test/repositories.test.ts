import type { Repository } from '@slipway/core/inventory';
import { describe, expect, test } from 'vitest';
import { OLD, openScene, PACKAGES, type Scene, scenePolicy } from '../src/scene/index.ts';
import { brokenRules, endings, ends, services, transactions, untilTold } from './judge.ts';
import { versions } from './story.ts';

// Somebody edits a host's sources between the approval of its plan and its turn: it serves on, and nothing is installed.

const EVIL = 'https://evil.invalid/debian';

/** Planned and approved, and edited while the host may not begin yet. */
const edited = async (change: ((before: readonly Repository[]) => readonly Repository[]) | null, rules = true) => {
  const scene = await openScene({ policy: scenePolicy(rules ? { repositories: { allow: ['https://'] } } : {}) });
  const rollout = await scene.play(async () => {
    await scene.open();
    const { rolloutId } = await scene.start();
    scene.host.packages.sources.edit(change);
    const ended = await scene.people.ended(rolloutId);
    await untilTold(scene);
    return ended;
  });
  expect(await brokenRules(scene)).toEqual([]);
  return { scene, rollout };
};

const isUntouched = async (scene: Scene): Promise<string | null | undefined> => {
  const ledger = await scene.host.executor.ledger.read();
  expect(services(scene.host)).toEqual([]);
  expect(transactions(scene.host, 'apply')).toBe(0);
  expect(versions(scene)).toEqual(PACKAGES.map(() => OLD));
  expect(ends(ledger)).toEqual(['not-begun']);
  return endings(ledger)[0];
};

describe('C14: sources that are edited after the plan', () => {
  test('keep the host from being drained, and it says which and what', async () => {
    const { scene } = await edited((before) => [
      ...before,
      ...before.map((one) => ({ ...one, uri: EVIL, trust: { address: EVIL, checks: [], keys: [] } })),
    ]);
    expect(await isUntouched(scene)).toContain(`The repository ${EVIL} stable-security came to the host`);
  });

  test('and cannot be read any more, too', async () => {
    const { scene } = await edited(null);
    expect(await isUntouched(scene)).toContain('cannot be read, so that nothing was changed');
  });

  test('are not asked about where policy has no rules for them: the versions of the plan are known by their digests', async () => {
    const { rollout } = await edited(() => [], false);
    expect(rollout.hosts.map(({ phase }) => phase)).toEqual(['done']);
  });
});
