// Is a policy sound? Its form was checked where it came in; here it is what the form cannot say. The controller refuses
// by this what people send, and their command line tells them by this before they send it.

import type { Zones } from '../calendar/index.ts';
import { type Outcome, ok, refuse } from '../reasons/index.ts';
import { type PolicyProblem, placeText } from './problem.ts';
import {
  checksProblems,
  clustersProblems,
  contactsProblems,
  environmentsProblems,
  exceptionsProblems,
  freezesProblems,
  healthProblems,
  hooksProblems,
  missedWindowProblems,
  noticeTemplatesProblems,
  outOfBandProblems,
  questionsProblems,
  restorePointsProblems,
} from './problems/index.ts';
import type { Policy } from './types.ts';

/** The policy itself, or a refusal that tells the first thing that is wrong with it and how much there is besides. */
export function validatePolicy(policy: Policy, zones: Zones | null = null): Outcome<Policy> {
  const [first, ...others] = policyProblems(policy, zones);
  if (first === undefined) return ok(policy);
  const besides = others.length === 0 ? '' : ` (and ${others.length} more: \`slipway policy check\` tells all)`;
  return refuse('input-invalid', { what: 'policy', detail: `${placeText(first.path)}: ${first.what}${besides}` });
}

/** Everything that is wrong, in the order of the document; nothing for a policy that may hold. `zones`: see windowProblems. */
export function policyProblems(policy: Policy, zones: Zones | null = null): readonly PolicyProblem[] {
  const { environments, clusters, hooks, checks, questions, restorePoints, outOfBand, exceptions } = policy;
  return [
    ...environmentsProblems(environments, zones),
    ...healthProblems(policy),
    ...freezesProblems(policy, zones),
    ...clustersProblems(clusters),
    ...hooksProblems(hooks),
    ...checksProblems(checks),
    ...questionsProblems(questions),
    ...restorePointsProblems(restorePoints),
    ...outOfBandProblems(outOfBand),
    ...exceptionsProblems(exceptions),
    ...contactsProblems(
      policy.contacts,
      environments.map(({ name }) => name),
    ),
    ...noticeTemplatesProblems(policy.templates),
    ...missedWindowProblems(policy),
  ];
}
