import { type CheckReading, isWithin, type Tolerance } from '@slipway/core/check';

/** A row of a report; what a service says of itself may be longer. */
const CHARACTERS_MAX = 500;

export const well = (detail: string): CheckReading => ({ state: 'well', detail: oneLine(detail) });
export const ill = (detail: string): CheckReading => ({ state: 'ill', detail: oneLine(detail) });
export const unknown = (detail: string): CheckReading => ({ state: 'unknown', detail: oneLine(detail) });

/** What is no number is not known; a change is judged by whoever has the value before. */
export const ofValue = (tolerance: Tolerance, value: number): CheckReading =>
  Number.isFinite(value)
    ? { state: isWithin(tolerance, value) ? 'well' : 'ill', value: String(value), detail: String(value) }
    : unknown(`the value is ${value}`);

export const because = (error: unknown): CheckReading =>
  unknown(error instanceof Error ? error.message : String(error));

/** What services say is others' text: nothing of it may move a terminal, and all of it must have a canonical form. */
const oneLine = (text: string): string => {
  const line = text
    .replaceAll(/[\s\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]+/gu, ' ')
    .trim()
    .slice(0, CHARACTERS_MAX)
    // A slice may have cut a character of two code units in half.
    .replace(/[\ud800-\udbff]$/, '');
  return line === '' ? 'nothing was said' : line;
};
