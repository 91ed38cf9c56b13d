// The output of a package transaction while it runs, as people may read it on any terminal or page.

import { explain, type Outcome } from '../reasons/index.ts';
import type { Instant } from '../time/index.ts';
import { readingUnknown } from './taken.ts';
import type { Reading } from './types.ts';

/** Of the file's end: some fifty lines, and whoever watches a host costs it no more than this with each check-in. */
export const OUTPUT_BYTES_MAX = 4096;

/** The end of a transaction's output file as it stands at a moment. */
export interface OutputFile {
  /** Name of the transaction's unit. */
  readonly transaction: string;
  /** Of the whole file. */
  readonly bytes: number;
  /** The last {@link OUTPUT_BYTES_MAX} of it, or all. */
  readonly end: string;
  readonly isWhole: boolean;
}

/** `null`: no transaction of this attempt has begun. */
export const readingOfOutput = (found: Outcome<OutputFile | null>, takenAt: Instant): Reading => {
  if (!found.ok) return readingUnknown(explain(found.reason), takenAt);
  const told: Reading = { state: 'ok', text: '', takenAt, exit: null, modifiedAt: null };
  if (found.value === null) return told;
  const { transaction, bytes, end, isWhole } = found.value;
  return { ...told, output: { transaction, bytes, text: printed(isWhole ? end : fromLineStart(end)) } };
};

/** What was cut begins in the middle of a line, and maybe of a character; one line without an end is better than nothing. */
const fromLineStart = (end: string): string => end.slice(end.indexOf('\n') + 1);

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is taken out
const ESCAPES = /\u001b\[[0-9;?]*[ -/]*[@-~]/g;

/** Lines as a terminal would end up showing them, without anything that a terminal or a page acts on. */
const printed = (text: string): string =>
  text
    .split('\n')
    .map(overwritten)
    .join('\n')
    .replace(ESCAPES, '')
    .replace(/[^\P{C}\n\t]|[\p{Zl}\p{Zp}]/gu, '');

/** dpkg counts percents on one line by going back to its start. */
const overwritten = (line: string): string => line.replace(/\r+$/, '').split('\r').at(-1) ?? '';
