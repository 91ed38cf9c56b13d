// Whether a look at a checklist lets anybody begin.

import type { RolloutId } from '../ids/index.ts';
import { explain, type Reason, reason } from '../reasons/index.ts';
import { addSeconds, type Instant } from '../time/index.ts';
import type { ChecklistLook } from './types.ts';

/** What was so longer ago is not taken for so: several times what lies between two looks. */
export const LOOK_SECONDS_MAX = 120;
/** Named in one sentence; the plan tells all. */
const NAMED_MAX = 3;

/** Who asks, and when. */
export interface BlockedFor {
  readonly rolloutId: RolloutId | null;
  readonly now: Instant;
}

/** `null`: every item is green, by a fresh look. */
export const whyBlocked = (look: ChecklistLook | null, { rolloutId, now }: BlockedFor): Reason | null => {
  if (look === null) return reason('checklist-not-looked-at', { detail: 'nobody has looked at it yet' });
  if (addSeconds(look.at, LOOK_SECONDS_MAX) < now || look.at > addSeconds(now, LOOK_SECONDS_MAX)) {
    return reason('checklist-not-looked-at', { detail: `it was last looked at ${look.at}` });
  }
  // Who is left in one rollout of a plan, nobody perhaps, says nothing of those of the next one.
  if (look.rolloutId !== null && look.rolloutId !== rolloutId) {
    return reason('checklist-not-looked-at', { detail: `it was last looked at for rollout ${look.rolloutId}` });
  }
  const against = look.items.filter(({ state }) => state !== 'green');
  if (against.length === 0) return null;
  const named = against.slice(0, NAMED_MAX).map(({ name, reason: why }) => {
    const because = why === null ? '' : ` (${explain(why).replace(/\.$/, '')})`;
    return `${name}${because}`;
  });
  const more = against.length > NAMED_MAX ? `; and ${against.length - NAMED_MAX} more` : '';
  return reason('checklist-blocks', { items: `${named.join('; ')}${more}` });
};
