// Check: how the health of a host is seen, measured before the change and after it, in words: which kinds there are, what a
// reading is, and what two readings prove.
// Not here: taking a reading (the agent's adapters), when it is taken and how often it is asked again (executor).
// May import: step.

export { type AskedAgain, isAskedAgain } from './again.ts';
export { type Compared, judgeCheck } from './judge.ts';
export { checkAsked } from './text.ts';
export { isWithin } from './tolerance.ts';
export type * from './types.ts';
