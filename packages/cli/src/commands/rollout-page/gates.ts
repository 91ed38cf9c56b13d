import type { Reason } from '@slipway/core/reasons';
import type { ShownGateAnswer } from '@slipway/protocol/api';
import { reasonText } from '../../output/index.ts';

/** `errors closed: 0.7, must be below 0.5` */
export const gateText = ({ name, state, found }: ShownGateAnswer): string =>
  state === 'unread' ? `${name} is not read yet` : `${name} ${state}${found === null ? '' : `: ${found}`}`;

/** What is read of a gate changes twice a minute: whoever waits behind it says which one, and its own line what it is. */
export const steadyReason = (why: Reason): string =>
  why.code === 'gate-closed' || why.code === 'gate-unreadable'
    ? `Waits for gate ${why.facts['gate']}. [${why.code}]`
    : reasonText(why);
