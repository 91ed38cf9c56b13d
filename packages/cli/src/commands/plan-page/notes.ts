import type { CheckerNote } from '@slipway/core/plan';
import { reasonText, tableText } from '../../output/index.ts';
import { type Hostnames, nameOf } from './hostnames.ts';

const RANK: Readonly<Record<CheckerNote['severity'], number>> = { error: 0, warning: 1, info: 2 };

/** Worst first. */
export const notesText = (notes: readonly CheckerNote[], hostnames: Hostnames, width: number | null): string => {
  if (notes.length === 0) return 'Nothing to say against it. (It shares no code with the planner.)\n';
  return tableText({
    columns: [{ title: 'severity' }, { title: 'host' }, { title: 'note' }],
    rows: notes
      .toSorted((a, b) => RANK[a.severity] - RANK[b.severity])
      .map(({ severity, hostId, reason }) => [
        severity,
        hostId === null ? '-' : nameOf(hostnames, hostId),
        reasonText(reason),
      ]),
    width,
  });
};
