import type { LedgerFact } from '@slipway/core/execution';
import type { Policy } from '@slipway/core/policy';
import { describe, expect, test } from 'vitest';
import { type Fate, type Happening, KIND } from '../src/host/index.ts';
import { openScene, type Scene, type SceneOptions, scenePolicy } from '../src/scene/index.ts';
import { brokenRules, endings, ends, untilTold } from './judge.ts';

// C28: the cluster itself is asked before a member goes and after, and whatever is not a yes is a no. The hooks of the same
// steps say yes throughout.

const policy: Policy = {
  ...scenePolicy(),
  questions: [
    { hosts: 'environment = dev', ask: { kind: 'etcd', lagEntriesMax: 100 } },
    { hosts: 'environment = dev', ask: { kind: 'rabbitmq', othersMin: 1 }, settleSeconds: 600 },
  ],
};

type Ill = 'missing' | 'silent' | 'stuck';

interface Story {
  /** From this line of the ledger on the cluster is not well, once. */
  readonly from: (fact: LedgerFact) => boolean;
  readonly ill: Ill;
  /** So long; absent: for good. */
  readonly minutes?: number;
  readonly powerLost?: boolean;
}

/** What the hooks did, each with how the cluster was at that moment. */
interface Told {
  readonly scene: Scene;
  readonly seen: readonly string[];
}

const tell = async ({ from, ill, minutes, powerLost = false }: Story): Promise<Told> => {
  const seen: string[] = [];
  let scene: Scene | null = null;
  let struck = false;
  const atLine: Fate['atLine'] = (moment, fact) => {
    if (scene === null || struck || moment !== 'after' || !from(fact)) return 'none';
    struck = true;
    const { clusters } = scene.host.condition;
    clusters.set('rabbitmq', ill);
    if (minutes !== undefined) void scene.time.sleep(minutes * 60_000).then(() => clusters.delete('rabbitmq'));
    return powerLost ? 'power-lost' : 'none';
  };
  const onHappening: NonNullable<SceneOptions['onHappening']> = (host, what: Happening) => {
    if (what.kind !== 'hook' || what.phase !== 'called') return;
    if (what.hook === 'drain' || what.hook === 'undrain') {
      seen.push(`${what.hook} while ${host.condition.clusters.get('rabbitmq') ?? 'whole'}`);
    }
  };
  const opened = await openScene({ policy, fate: { ...KIND, atLine }, onHappening });
  scene = opened;
  await opened.play(async () => {
    await opened.open();
    await opened.rollOut();
    await untilTold(opened);
  });
  opened.close();
  return { scene: opened, seen };
};

const begun = (fact: LedgerFact): boolean => fact.kind === 'attempt-begun';
const ended =
  (step: string) =>
  (fact: LedgerFact): boolean =>
    fact.kind === 'step-ended' && fact.step === step;

/** It is tried again until the cluster is whole, however often that is. */
const triedUntilDone = async (told: Told): Promise<boolean> =>
  /^(not-begun )+done$/.test(ends(await ledgerOf(told)).join(' '));

const ledgerOf = async ({ scene }: Told) => await scene.host.executor.ledger.read();

describe('a cluster that is asked before its member goes', () => {
  test.each<[Ill, string]>([
    ['missing', 'The cluster cannot spare this host: rabbitmq says a member is missing.'],
    ['silent', 'What the cluster says is not known, and counts as no: rabbitmq: nobody answers.'],
    ['stuck', 'What the cluster says is not known, and counts as no: rabbitmq: nobody answers.'],
  ])('and is %s: the host stays, and goes when it is whole', async (ill, why) => {
    const told = await tell({ from: begun, ill, minutes: 5 });
    expect(await brokenRules(told.scene)).toEqual([]);
    expect(ends(await ledgerOf(told))).toEqual(['not-begun', 'done']);
    expect(endings(await ledgerOf(told))[0]).toBe(why);
    expect(told.seen).toEqual(['drain while whole', 'undrain while whole']);
  });

  test('and is not whole for half a minute: it is asked again within the step', async () => {
    const told = await tell({ from: begun, ill: 'missing', minutes: 0.5 });
    expect(ends(await ledgerOf(told))).toEqual(['done']);
    expect(told.seen).toEqual(['drain while whole', 'undrain while whole']);
  });

  test('and says yes, before the power is lost: it is asked again before the drain', async () => {
    const told = await tell({ from: ended('ask-cluster'), ill: 'missing', minutes: 20, powerLost: true });
    expect(await brokenRules(told.scene)).toEqual([]);
    expect(await triedUntilDone(told)).toBe(true);
    expect(endings(await ledgerOf(told))[0]).toMatch(/^The cluster cannot spare this host/);
    expect(told.seen).toEqual(['drain while whole', 'undrain while whole']);
  });
});

describe('a drain that was begun before the power was lost', () => {
  const begins = (fact: LedgerFact): boolean => fact.kind === 'step-begun' && fact.step === 'drain';

  test('and may not go on is taken back: nobody knows how far it came', async () => {
    const told = await tell({ from: begins, ill: 'silent', minutes: 20, powerLost: true });
    expect(await triedUntilDone(told)).toBe(true);
    expect(told.seen).toEqual(['undrain while silent', 'drain while whole', 'undrain while whole']);
  });
});

describe('a cluster that is asked after', () => {
  test('is waited for, and only then is the host given back', async () => {
    const told = await tell({ from: ended('apply'), ill: 'missing', minutes: 9 });
    expect(await brokenRules(told.scene)).toEqual([]);
    expect(ends(await ledgerOf(told))).toEqual(['done']);
    expect(told.seen).toEqual(['drain while whole', 'undrain while whole']);
  });

  test('and never is whole again keeps the host out, and nobody is asked whether it may be kept out', async () => {
    const told = await tell({ from: ended('apply'), ill: 'silent' });
    expect(await brokenRules(told.scene)).toEqual([]);
    expect(ends(await ledgerOf(told))).toEqual(['isolated']);
    expect(endings(await ledgerOf(told))[0]).toMatch(/^What the cluster says is not known/);
    expect(told.seen).toEqual(['drain while whole']);
  });
});
