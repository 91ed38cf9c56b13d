/**
 * The gates: each answers one question about the whole tree and says how many files it looked at.
 * `tools/check.ts` runs them; ./self-test.ts runs each on a tree that it must refuse and one that it must pass.
 * A gate starts tools of node_modules/.bin and reads files; it never changes one.
 */

import { boundaries } from './boundaries.ts';
import { deadCode } from './dead-code.ts';
import type { Gate } from './gate.ts';
import { formatAndLint, lintWithTypes } from './lint.ts';
import { tidiness } from './tidy.ts';
import { consoleTypes, coreTypes, types } from './types.ts';

export type { Gate, GateResult } from './gate.ts';
export { selfTest } from './self-test.ts';

export const gates: readonly Gate[] = [
  types,
  coreTypes,
  consoleTypes,
  formatAndLint,
  lintWithTypes,
  boundaries,
  deadCode,
  tidiness,
];
