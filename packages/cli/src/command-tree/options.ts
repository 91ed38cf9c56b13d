// Options that commands of several subjects take, in the same words.

import type { OptionSpec } from '../command/index.ts';
import { parseAsOf, parseCount } from './values.ts';

export const LIMIT: OptionSpec = {
  flags: '--limit <count>',
  text: 'only the newest so many',
  default: 20,
  parse: parseCount,
};
export const YES: OptionSpec = { flags: '-y, --yes', text: 'do not ask' };
export const AS_OF: OptionSpec = {
  flags: '--as-of <day>',
  text: 'as it was at the end of that day',
  parse: parseAsOf,
};
