// Whether an installation is sound: what was looked at, what was found, and what to do about it. Both programs that run as
// services look at themselves with it (`slipway doctor`, `slipway-agent doctor`), so that both say it in the same words.
// Not here: looking (their own `doctor`), what is wrong with a host's packages (plan, execution), alerts (docs/operator/watching).
// May import: time.

export { type FoundFile, judgeRights, type Right } from './rights.ts';
export { examinedText, isSound } from './text.ts';
export { agoText, judgeEnd } from './time.ts';
export type { Examined } from './types.ts';
