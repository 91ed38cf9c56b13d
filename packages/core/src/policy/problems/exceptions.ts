// Exceptions: whom they are for, who answers for them, and that somebody else agreed. Whether one has expired is a matter of
// the moment, and said where the moment is known.

import { NONE, type PolicyPath, problem } from '../problem.ts';
import type { Exception } from '../process-types.ts';
import { atMost, doubledNames, nameProblems, type Problems, selectorProblems } from './common.ts';
import { RULES_MAX } from './limits.ts';

export const exceptionsProblems = (exceptions: readonly Exception[] = []): Problems => [
  ...atMost(exceptions, RULES_MAX, ['exceptions']),
  ...doubledNames(exceptions, ['exceptions']),
  ...exceptions.flatMap((one, at) => exceptionProblems(one, ['exceptions', at])),
];

function exceptionProblems(exception: Exception, path: PolicyPath): Problems {
  const { name, hosts, leavesOut, owner, approvedBy } = exception;
  const what = 'package' in leavesOut ? 'package' : 'advisory';
  const named = 'package' in leavesOut ? leavesOut.package : leavesOut.advisory;
  return [
    ...nameProblems(name, [...path, 'name']),
    ...selectorProblems(hosts, [...path, 'hosts']),
    ...blankProblems(named, [...path, 'leavesOut', what], 'its name, for example openssl or DSA-5979-1'),
    ...blankProblems(owner, [...path, 'owner'], 'who answers for it'),
    ...blankProblems(exception.why, [...path, 'why'], 'why these hosts cannot have it'),
    ...blankProblems(
      exception.compensatingControl,
      [...path, 'compensatingControl'],
      'what protects these hosts meanwhile',
    ),
    ...blankProblems(approvedBy, [...path, 'approvedBy'], 'who agreed'),
    ...(approvedBy.trim() === owner.trim() && owner.trim() !== ''
      ? problem([...path, 'approvedBy'], `"${owner}" owns it and cannot agree to it`, 'somebody else')
      : NONE),
  ];
}

const blankProblems = (text: string, path: PolicyPath, instead: string): Problems =>
  text.trim() === '' ? problem(path, 'is empty', instead) : NONE;
