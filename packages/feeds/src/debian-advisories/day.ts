// The two ways in which the lists write a day: `08 Jul 2026`, and `August 26th, 2005` in the oldest.

import type { Instant } from '@slipway/core/time';
import { instantOfText } from '../reading/index.ts';

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const DAY_FIRST = /^(\d{1,2})\s+([A-Za-z]{3,9})\s+(\d{4})$/;
const MONTH_FIRST = /^([A-Za-z]{3,9})\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})$/;

export const dayOfHeader = (text: string): Instant | null => {
  const [, day = '', month = '', year = ''] = DAY_FIRST.exec(text) ?? monthFirst(text);
  const index = MONTHS.indexOf(month.slice(0, 3).toLowerCase());
  if (index === -1) return null;
  return instantOfText(`${year}-${String(index + 1).padStart(2, '0')}-${day.padStart(2, '0')}`);
};

const monthFirst = (text: string): readonly string[] => {
  const [all = '', month = '', day = '', year = ''] = MONTH_FIRST.exec(text) ?? [];
  return [all, day, month, year];
};
