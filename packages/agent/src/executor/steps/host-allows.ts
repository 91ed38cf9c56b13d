// What the host itself says against being touched: root's inhibitions always, and what policy wants asked.

import { type Outcome, ok, refuse } from '@slipway/core/reasons';
import type { AttemptContext } from '../context.ts';
import { guestsAllow } from './guests.ts';

export const hostAllows = async (context: AttemptContext): Promise<Outcome<void>> => {
  const { ports, hostPlan } = context;
  const { conditions } = ports;
  const { users, battery } = hostPlan.preflight ?? {};
  const inhibitions = await conditions.inhibitions();
  if (!inhibitions.ok) return inhibitions;
  const [first] = inhibitions.value;
  if (first !== undefined) {
    const until = first.until === null ? 'until it is taken away' : `until ${first.until}`;
    return refuse('host-inhibited', { until, why: first.why, file: first.name });
  }
  if (users === 'refuse') {
    const found = await conditions.users();
    if (!found.ok) return found;
    if (found.value.length > 0) return refuse('users-logged-in', { users: found.value.join(', ') });
  }
  const carries = await guestsAllow(context);
  if (!carries.ok) return carries;
  if (battery === 'refuse') {
    const found = await conditions.power();
    if (!found.ok) return found;
    if (found.value === 'battery') return refuse('on-battery');
  }
  return ok(undefined);
};
