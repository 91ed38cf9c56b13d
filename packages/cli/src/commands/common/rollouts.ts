import { asRolloutId, isIdentifier, type RolloutId } from '@slipway/core/ids';
import { wrongUse } from '../../exit/index.ts';

export const rolloutIdOf = (text: string): RolloutId => {
  if (!isIdentifier(text)) throw wrongUse(`"${text}" is not the id of a rollout, like rollout-7h3kq2mn.`);
  return asRolloutId(text);
};
