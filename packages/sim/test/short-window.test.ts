import type { LedgerEntry } from '@slipway/core/execution';
import type { GateCondition } from '@slipway/core/policy';
import { explain } from '@slipway/core/reasons';
import { addSeconds } from '@slipway/core/time';
import { describe, expect, test } from 'vitest';
import { idOf, NEW, OLD, openScene, PACKAGES, scenePolicy } from '../src/scene/index.ts';
import { brokenRules, ends, services, transactions } from './judge.ts';
import { FIRST, inPart, OPTIONS, RULES, SECOND, slow } from './short-window-story.ts';
import { tell, versions } from './story.ts';

// The window no longer holds all three updates of the host. Struck at every line in short-window.long.test.ts.

const LONG_MS = 180_000;
/** The plan is expected to take 330, and 296 where only its first change has to fit. */
const SHORTER_SECONDS = 320;

const begunParts = (ledger: readonly LedgerEntry[]): readonly string[] =>
  ledger.flatMap((entry) => (entry.kind === 'part-begun' ? [entry.changes.map(({ name }) => name).join(' ')] : []));

describe('a window that is too short', () => {
  test('is not outlasted: what fits is applied and proven, and the host serves', { timeout: LONG_MS }, async () => {
    const { scene, rollout } = await inPart();
    const ledger = await scene.host.executor.ledger.read();
    expect(await brokenRules(scene)).toEqual([]);
    expect([ends(ledger), begunParts(ledger)]).toEqual([['part-done'], ['curl nginx']]);
    expect(versions(scene)).toEqual(PACKAGES.map((name) => (name === 'openssl' ? OLD : NEW)));
    expect(services(scene.host)).toEqual(['drain', 'undrain']);
    expect((ledger.at(-1)?.at ?? '') < FIRST.endsAt).toBe(true);
    const [host] = rollout.hosts;
    expect([rollout.state, host]).toMatchObject([
      'completed',
      { phase: 'part-done', reason: { code: 'applied-in-part' } },
    ]);
    expect(host?.reason && explain(host.reason)).toMatch(
      /^Applied 2 of 3 updates; the rest is left for the next window: /,
    );
  });

  test('leaves the rest to the next plan, which is nothing but that', { timeout: LONG_MS }, async () => {
    const scene = await openScene(OPTIONS);
    slow(scene);
    const [first, second] = await scene.play(async () => {
      await scene.open();
      const one = await scene.rollOut();
      scene.host.condition.hookSeconds.clear();
      return [one, await scene.rollOut()] as const;
    });
    const plan = await scene.controller.app.ports.store.read(
      async ({ plans }) => await plans.hostPlan(second.planDigest, idOf(scene.host)),
    );
    scene.close();
    expect([first, second].map(({ hosts }) => hosts.map(({ phase }) => phase))).toEqual([['part-done'], ['done']]);
    expect(plan?.transaction.map(({ name }) => name)).toEqual(['openssl']);
    expect(versions(scene)).toEqual(PACKAGES.map(() => NEW));
  });

  test('has its checks asked for the health of its wave, as one that is done', { timeout: LONG_MS }, async () => {
    const health: GateCondition = { name: 'wave', kind: 'health' };
    const gates = { soakSeconds: 0, person: 'not-asked', conditions: [health] } as const;
    const policy = scenePolicy({ ...RULES, shortWindow: 'in-parts', gates });
    const { rollout } = await tell({ ...OPTIONS, policy }, slow);
    expect(rollout.hosts.map(({ phase }) => phase)).toEqual(['part-done']);
    expect(rollout.waves[0]?.passedOn?.map(({ found }) => found)).toEqual([
      expect.stringMatching(/checks? of 1 host holds?$/),
    ]);
  });

  test('is outlasted where policy does not say so: all of it in one', { timeout: LONG_MS }, async () => {
    const { scene, rollout } = await tell({ ...OPTIONS, policy: scenePolicy(RULES) }, slow);
    const ledger = await scene.host.executor.ledger.read();
    expect([ends(ledger), begunParts(ledger), transactions(scene.host, 'apply')]).toEqual([['done'], [], 1]);
    expect(rollout.hosts.map(({ phase }) => phase)).toEqual(['done']);
  });

  test('for the whole of it at any time, is begun in all the same, and kept', { timeout: LONG_MS }, async () => {
    const spans = [FIRST, SECOND].map(({ startsAt, cutOffAt }) => ({
      startsAt,
      cutOffAt,
      endsAt: addSeconds(startsAt, SHORTER_SECONDS),
    }));
    const rules = { ...RULES, window: { kind: 'dates', spans } } as const;
    const { scene, rollout } = await tell({ ...OPTIONS, policy: scenePolicy({ ...rules, shortWindow: 'in-parts' }) });
    const plan = await scene.controller.app.ports.store.read(
      async ({ plans }) => await plans.hostPlan(rollout.planDigest, idOf(scene.host)),
    );
    expect((plan?.expectedSeconds ?? 0) + (plan?.wayBackSeconds ?? 0)).toBeGreaterThan(SHORTER_SECONDS);
    expect(await brokenRules(scene)).toEqual([]);
    const ledger = await scene.host.executor.ledger.read();
    expect([ends(ledger), begunParts(ledger)]).toEqual([['done'], ['curl nginx', 'openssl']]);
    expect((ledger.at(-1)?.at ?? '') < (spans[0]?.endsAt ?? '')).toBe(true);
  });

  test('and one with time to spare has all of it at once', { timeout: LONG_MS }, async () => {
    const { scene } = await tell({ policy: scenePolicy({ shortWindow: 'in-parts' }) });
    const ledger = await scene.host.executor.ledger.read();
    expect([ends(ledger), begunParts(ledger)]).toEqual([['done'], ['curl nginx openssl']]);
    expect(transactions(scene.host, 'apply')).toBe(1);
  });
});
