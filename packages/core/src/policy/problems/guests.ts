// What becomes of the guests of a carrier.

import type { GuestRules } from '../../guest/index.ts';
import { NONE, type PolicyPath, problem } from '../problem.ts';
import { atMost, notWhole, type Problems } from './common.ts';
import { callProblems, TIMEOUT_SECONDS_MAX } from './for-hosts.ts';

/** An hour: whatever shuts down for longer is not to be waited for in a window. */
const GUEST_SECONDS_MAX = 3600;
/** Each is waited for before the next: with more of them no window is long enough. */
const ORDER_MAX = 100;
/** Names of these the agent says itself. */
const OWN = ['act', 'guest', 'kind'];

export function guestsProblems(rules: GuestRules, path: PolicyPath): Problems {
  switch (rules.choice) {
    case 'stop':
      return [
        ...notWhole(rules.guestSeconds, 1, GUEST_SECONDS_MAX, [...path, 'guestSeconds']),
        ...orderProblems(rules.order ?? [], [...path, 'order']),
      ];
    case 'move':
      return [
        ...callProblems(rules.hook, rules.parameters, path),
        ...Object.keys(rules.parameters)
          .filter((name) => OWN.includes(name))
          .flatMap((name) => problem([...path, 'parameters', name], `"${name}" is given by the agent`, 'another name')),
        ...notWhole(rules.timeoutSeconds, 1, TIMEOUT_SECONDS_MAX, [...path, 'timeoutSeconds']),
      ];
    case 'leave':
      return NONE;
    default:
      return rules satisfies never;
  }
}

const orderProblems = (order: readonly string[], path: PolicyPath): Problems => [
  ...atMost(order, ORDER_MAX, path),
  ...order.flatMap((name, at) =>
    order.indexOf(name) === at ? NONE : problem([...path, at], `"${name}" stands twice`, 'it once'),
  ),
];
