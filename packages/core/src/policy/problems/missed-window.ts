// Hosts that are to be isolated first need a hook that drains them. Which hosts have none a plan says; a policy in which
// nobody has one wants what can never be.

import { NONE, type PolicyPath, problem } from '../problem.ts';
import type { Policy, Rules } from '../types.ts';
import type { Problems } from './common.ts';

export const missedWindowProblems = ({ environments, hooks }: Policy): Problems =>
  hooks.some(({ step }) => step === 'drain')
    ? NONE
    : environments.flatMap((environment, at) => [
        ...inRules(environment, ['environments', at]),
        ...(environment.policies ?? []).flatMap((part, place) =>
          inRules(part, ['environments', at, 'policies', place]),
        ),
      ]);

const inRules = ({ missedWindow }: Partial<Rules>, path: PolicyPath): Problems =>
  missedWindow === 'isolate-first'
    ? problem(
        [...path, 'missedWindow'],
        'no hook drains any host, so that none could be kept from its service',
        'rules under `hooks` with `step: drain` and `step: undrain`, or here `on-return`',
      )
    : NONE;
