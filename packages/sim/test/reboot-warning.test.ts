import type { LedgerEntry } from '@slipway/core/execution';
import { msBetween } from '@slipway/core/time';
import { describe, expect, test } from 'vitest';
import type { Happening } from '../src/host/index.ts';
import { fates, openScene, type SceneOptions, scenePolicy } from '../src/scene/index.ts';
import { brokenRules, ends } from './judge.ts';

// A host whose policy warns people before a reboot, with people on it: they have their time, however often its agent is killed.

const policy = scenePolicy({
  reboot: 'always',
  rebootWarning: { minutes: 10, text: 'Monthly updates.', postponeMinutes: 15 },
});

const night = async (options: Omit<SceneOptions, 'policy'>, users: readonly string[] | 'unknown') => {
  const told: Happening[] = [];
  const scene = await openScene({ ...options, policy });
  const rollout = await scene.play(async () => {
    await scene.open();
    scene.host.condition.users = users;
    return await scene.rollOut();
  });
  expect(await brokenRules(scene)).toEqual([]);
  const ledger = await scene.host.executor.ledger.read();
  told.push(...scene.host.happenings.filter(({ kind }) => kind === 'users-told'));
  return { scene, rollout, ledger, told };
};

const begunAt = (ledger: readonly LedgerEntry[]) =>
  ledger.find((entry) => entry.kind === 'step-begun' && entry.step === 'reboot')?.at;
const askedOf = (ledger: readonly LedgerEntry[]) => ledger.find((entry) => entry.kind === 'reboot-asked');
const waitedMinutes = (ledger: readonly LedgerEntry[]): number => {
  const [from, asked] = [begunAt(ledger), askedOf(ledger)];
  if (from === undefined || asked === undefined) throw new Error('no reboot was asked for');
  return Math.round(msBetween(from, asked.at) / 60_000);
};

describe('a reboot with people on the host', () => {
  test('is put off, told of, and happens at its deadline', async () => {
    const { rollout, ledger, told } = await night({}, ['ada']);
    expect([rollout.hosts.map(({ phase }) => phase), ends(ledger), waitedMinutes(ledger)]).toEqual([
      ['done'],
      ['done'],
      15,
    ]);
    expect(askedOf(ledger)).toMatchObject({ people: 'told' });
    expect(told).toHaveLength(4);
    const proven = ledger.find((entry) => entry.kind === 'step-ended' && entry.step === 'reboot');
    expect(proven).toMatchObject({ outcome: 'done', evidence: { output: expect.stringContaining('were told') } });
  });

  test('happens at once where there are none', async () => {
    const { ledger, told } = await night({}, []);
    expect([waitedMinutes(ledger), told, ends(ledger)]).toEqual([0, [], ['done']]);
  });

  test('C29: counts who cannot be told for somebody', async () => {
    const { ledger } = await night({}, 'unknown');
    expect([waitedMinutes(ledger), ends(ledger)]).toEqual([15, ['done']]);
  });

  test('C01: with the agent killed at each line of the step: it waits no longer, asks no second time once it is down', async () => {
    const calm = fates.none();
    await night({ fate: calm }, ['ada']);
    const first = calm.lines.findIndex((fact) => fact.kind === 'step-begun' && fact.step === 'reboot');
    for (const [index, moment] of [
      [first, 'before'],
      [first, 'after'],
      [first + 1, 'before'],
      [first + 1, 'after'],
    ] as const) {
      const fate = fates.atLine(index, moment, 'killed');
      const { ledger, scene } = await night({ fate }, ['ada']);
      expect([fate.struck(), ends(ledger), waitedMinutes(ledger)]).toEqual([true, ['done'], 15]);
      expect(scene.host.happenings.filter(({ kind }) => kind === 'booted')).toHaveLength(1);
    }
  });

  test('is over where the power was lost meanwhile: another boot proves it', async () => {
    const calm = fates.none();
    await night({ fate: calm }, ['ada']);
    const first = calm.lines.findIndex((fact) => fact.kind === 'step-begun' && fact.step === 'reboot');
    const fate = fates.atLine(first, 'after', 'power-lost');
    const { ledger } = await night({ fate }, ['ada']);
    expect([fate.struck(), ends(ledger), askedOf(ledger)]).toEqual([true, ['done'], undefined]);
  });
});
