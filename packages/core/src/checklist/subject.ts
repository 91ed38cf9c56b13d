import type { ChecklistItem } from '../policy/index.ts';
import type { ReadingSubject } from '../reading/index.ts';

/** What hosts are asked for an item. */
export const subjectOf = (item: Extract<ChecklistItem, { readonly kind: 'plug-in' | 'file-age' }>): ReadingSubject => {
  switch (item.kind) {
    case 'plug-in':
      return { kind: 'plug-in', plugIn: item.plugIn, parameters: item.parameters };
    case 'file-age':
      return { kind: 'file-age', path: item.path };
    default:
      return item satisfies never;
  }
};
