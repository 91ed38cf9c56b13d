import type { LedgerFact } from '@slipway/core/execution';
import { describe, expect, test } from 'vitest';
import { NEW, OLD, PACKAGES, type Scene, type ScriptedFate } from '../src/scene/index.ts';
import { brokenRules, ends, services, transactions } from './judge.ts';
import { type Struck, struckAtEveryLine, struckAtEveryMessage, tell, versions } from './story.ts';

// Whatever is killed, wherever it stands: the attempt ends once, nothing that took effect is done again, and the
// controller learns of it. Each story is told once for every line of the ledger and every message.

/** A hundred nights in miniature each; on a busy machine they take their time. */
const LONG_MS = 180_000;

const good = async (fate: ScriptedFate) => await tell({ fate });
/** The unit does not come up with the new version: found at its restart. */
const badAtRestart = async (fate: ScriptedFate) => await tell({ fate }, bad('nginx'));
/** No unit fails and what it serves is wrong: found by the check, after the reboot. */
const badAtCheck = async (fate: ScriptedFate) => await tell({ fate }, bad('curl'));
const bad =
  (name: string) =>
  ({ host }: Scene): void =>
    void host.condition.badVersions.add(`${name} ${NEW}`);

const isDone = async ({ scene, rollout, where }: Struck): Promise<void> => {
  expect(await brokenRules(scene), where).toEqual([]);
  expect(ends(await scene.host.executor.ledger.read()), where).toEqual(['done']);
  expect(versions(scene), where).toEqual(PACKAGES.map(() => NEW));
  expect(transactions(scene.host, 'apply'), where).toBe(1);
  expect(transactions(scene.host, 'way-back'), where).toBe(0);
  expect(services(scene.host), where).toEqual(['drain', 'undrain']);
  expect([rollout.state, rollout.hosts.map(({ phase }) => phase)], where).toEqual(['completed', ['done']]);
};

const isBack = async ({ scene, rollout, where }: Struck): Promise<void> => {
  expect(await brokenRules(scene), where).toEqual([]);
  expect(ends(await scene.host.executor.ledger.read()), where).toEqual(['gone-back']);
  expect(versions(scene), where).toEqual(PACKAGES.map(() => OLD));
  expect(transactions(scene.host, 'apply'), where).toBe(1);
  expect(transactions(scene.host, 'way-back'), where).toBe(1);
  expect(services(scene.host), where).toEqual(['drain', 'undrain']);
  expect([rollout.state, rollout.hosts.map(({ phase }) => phase)], where).toEqual(['failed', ['gone-back']]);
};

describe('executor and adoption killed at every line of the ledger', () => {
  test(
    'a good update is done, once',
    async () => {
      expect(await struckAtEveryLine('killed', good, isDone)).toBeGreaterThan(25);
    },
    LONG_MS,
  );

  test(
    'an update whose unit does not come up goes back to the manifest, once',
    async () => {
      expect(await struckAtEveryLine('killed', badAtRestart, isBack)).toBeGreaterThan(25);
    },
    LONG_MS,
  );

  test(
    'an update that a check finds bad goes back to the manifest, once',
    async () => {
      // What stands before it is the good story; verify asks for ten minutes, which makes this one long to tell.
      const fromVerify = (fact: LedgerFact): boolean => fact.kind === 'step-begun' && fact.step === 'verify';
      expect(await struckAtEveryLine('killed', badAtCheck, isBack, fromVerify)).toBeGreaterThan(10);
    },
    LONG_MS,
  );
});

describe('reporter killed at every message, with all that it remembered', () => {
  test(
    'a good update is done, once',
    async () => {
      expect(await struckAtEveryMessage(good, isDone)).toBeGreaterThan(25);
    },
    LONG_MS,
  );

  test(
    'an update whose unit does not come up goes back to the manifest, once',
    async () => {
      expect(await struckAtEveryMessage(badAtRestart, isBack)).toBeGreaterThan(25);
    },
    LONG_MS,
  );
});
