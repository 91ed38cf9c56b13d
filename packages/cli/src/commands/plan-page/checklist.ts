import type { ChecklistAnswer } from '@slipway/protocol/api';
import { ageText, reasonText, tableText } from '../../output/index.ts';

/** Every item, whether or not it stands against anything. */
export const checklistText = (
  { items, lookedAt, blocks }: ChecklistAnswer,
  { now, width }: { readonly now: Date; readonly width: number | null },
): string => {
  const table = tableText({
    columns: [{ title: 'item' }, { title: 'kind' }, { title: 'state' }, { title: 'evidence' }, { title: 'why' }],
    rows: items.map(({ name, kind, state, reason, evidenceAt }) => [
      name,
      kind,
      state,
      evidenceAt === null ? '-' : ageText(evidenceAt, now),
      reason === null ? '-' : reasonText(reason),
    ]),
    width,
  });
  const looked = lookedAt === null ? 'Nobody has looked at it yet.' : `Looked at ${ageText(lookedAt, now)}.`;
  return `${table}${looked}${blocks === null ? '' : ' No host begins while an item is not green.'}\n`;
};
