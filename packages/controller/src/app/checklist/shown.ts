// A plan's checklist for people: every item, whether or not anybody has looked yet.

import { type ChecklistLook, type JudgedItem, whyBlocked } from '@slipway/core/checklist';
import type { Digest } from '@slipway/core/ids';
import { type Reason, reason } from '@slipway/core/reasons';
import type { Instant } from '@slipway/core/time';
import type { StoreView } from '../../ports/index.ts';

export interface ShownChecklist {
  readonly lookedAt: Instant | null;
  readonly items: readonly JudgedItem[];
  /** Why no host would begin by it now; `null`: every item is green. */
  readonly blocks: Reason | null;
}

/** `null`: its policy asked for none. */
export const shownChecklist = async (
  { checklists }: StoreView,
  planDigest: Digest,
  now: Instant,
): Promise<ShownChecklist | null> => {
  const checklist = await checklists.checklist(planDigest);
  if (checklist === null || checklist.items.length === 0) return null;
  const { look, items } = checklist;
  const detail = 'nobody has looked at it yet';
  const unseen = items.map(({ name, kind }) => ({
    ...{ name, kind, state: 'unknown', evidenceAt: null },
    reason: reason('checklist-not-looked-at', { detail }),
  })) satisfies ChecklistLook['items'];
  const blocks = whyBlocked(look, { rolloutId: look?.rolloutId ?? null, now });
  return { lookedAt: look?.at ?? null, items: look?.items ?? unseen, blocks };
};
