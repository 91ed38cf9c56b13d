// The hook of a simulated carrier's folder that moves guests to another carrier and back.

import type { HappeningFact, HostCondition } from './condition.ts';

/** The hook by which guests of simulated hosts are moved: `--act away|back --guest NAME --kind KIND`. */
export const MOVING_HOOK = 'migrate';

/** `false`: there is no such guest to be moved. */
export const moveGuest = (
  { condition, happened }: { readonly condition: HostCondition; readonly happened: (what: HappeningFact) => void },
  { act, guest: name = '' }: Readonly<Record<string, string>>,
): boolean => {
  const guest = condition.guests.get(name);
  if (guest === undefined) return false;
  const [state, what] = act === 'away' ? (['away', 'moved-away'] as const) : (['running', 'moved-back'] as const);
  if (guest.state === state) return true;
  if (guest.how === 'deaf') return false;
  guest.state = state;
  happened({ kind: 'guest', guest: name, what });
  return true;
};
