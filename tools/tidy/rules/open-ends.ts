import { isCode, linesMatching, type Rule } from '../rule.ts';

/** In parts, so that this file does not break its own rule. */
const MARKS = ['TO' + 'DO', 'FIX' + 'ME', 'X' + 'XX', 'HA' + 'CK'];

export const openEnds: Rule = {
  name: 'open-ends',
  why: 'Finish it, or write an issue with what was seen; a mark in the code is read by nobody.',
  applies: (path) => isCode(path) || /^\.ci\/|\.(sh|md|sql|json)$/.test(path),
  check: (file) => linesMatching(file, new RegExp(`\\b(${MARKS.join('|')})\\b`), { inComments: true }),
};
