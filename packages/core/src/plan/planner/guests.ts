// What the plan of one host says of its guests, and where it must not be planned for their sake.

import { type GuestRules, guestsText } from '../../guest/index.ts';
import type { Inventory } from '../../inventory/index.ts';
import type { Rules } from '../../policy/index.ts';
import { type Reason, reason } from '../../reasons/index.ts';

/** `null`: policy does not say, or the host has none. What nobody can tell counts as guests: the host itself looks again. */
export function guestsOf({ guests: rules }: Pick<Rules, 'guests'>, { guests }: Inventory): GuestRules | null {
  if (rules === undefined || guests === undefined) return null;
  return guests.kind === 'known' && guests.guests.length === 0 ? null : rules;
}

/** They would all go down with a boot, and nobody has decided that; or they would be shut down, and nobody knows who they are. */
export function guestsForbid(
  { guests: rules, reboot }: Pick<Rules, 'guests' | 'reboot'>,
  { guests }: Inventory,
): Reason | null {
  if (guests?.kind === 'unknown' && rules?.choice === 'stop')
    return reason('guests-unknown', { detail: guests.detail });
  if (reboot === 'never' || guests?.kind !== 'known') return null;
  const up = guests.guests.filter(({ state }) => state !== 'stopped');
  if (up.length === 0) return null;
  if (rules === undefined) return reason('guests-no-choice', { guests: guestsText(up) });
  return rules.choice === 'leave' ? reason('guests-left', { guests: guestsText(up) }) : null;
}
