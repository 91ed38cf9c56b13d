// Gates, and the host that updates first, with its own.

import { isAskedAgain } from '../../check/index.ts';
import { NONE, type PolicyPath, problem } from '../problem.ts';
import type { GateCondition } from '../process-types.ts';
import type { GateRules, Policy, Rules, WaveRules } from '../types.ts';
import { addressProblems } from './address.ts';
import { atMost, doubledNames, nameProblems, notWhole, type Problems, selectorProblems } from './common.ts';
import { SOAK_MINUTES_MAX } from './limits.ts';
import { plugInProblems } from './plug-in.ts';

/** Each is asked twice a minute while a gate stands. */
const CONDITIONS_MAX = 50;
const QUERY_LENGTH_MAX = 10_000;
const TEXT_LENGTH_MAX = 1000;
/** As the form has it, for a policy that did not come through it. */
const DECIMAL = /^-?\d{1,15}(?:\.\d{1,15})?$/;

export const gatesProblems = ({ soakSeconds, conditions = [] }: GateRules, path: PolicyPath): Problems => [
  ...notWhole(soakSeconds, 0, SOAK_MINUTES_MAX * 60, [...path, 'soakSeconds']),
  ...atMost(conditions, CONDITIONS_MAX, [...path, 'conditions']),
  ...doubledNames(conditions, [...path, 'conditions']),
  ...conditions.flatMap((one, at) => conditionProblems(one, [...path, 'conditions', at])),
];

export const templateProblems = (template: NonNullable<WaveRules['template']>, path: PolicyPath): Problems => [
  ...selectorProblems(template.hosts, [...path, 'hosts']),
  ...gatesProblems(template.gates, [...path, 'gates']),
];

/** A gate that looks at nothing would pass everything. */
export const healthProblems = ({ checks, environments }: Pick<Policy, 'checks' | 'environments'>): Problems => {
  if (checks.some(({ check }) => isAskedAgain(check))) return NONE;
  return environments.flatMap((environment, at) => [
    ...healthAsked(environment, ['environments', at]),
    ...(environment.policies ?? []).flatMap((part, place) =>
      healthAsked(part, ['environments', at, 'policies', place]),
    ),
  ]);
};

const healthAsked = ({ gates, waves }: Partial<Rules>, path: PolicyPath): Problems => [
  ...(gates?.conditions ?? []).flatMap((one, at) => noChecks(one, [...path, 'gates', 'conditions', at])),
  ...(waves?.template?.gates.conditions ?? []).flatMap((one, at) =>
    noChecks(one, [...path, 'waves', 'template', 'gates', 'conditions', at]),
  ),
];

const noChecks = ({ kind }: GateCondition, path: PolicyPath): Problems =>
  kind === 'health'
    ? problem(path, 'none of the `checks` can be asked again', '`checks` of kind unit-active, plug-in or hook')
    : NONE;

const conditionProblems = (condition: GateCondition, path: PolicyPath): Problems => [
  ...nameProblems(condition.name, [...path, 'name']),
  ...kindProblems(condition, path),
];

function kindProblems(condition: GateCondition, path: PolicyPath): Problems {
  switch (condition.kind) {
    case 'prometheus-query':
      return [
        ...addressProblems(condition, path, { below: true }),
        ...textProblems(condition.query, QUERY_LENGTH_MAX, [...path, 'query'], 'for example sum(rate(errors[5m]))'),
        ...(DECIMAL.test(condition.must.value)
          ? NONE
          : problem(
              [...path, 'must', 'value'],
              `"${condition.must.value}" is not a decimal number`,
              "for example '0.5'",
            )),
      ];
    case 'prometheus-alerts':
      return addressProblems(condition, path, { below: true });
    case 'health':
      return NONE;
    case 'plug-in':
      return [
        ...plugInProblems(condition, path),
        ...(condition.hosts === undefined ? NONE : selectorProblems(condition.hosts, [...path, 'hosts'])),
      ];
    case 'http':
      return [
        ...addressProblems(condition, path),
        ...notWhole(condition.status, 100, 599, [...path, 'status']),
        ...(condition.contains === undefined
          ? NONE
          : textProblems(
              condition.contains,
              TEXT_LENGTH_MAX,
              [...path, 'contains'],
              'nothing, where any answer will do',
            )),
      ];
    case 'webhook':
      return addressProblems(condition, path);
    default:
      return condition satisfies never;
  }
}

const textProblems = (text: string, lengthMax: number, path: PolicyPath, instead: string): Problems =>
  text.trim() === '' || text.length > lengthMax ? problem(path, `is not 1 to ${lengthMax} characters`, instead) : NONE;
