// A story from nothing to a rollout that has ended, with what struck it on the way.

import type { LedgerFact } from '@slipway/core/execution';
import type { Rollout } from '@slipway/core/rollout';
import type { Blow } from '../src/host/index.ts';
import { fates, openScene, PACKAGES, type Scene, type SceneOptions, type ScriptedFate } from '../src/scene/index.ts';
import { untilTold } from './judge.ts';

export interface Told {
  readonly scene: Scene;
  readonly rollout: Rollout;
}

export const tell = async (options: SceneOptions, before: (scene: Scene) => void = () => undefined): Promise<Told> => {
  const scene = await openScene(options);
  before(scene);
  const rollout = await scene.play(async () => {
    await scene.open();
    const ended = await scene.rollOut();
    await untilTold(scene);
    return ended;
  });
  scene.close();
  return { scene, rollout };
};

export const versions = ({ host }: Scene): readonly (string | null)[] =>
  PACKAGES.map((name) => host.packages.versionOf(name));

export interface Struck extends Told {
  readonly where: string;
}

/** The same story, struck once at every line of the ledger, before the line and after it; from `from` on where that is said. */
export const struckAtEveryLine = async (
  blow: Blow,
  told: (fate: ScriptedFate) => Promise<Told>,
  judge: (struck: Struck) => Promise<void>,
  from: (fact: LedgerFact) => boolean = () => true,
): Promise<number> => {
  const unharmed = fates.none();
  await judge({ ...(await told(unharmed)), where: 'unharmed' });
  const { length } = unharmed.lines;
  const first = unharmed.lines.findIndex(from);
  await everywhere(length, async (index, moment) => {
    if (index < first) return;
    const fate = fates.atLine(index, moment, blow);
    const fact = unharmed.lines[index];
    const step = fact !== undefined && 'step' in fact ? ` ${fact.step}` : '';
    await judge({ ...(await told(fate)), where: `${blow} ${moment} line ${index + 1}: ${fact?.kind}${step}` });
    if (!fate.struck()) throw new Error(`line ${index + 1} was never written`);
  });
  return length - first;
};

/** Of check-ins in a row with nothing between them, which stand for the same moment, these are struck. */
const SAME_MAX = 3;

/** The same for every message of the reporter's. */
export const struckAtEveryMessage = async (
  told: (fate: ScriptedFate) => Promise<Told>,
  judge: (struck: Struck) => Promise<void>,
): Promise<number> => {
  const unharmed = fates.none();
  await told(unharmed);
  const { messages } = unharmed;
  let strikes = 0;
  await everywhere(messages.length, async (index, moment) => {
    const row = messages.slice(Math.max(0, index - SAME_MAX), index + 1);
    if (row.length > SAME_MAX && row.every((message) => message === 'checkIn')) return;
    strikes += 1;
    const fate = fates.atMessage(index, moment);
    await judge({ ...(await told(fate)), where: `killed ${moment} message ${index + 1}: ${messages[index]}` });
    if (!fate.struck()) throw new Error(`message ${index + 1} was never sent`);
  });
  return strikes / 2;
};

const everywhere = async (
  count: number,
  strike: (index: number, moment: 'before' | 'after') => Promise<void>,
): Promise<void> => {
  for (let index = 0; index < count; index += 1) {
    await strike(index, 'before');
    await strike(index, 'after');
  }
};
