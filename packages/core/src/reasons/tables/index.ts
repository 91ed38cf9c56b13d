// Every reason code of Slipway: one line per code, in a table for each part in which they arise. The text is for people on
// call: it says what is so, and where there is one, what to do. `{name}` is replaced by the fact of that name.
// Codes are an interface: they never change their meaning, and a retired one is not used again.
// May import: nothing.

import { CLUSTER } from './cluster.ts';
import { CONTROLLER } from './controller.ts';
import { DOCUMENTS } from './documents.ts';
import { GUEST } from './guest.ts';
import { HOST } from './host.ts';
import { KERNEL } from './kernel.ts';
import { PLANNING } from './planning.ts';
import { PROMOTION } from './promotion.ts';
import { RESTORE_POINT } from './restore-point.ts';
import { ROLLBACK } from './rollback.ts';
import { ROLLOUT } from './rollout.ts';
import { VERDICTS } from './verdicts.ts';

export const REASONS = {
  ...DOCUMENTS,
  ...VERDICTS,
  ...PLANNING,
  ...PROMOTION,
  ...ROLLOUT,
  ...ROLLBACK,
  ...RESTORE_POINT,
  ...CLUSTER,
  ...HOST,
  ...GUEST,
  ...KERNEL,
  ...CONTROLLER,
} as const satisfies Readonly<Record<string, string>>;
