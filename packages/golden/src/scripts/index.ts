// The scripts: stories of the process, one per file. What they print is stored in texts/ and compared byte for byte.
// Not here: how a script is played (play).
// May import: play (types), core.

import type { Script } from '../play/index.ts';
import { clockChange } from './clock-change.ts';
import { failedGate } from './failed-gate.ts';
import { freeze } from './freeze.ts';
import { isolateFirst } from './isolate-first.ts';
import { missedWindow } from './missed-window.ts';
import { monthly } from './monthly.ts';
import { policyChange } from './policy-change.ts';
import { refused } from './refused.ts';
import { reports } from './reports.ts';
import { rollback } from './rollback.ts';

export const scripts: readonly Script[] = [
  monthly,
  refused,
  freeze,
  failedGate,
  rollback,
  missedWindow,
  isolateFirst,
  clockChange,
  policyChange,
  reports,
];
