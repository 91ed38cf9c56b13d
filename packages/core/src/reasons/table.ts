// Every reason code of Slipway: one line per code, in a table for each part in which they arise. The text is for people on call: it
// says what is so, and where there is one, what to do. `{name}` is replaced by the fact of that name.
// Codes are an interface: they never change their meaning, and a retired one is not used again.

import { CONTROLLER } from './tables/controller.ts';
import { DOCUMENTS } from './tables/documents.ts';
import { PLANNING } from './tables/planning.ts';
import { PROMOTION } from './tables/promotion.ts';
import { ROLLOUT } from './tables/rollout.ts';
import { VERDICTS } from './tables/verdicts.ts';

export const REASONS = {
  ...DOCUMENTS,
  ...VERDICTS,
  ...PLANNING,
  ...PROMOTION,
  ...ROLLOUT,
  ...CONTROLLER,
} as const satisfies Readonly<Record<string, string>>;
