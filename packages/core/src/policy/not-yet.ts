// What the form of a policy can say already and this version does not act on yet: refused, so that nobody relies on a rule
// that nobody keeps. A line leaves with the commit that builds it, and this file with the last one.

import { NONE, type PolicyPath, type PolicyProblem, problem } from './problem.ts';
import type { Policy, Rules } from './types.ts';

const refused = (path: PolicyPath): readonly PolicyProblem[] =>
  problem(path, 'this version of Slipway does not act on it yet', 'nothing: leave it out');

export function notYetProblems({ environments }: Policy): readonly PolicyProblem[] {
  return [
    ...environments.flatMap((environment, at) => [
      ...rulesProblems(environment, ['environments', at]),
      ...(environment.policies ?? []).flatMap((part, place) =>
        rulesProblems(part, ['environments', at, 'policies', place]),
      ),
    ]),
  ];
}

function rulesProblems(rules: Partial<Rules>, path: PolicyPath): readonly PolicyProblem[] {
  return [
    // Nothing on the host keeps it from its service before a grant.
    ...(rules.missedWindow === 'isolate-first' ? refused([...path, 'missedWindow']) : NONE),
  ];
}
