// Step: the closed vocabulary of what may ever be done to a host, the form in which a plan names it,
// and how long each step takes where nothing better is known.
// Not here: deciding the next step (execution) or doing it (the agent's executor).
// May import: reasons.

export { defaultSeconds, SECONDS_GRAIN } from './default-seconds.ts';
export { isParameterName, PARAMETER_LENGTH_MAX } from './hook-parameters.ts';
export type * from './types.ts';
