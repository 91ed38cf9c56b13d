import type { PlanAskedAgain } from './types.ts';

/** In words, for whoever is asked again. */
export const askedAgainText = ({ askedBy, why, refusal, changeRequest }: PlanAskedAgain): string => {
  const before =
    refusal === null
      ? `Change request ${changeRequest ?? ''} was withdrawn`
      : `${refusal.refusedBy} refused it on ${refusal.refusedAt.slice(0, 10)}: ${refusal.why}`;
  return `${before}. ${askedBy} asks again: ${why}`;
};
