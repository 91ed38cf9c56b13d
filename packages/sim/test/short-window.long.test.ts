import type { LedgerFact } from '@slipway/core/execution';
import { describe, expect, test } from 'vitest';
import { NEW, OLD, PACKAGES } from '../src/scene/index.ts';
import { brokenRules, ends } from './judge.ts';
import { inPart } from './short-window-story.ts';
import { type Struck, struckAtEveryLine, versions } from './story.ts';

// However a host is struck while it applies in parts, before a part, in it and between two: it ends as what it is.

const LONG_MS = 600_000;

/** What the ledger says is what stands on the host, and what the rollout says of it. */
const isWhatItSays = async ({ scene, rollout, where }: Struck): Promise<void> => {
  expect(await brokenRules(scene), where).toEqual([]);
  const ledger = await scene.host.executor.ledger.read();
  const end = ends(ledger).at(-1);
  const found = versions(scene);
  const applied = found.filter((version) => version === NEW).length;
  expect(
    found.every((version) => version === OLD || version === NEW),
    where,
  ).toBe(true);
  expect(end, where).toBe(applied === PACKAGES.length ? 'done' : applied === 0 ? 'not-begun' : 'part-done');
  expect(
    rollout.hosts.map(({ phase }) => phase),
    where,
  ).toEqual([end]);
  expect(scene.host.inService, where).toBe(true);
  const last = ledger.findLast((entry) => entry.kind === 'attempt-ended');
  if (end === 'part-done') expect(last, where).toMatchObject({ reason: { facts: { applied, planned: 3 } } });
};

describe.each(['killed', 'power-lost'] as const)('%s at every line of the ledger from apply on', (blow) => {
  test('the host ends as what it is', { timeout: LONG_MS }, async () => {
    const fromApply = (fact: LedgerFact): boolean => fact.kind === 'step-begun' && fact.step === 'apply';
    expect(await struckAtEveryLine(blow, inPart, isWhatItSays, fromApply)).toBeGreaterThan(10);
  });
});
