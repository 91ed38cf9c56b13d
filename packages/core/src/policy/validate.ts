// Is a policy sound? Its form was checked where it came in; here it is what the form cannot say. The controller refuses
// by this what people send, and their command line tells them by this before they send it.

import { freezeProblems, windowProblems, type Zones } from '../calendar/index.ts';
import { isIdentifier } from '../ids/index.ts';
import { explain, type Outcome, ok, refuse } from '../reasons/index.ts';
import { parseSelector, usesOnlyLabels } from '../selection/index.ts';
import { notYetProblems } from './not-yet.ts';
import { NONE, type PolicyPath, type PolicyProblem, placeText, problem } from './problem.ts';
import type { CheckRule, Cluster, EnvironmentPolicy, HookRule, Policy } from './types.ts';

/** Bounds of one document that a person reads and every planning walks through. */
export const ENVIRONMENTS_MAX = 32;
export const CLUSTERS_MAX = 5000;
export const RULES_MAX = 1000;
/** A month: a rollout that soaks longer between waves outlives every window. */
const SOAK_MINUTES_MAX = 31 * 24 * 60;
/** A day: a hook or check that takes longer is not part of a night's work. */
const TIMEOUT_SECONDS_MAX = 86_400;
const HOSTS_MAX = 1_000_000;
/** More people than that never agree in time. */
const APPROVERS_MAX = 10;

/** A file name in the hook folder: no path, nothing hidden, no option. */
const HOOK = /^[a-z0-9][a-z0-9._-]{0,62}$/;
/** Given to the hook as `--name`; the host's own declaration decides on the values. */
const PARAMETER = /^[a-z][a-z0-9-]{0,62}$/;
const PARAMETER_VALUE_LENGTH_MAX = 1024;
/** systemd.unit(5), with the kinds that can be active for a service's sake. */
const UNIT = /^[A-Za-z0-9:_.\\@-]{1,240}\.(?:service|socket|target|timer|mount|path)$/;

type Problems = readonly PolicyProblem[];

/** The policy itself, or a refusal that tells the first thing that is wrong with it and how much there is besides. */
export function validatePolicy(policy: Policy, zones: Zones | null = null): Outcome<Policy> {
  const [first, ...others] = policyProblems(policy, zones);
  if (first === undefined) return ok(policy);
  const besides = others.length === 0 ? '' : ` (and ${others.length} more: \`slipway policy check\` tells all)`;
  return refuse('input-invalid', { what: 'policy', detail: `${placeText(first.path)}: ${first.what}${besides}` });
}

/** Everything that is wrong, in the order of the document; nothing for a policy that may hold. `zones`: see windowProblems. */
export function policyProblems(policy: Policy, zones: Zones | null = null): Problems {
  const { environments, clusters, hooks, checks } = policy;
  return [
    ...atMost(environments, ENVIRONMENTS_MAX, ['environments']),
    ...(environments.length === 0
      ? problem(['environments'], 'there must be at least one', '`slipway policy starter` prints four')
      : NONE),
    ...doubledNames(environments, 'environments'),
    ...environments.flatMap((one, at) => environmentProblems(one, ['environments', at], zones)),
    ...freezesProblems(policy, zones),
    ...atMost(clusters, CLUSTERS_MAX, ['clusters']),
    ...doubledNames(clusters, 'clusters'),
    ...clusters.flatMap((one, at) => clusterProblems(one, ['clusters', at])),
    ...atMost(hooks, RULES_MAX, ['hooks']),
    ...hooks.flatMap((one, at) => hookProblems(one, ['hooks', at])),
    ...oneWayProblems(hooks),
    ...atMost(checks, RULES_MAX, ['checks']),
    ...checks.flatMap((one, at) => checkProblems(one, ['checks', at])),
    ...notYetProblems(policy),
  ];
}

function environmentProblems(environment: EnvironmentPolicy, path: PolicyPath, zones: Zones | null): Problems {
  const { name, window, waves, gates, approval, failureBudgetHosts, unprovenSoakMinutes } = environment;
  return [
    ...nameProblems(name, [...path, 'name']),
    ...windowProblems(window, zones).flatMap(({ at, detail, instead }) =>
      problem([...path, 'window', ...pathOf(at)], detail, instead),
    ),
    ...approvalProblems(approval, [...path, 'approval']),
    ...notWhole(waves.canaryHosts, 0, HOSTS_MAX, [...path, 'waves', 'canaryHosts']),
    ...notWhole(waves.percentMax, 1, 100, [...path, 'waves', 'percentMax']),
    ...notWhole(gates.soakSeconds, 0, SOAK_MINUTES_MAX * 60, [...path, 'gates', 'soakSeconds']),
    ...notWhole(failureBudgetHosts, 0, HOSTS_MAX, [...path, 'failureBudgetHosts']),
    ...notWhole(unprovenSoakMinutes, 0, SOAK_MINUTES_MAX, [...path, 'unprovenSoakMinutes']),
  ];
}

function freezesProblems({ environments, freezes = [] }: Policy, zones: Zones | null): Problems {
  const known = environments.map(({ name }) => name);
  const sayNone = 'nothing where it is for all of them';
  return [
    ...freezeProblems(freezes, zones).flatMap(({ at, detail, instead }) =>
      problem(['freezes', ...pathOf(at)], detail, instead),
    ),
    ...freezes.flatMap(({ environments: only }, at) => [
      ...(only?.length === 0 ? problem(['freezes', at, 'environments'], 'names no environment', sayNone) : NONE),
      ...(only ?? []).flatMap((name, place) =>
        known.includes(name)
          ? NONE
          : problem(
              ['freezes', at, 'environments', place],
              `"${name}" is not an environment`,
              `one of ${known.join(', ')}`,
            ),
      ),
    ]),
  ];
}

function approvalProblems(approval: EnvironmentPolicy['approval'], path: PolicyPath): Problems {
  if (approval.rule !== 'team') return NONE;
  return [
    ...nameProblems(approval.team, [...path, 'team']),
    ...notWhole(approval.count, 1, APPROVERS_MAX, [...path, 'count']),
  ];
}

const clusterProblems = ({ name, members, awayMax }: Cluster, path: PolicyPath): Problems => [
  ...nameProblems(name, [...path, 'name']),
  ...selectorProblems(members, [...path, 'members']),
  ...notWhole(awayMax, 1, HOSTS_MAX, [...path, 'awayMax']),
];

const hookProblems = ({ hosts, hook, parameters, timeoutSeconds }: HookRule, path: PolicyPath): Problems => [
  ...selectorProblems(hosts, [...path, 'hosts']),
  ...callProblems(hook, parameters, path),
  ...notWhole(timeoutSeconds, 1, TIMEOUT_SECONDS_MAX, [...path, 'timeoutSeconds']),
];

/** What takes a host out of its service must come with what brings it back: agents refuse a plan without. */
function oneWayProblems(hooks: readonly HookRule[]): Problems {
  const undrained = new Set(hooks.filter(({ step }) => step === 'undrain').map(({ hosts }) => hosts));
  return hooks.flatMap(({ step, hosts }, at) =>
    (step === 'drain' || step === 'quiesce') && !undrained.has(hosts)
      ? problem(
          ['hooks', at, 'step'],
          `${step} on "${hosts}" has no undrain on the same hosts`,
          'one more rule with the same `hosts` and `step: undrain`',
        )
      : NONE,
  );
}

function checkProblems({ hosts, check, timeoutSeconds }: CheckRule, path: PolicyPath): Problems {
  const called = [...path, 'check'];
  const inCheck =
    check.kind === 'hook'
      ? callProblems(check.hook, check.parameters, called)
      : UNIT.test(check.unit)
        ? NONE
        : problem([...called, 'unit'], `"${check.unit}" is not a unit with its suffix`, 'for example nginx.service');
  return [
    ...selectorProblems(hosts, [...path, 'hosts']),
    ...inCheck,
    ...notWhole(timeoutSeconds, 1, TIMEOUT_SECONDS_MAX, [...path, 'timeoutSeconds']),
  ];
}

const callProblems = (hook: string, parameters: Readonly<Record<string, string>>, path: PolicyPath): Problems => [
  ...(HOOK.test(hook)
    ? NONE
    : problem(
        [...path, 'hook'],
        `"${hook}" is not a file name of the hook folder`,
        'a name without a path, of a-z, 0-9, ".", "_" and "-"',
      )),
  ...Object.entries(parameters).flatMap(([name, value]) => parameterProblems(name, value, [...path, 'parameters'])),
];

const parameterProblems = (name: string, value: string, path: PolicyPath): Problems => [
  ...(PARAMETER.test(name)
    ? NONE
    : problem(path, `"${name}" is not a parameter name`, 'a-z, 0-9 and "-", as the hook declares it')),
  // biome-ignore lint/suspicious/noControlCharactersInRegex: a line end in a value is what is looked for
  ...(value.length > PARAMETER_VALUE_LENGTH_MAX || /[\u0000-\u001f\u007f]/.test(value)
    ? problem(
        [...path, name],
        `has a control character or more than ${PARAMETER_VALUE_LENGTH_MAX} characters`,
        'one line of text',
      )
    : NONE),
];

function selectorProblems(text: string, path: PolicyPath): Problems {
  const parsed = parseSelector(text);
  if (!parsed.ok) {
    const at = parsed.reason.facts['at'];
    return problem(
      path,
      explain(parsed.reason).replace(/\.$/, ''),
      'for example `role = app and environment = prod`',
      Number(at),
    );
  }
  if (usesOnlyLabels(parsed.value)) return NONE;
  const what = 'a policy decides membership by labels alone, and this asks about something else';
  return problem(path, what, 'conditions on labels; `label("host") = …` for a label that is named like a fact');
}

/** `spans[2].cutOffAt` */
const pathOf = (place: string): PolicyPath =>
  place.split(/[.[\]]+/).flatMap((part) => (part === '' ? [] : /^\d+$/.test(part) ? Number(part) : part));

const nameProblems = (name: string, path: PolicyPath): Problems =>
  isIdentifier(name)
    ? NONE
    : problem(
        path,
        `"${name}" is not 1 to 63 characters of a-z, 0-9 and -`,
        isIdentifier(nameFrom(name)) ? nameFrom(name) : 'for example prod',
      );

const nameFrom = (name: string): string => name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');

function notWhole(value: number, min: number, max: number, path: PolicyPath): Problems {
  if (Number.isSafeInteger(value) && value >= min && value <= max) return NONE;
  const nearest = Number.isFinite(value) ? Math.min(max, Math.max(min, Math.round(value))) : min;
  return problem(path, `must be a whole number from ${min} to ${max}`, String(nearest));
}

const atMost = (list: readonly unknown[], max: number, path: PolicyPath): Problems =>
  list.length > max ? problem(path, `at most ${max} are allowed`, `no more than ${max}`) : NONE;

function doubledNames(list: readonly { readonly name: string }[], field: string): Problems {
  const first = new Map<string, number>();
  return list.flatMap(({ name }, at) => {
    const before = first.get(name);
    if (before !== undefined)
      return problem([field, at, 'name'], `"${name}" stands twice`, `a name of its own: ${field}[${before}] has it`);
    first.set(name, at);
    return NONE;
  });
}
