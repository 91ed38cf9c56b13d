// What of a log goes into the ledger: plain text, a few lines, the last ones.

import type { CollectedLog, LogLine, LogName } from '@slipway/core/execution';

/** The trouble stands at the end, and a ledger line is read by people and programs alike. */
const LINES_MAX = 60;
/** Of one log: five of them stay well below the 100 kB that a ledger line may have. */
const CHARACTERS_MAX = 8 * 1024;
/** A package manager's longest sentence has half of it. */
const LINE_LENGTH_MAX = 500;

export const collected = (log: LogName, lines: readonly LogLine[]): CollectedLog => {
  const kept: LogLine[] = [];
  let characters = 0;
  for (const line of lines.toReversed()) {
    const text = plainText(line.text);
    if (text.trim() === '') continue;
    characters += text.length;
    if (kept.length >= LINES_MAX || characters > CHARACTERS_MAX) break;
    kept.unshift({ ...line, text });
  }
  return { log, found: kept.length > 0 ? 'lines' : 'nothing', lines: kept };
};

/** Colours and cursor moves of terminals (ECMA-48), and whatever else is no text. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
const ESCAPES = /\u001b\[[0-9;?]*[ -/]*[@-~]/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: the same
const CONTROLS = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g;

const plainText = (text: string): string => {
  const plain = text.replaceAll(ESCAPES, '').replaceAll(CONTROLS, ' ').trimEnd();
  const short = plain.length > LINE_LENGTH_MAX ? `${plain.slice(0, LINE_LENGTH_MAX)}…` : plain;
  // Half a character, cut by us or by the program, has no place in a document.
  return short.toWellFormed();
};
