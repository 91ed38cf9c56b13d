// How people reach a host that does not answer: what is called on the controller's side, for which hosts.

import { problem } from '../problem.ts';
import type { OutOfBandRule } from '../types.ts';
import { atMost, notWhole, type Problems, selectorProblems } from './common.ts';
import { callProblems } from './for-hosts.ts';
import { OUT_OF_BAND_SECONDS_MAX, RULES_MAX } from './limits.ts';

/** What Slipway itself says to the executable. */
const OURS: ReadonlySet<string> = new Set(['host', 'host-id']);

export const outOfBandProblems = (rules: readonly OutOfBandRule[] = []): Problems => [
  ...atMost(rules, RULES_MAX, ['outOfBand']),
  ...rules.flatMap(({ hosts, hook, parameters, timeoutSeconds }, at) => {
    const path = ['outOfBand', at];
    return [
      ...selectorProblems(hosts, [...path, 'hosts']),
      ...callProblems(hook, parameters, path),
      ...Object.keys(parameters)
        .filter((name) => OURS.has(name))
        .flatMap((name) =>
          problem([...path, 'parameters', name], `"${name}" is given by Slipway itself`, 'another name'),
        ),
      ...notWhole(timeoutSeconds, 1, OUT_OF_BAND_SECONDS_MAX, [...path, 'timeoutSeconds']),
    ];
  }),
];
