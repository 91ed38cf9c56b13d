// The story of a window that is too short: the host loses time before its change, and its disk is slow. Half an hour later there is another one.

import type { FixedWindow } from '@slipway/core/calendar';
import { asInstant } from '@slipway/core/time';
import { fates, type Scene, type ScriptedFate, scenePolicy } from '../src/scene/index.ts';
import { type Told, tell } from './story.ts';

const at = (time: string) => asInstant(`2026-03-10T${time}.000Z`);
/** As long as the plan takes, and a minute. */
export const FIRST = { startsAt: at('22:00:00'), cutOffAt: at('22:05:00'), endsAt: at('22:06:30') };
export const SECOND = { startsAt: at('22:30:00'), cutOffAt: at('22:35:00'), endsAt: at('22:36:30') };
const WINDOW: FixedWindow = { kind: 'dates', spans: [FIRST, SECOND] };

export const RULES = { window: WINDOW, reboot: 'never' } as const;
export const OPTIONS = { beginsAt: at('21:57:00'), policy: scenePolicy({ ...RULES, shortWindow: 'in-parts' }) };

export const slow = ({ host }: Scene): void => {
  host.condition.hookSeconds.set('drain', 60);
  host.condition.transactionSeconds = 75;
};

export const inPart = async (fate: ScriptedFate = fates.none()): Promise<Told> =>
  await tell({ ...OPTIONS, fate }, slow);
