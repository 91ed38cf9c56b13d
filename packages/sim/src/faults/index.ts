// Faults of a night, by name: each seed draws its own, and each draws from a stream of its own, so that a night without one
// of them is the same night in everything that it was not part of.
// Not here: programs that die at a line or a message (host, fate), messages that are lost (world, link), controllers that
// die (controller, replicas), what people of the night do themselves (night-story); their names stand here all the same.
// May import: controller (app), core, sim's host, controller, fleet, people, policy, random, time, world.

import type { Random } from '../random/index.ts';
import { controllerFaults } from './controllers.ts';
import { hostFaults } from './hosts.ts';
import { inboxFaults } from './inbox.ts';
import { operatorFaults } from './operators.ts';
import type { Fault } from './world.ts';

export { FEED } from './controllers.ts';
export type { FaultWorld, Moment } from './world.ts';

/** Played by who else plays them. */
const ELSEWHERE = [
  'messages',
  'agents-die',
  'controllers-die',
  'controllers-stand-still',
  'store-fails',
  'approved-late',
  'emergency',
] as const;

const PLAYED = { ...hostFaults, ...controllerFaults, ...operatorFaults, ...inboxFaults } as const;

export type FaultName = keyof typeof PLAYED | (typeof ELSEWHERE)[number];

export const FAULT_NAMES = [...ELSEWHERE, ...Object.keys(PLAYED)] as readonly FaultName[];

/** Every night has these; each of the others comes in so many of a hundred. */
const ALWAYS: ReadonlySet<FaultName> = new Set([
  'messages',
  'agents-die',
  'controllers-die',
  'controllers-stand-still',
]);
const SHARE = 0.4;

export const drawnFaults = (random: Random): readonly FaultName[] =>
  FAULT_NAMES.filter((name) => random.fork(name).chance(SHARE) || ALWAYS.has(name));

export const playedFaults = (
  names: readonly FaultName[],
): readonly { readonly name: FaultName; readonly play: Fault }[] =>
  names.flatMap((name) => (name in PLAYED ? [{ name, play: PLAYED[name as keyof typeof PLAYED] as Fault }] : []));

/** `all`, or names with commas between them. */
export const faultsNamed = (text: string): readonly FaultName[] => {
  if (text === 'all') return FAULT_NAMES;
  const names = text.split(',').filter((name) => name !== '');
  const unknown = names.find((name) => !FAULT_NAMES.some((known) => known === name));
  if (unknown !== undefined) throw new Error(`no fault ${unknown}; there are ${FAULT_NAMES.join(', ')}`);
  return FAULT_NAMES.filter((known) => names.includes(known));
};
