import type { WindowSchedule } from '@slipway/protocol/api';
import { instantText, reasonText, tableText } from '../../output/index.ts';

type Ahead = WindowSchedule['ahead'][number];
type Span = Pick<Ahead, 'startsAt' | 'cutOffAt' | 'endsAt'>;
/** A controller of an earlier version tells the instants alone. */
type Shown = Span & Partial<Pick<Ahead, 'local' | 'notes'>>;

export const nextTable = (
  { zone, ahead }: { readonly zone: string | null; readonly ahead: readonly Shown[] },
  width: number | null,
): string => {
  const rows = ahead.flatMap((one) => occurrenceRows(one, zone));
  const hasNotes = ahead.some(({ notes = [] }) => notes.length > 0);
  const titles = ['next', 'starts', 'begin until', 'ends', ...(hasNotes ? ['what is unusual'] : [])];
  return tableText({ columns: titles.map((title) => ({ title })), rows, width });
};

const occurrenceRows = (one: Shown, zone: string | null): readonly (readonly string[])[] => {
  const { startsAt, cutOffAt, endsAt, local = null, notes = [] } = one;
  const here = ['here', ...[startsAt, cutOffAt, endsAt].map(instantText)];
  const rows = [
    ...(local === null || zone === null ? [] : [[zone, local.startsAt, local.cutOffAt, local.endsAt]]),
    here,
    ['UTC', startsAt, cutOffAt, endsAt],
  ];
  return rows.map((row, at) => (at === 0 ? [...row, notes.map(reasonText).join(' ')] : row));
};

/** Nothing where no day was passed over. */
export const skippedTable = ({ skipped }: WindowSchedule, width: number | null): string =>
  skipped.length === 0
    ? ''
    : tableText({
        columns: [{ title: 'passed over' }, { title: 'why' }],
        rows: skipped.map(({ startsAt, localStart, reason }) => [
          localStart ?? instantText(startsAt),
          reasonText(reason),
        ]),
        width,
      });
