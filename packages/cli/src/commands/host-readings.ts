import { evidenceAt, readingText } from '@slipway/core/reading';
import { endpoints, type HostReadingAnswer } from '@slipway/protocol/api';
import type { Action } from '../command/index.ts';
import { ageText } from '../output/index.ts';
import { findHost, printTable } from './common/index.ts';

export const hostReadings: Action = async (invocation) => {
  const { context, args } = invocation;
  const api = await context.api();
  const { hostId } = await findHost(api, args[0] ?? '');
  const { items } = await api.call(endpoints.hosts.readings, { params: { hostId } });
  const now = context.now();
  printTable(invocation, {
    items,
    columns: [
      { title: 'reading' },
      { title: 'state' },
      { title: 'taken' },
      { title: 'wanted' },
      { title: 'what it says', shrinks: true },
    ],
    row: (item) => [
      readingText(item.subject),
      item.reading?.state ?? '-',
      takenText(item, now),
      item.wantedUntil <= now.toISOString() ? 'no more' : 'yes',
      saidText(item, now),
    ],
    empty: 'Nothing is asked of this host: checklists and gates ask from a day before a window on.',
  });
  return 0;
};

/** As old as what it rests on, whatever the host's clock says. */
const takenText = ({ reading, receivedAt }: HostReadingAnswer, now: Date): string =>
  reading === null || receivedAt === null ? 'not yet' : ageText(evidenceAt(reading, receivedAt), now);

const saidText = ({ reading }: HostReadingAnswer, now: Date): string => {
  if (reading === null) return '-';
  return reading.modifiedAt === null ? reading.text : `changed ${ageText(reading.modifiedAt, now)}`;
};
