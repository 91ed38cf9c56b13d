import type { Reason } from '@slipway/core/reasons';
import type { ShownGateAnswer } from '@slipway/protocol/api';
import { reasonText } from '../../output/index.ts';

/** `errors closed: 0.7, must be below 0.5` */
export const gateText = ({ name, state, found }: ShownGateAnswer): string =>
  state === 'unread' ? `${name} is not read yet` : `${name} ${state}${found === null ? '' : `: ${found}`}`;

/** What is read of a gate changes twice a minute: whoever waits behind it says which one, and its own line what it is. */
export const steadyReason = (why: Reason): string => {
  switch (why.code) {
    case 'gate-closed':
    case 'gate-unreadable':
      return `Waits for gate ${why.facts['gate']}. [${why.code}]`;
    // The minutes since grow with every look.
    case 'reboot-down':
      return `The host went down at ${why.facts['since']}; it has ${why.facts['limit']} min to come back. [${why.code}]`;
    case 'reboot-not-down':
      return `The host was asked to reboot at ${why.facts['at']} and does not go down. [${why.code}]`;
    // Heard again every few seconds.
    case 'reboot-back':
      return `The host is back under another boot. [${why.code}]`;
    default:
      return reasonText(why);
  }
};
