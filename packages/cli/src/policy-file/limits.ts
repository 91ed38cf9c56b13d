// What is not even given to the YAML parser, which calls itself for every level of nesting.

import type { PlacedProblem } from './problem.ts';

/** The largest body that the controller takes is 1 MiB; comments are not sent. */
const CHARACTERS_MAX = 4 * 1024 * 1024;
/** A policy nests six deep. */
const NESTED_MAX = 32;
/** Every level of nesting by lines costs a blank at least. */
const INDENT_MAX = 200;

export const beyondLimits = (text: string): PlacedProblem | null => {
  if (text.length > CHARACTERS_MAX) return tooMuch(1, 1, `has more than ${CHARACTERS_MAX} characters`);
  let depth = 0;
  let [line, start] = [1, 0];
  const nests = (at: number): PlacedProblem => tooMuch(line, at - start + 1, `nests more than ${NESTED_MAX} deep`);
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    if (at === start && isTooDeep(text, at)) return nests(at);
    if (character === '\n') [line, start] = [line + 1, at + 1];
    // Brackets in a text count, too: more of them than this, open all at once, is no policy.
    else if (character === '[' || character === '{') depth += 1;
    else if (character === ']' || character === '}') depth = Math.max(0, depth - 1);
    if (depth > NESTED_MAX) return nests(at);
  }
  return null;
};

const INDENT = new RegExp(` {${INDENT_MAX}}`, 'y');
const DASHES = new RegExp(`(?:[ \\t]*[-?][ \\t]){${NESTED_MAX}}`, 'y');

const isTooDeep = (text: string, start: number): boolean =>
  [INDENT, DASHES].some((pattern) => {
    pattern.lastIndex = start;
    return pattern.test(text);
  });

const tooMuch = (line: number, column: number, what: string): PlacedProblem => ({
  line,
  column,
  place: null,
  what: `the file ${what}`,
  instead: 'a policy as `slipway policy starter` prints it',
});
