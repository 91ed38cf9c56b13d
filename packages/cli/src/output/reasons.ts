import { explain, type Reason } from '@slipway/core/reasons';
import { isInstant } from '@slipway/core/time';
import { wrap } from './table.ts';
import { instantText } from './time.ts';

/** The text for people, its instants in their zone, and the code for whoever searches. */
export const reasonText = (reason: Reason | null): string =>
  reason === null ? '' : `${explain({ ...reason, facts: readable(reason.facts) })} [${reason.code}]`;

const readable = (facts: Reason['facts']): Reason['facts'] =>
  Object.fromEntries(
    Object.entries(facts).map(([name, value]) => [
      name,
      typeof value === 'string' && isInstant(value) ? instantText(value) : value,
    ]),
  );

/** A label and what belongs to it, for pages that are not tables. */
export type Line = readonly [label: string, value: string];

/** Labels in a column, values wrapped beside them. */
export const linesText = (lines: readonly Line[], width: number | null): string => {
  const indent = Math.max(0, ...lines.map(([label]) => label.length)) + 2;
  return lines
    .map(([label, value]) => {
      const rows = value.split('\n').flatMap((row) => wrap(row, width === null ? null : width - indent));
      return rows.map((row, at) => `${(at === 0 ? label : '').padEnd(indent)}${row}`.trimEnd()).join('\n');
    })
    .map((text) => `${text}\n`)
    .join('');
};
