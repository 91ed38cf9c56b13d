// The scripts: stories of the process, one per file. What they print is stored in texts/ and compared byte for byte.
// Not here: how a script is played (play).
// May import: play (types), core.

import type { Script } from '../play/index.ts';
import { clockChange } from './clock-change.ts';
import { freeze } from './freeze.ts';
import { policyChange } from './policy-change.ts';

export const scripts: readonly Script[] = [freeze, clockChange, policyChange];
