// A record that could not be read, as a format yields it.

import type { Reason } from '@slipway/core/reasons';
import type { Found } from '../format.ts';
import { plainText } from './text.ts';

const WHERE_LENGTH_MAX = 200;

export const problem = (where: string, why: Reason): Found => ({
  kind: 'problem',
  problem: { where: plainText(where, WHERE_LENGTH_MAX), reason: why },
});
