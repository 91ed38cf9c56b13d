// What is said of hosts by selectors for the whole document: clusters and hooks.

import { isParameterName, PARAMETER_LENGTH_MAX } from '../../step/index.ts';
import { NONE, type PolicyPath, problem } from '../problem.ts';
import type { Cluster, HookRule } from '../types.ts';
import { atMost, doubledNames, nameProblems, notWhole, type Problems, selectorProblems } from './common.ts';
import { CLUSTERS_MAX, HOSTS_MAX, RULES_MAX } from './limits.ts';

/** A day: a hook or check that takes longer is not part of a night's work. */
export const TIMEOUT_SECONDS_MAX = 86_400;
/** A file name in the hook folder: no path, nothing hidden, no option. */
const HOOK = /^[a-z0-9][a-z0-9._-]{0,62}$/;

export const clustersProblems = (clusters: readonly Cluster[]): Problems => [
  ...atMost(clusters, CLUSTERS_MAX, ['clusters']),
  ...doubledNames(clusters, ['clusters']),
  ...clusters.flatMap((one, at) => clusterProblems(one, ['clusters', at])),
];

export const hooksProblems = (hooks: readonly HookRule[]): Problems => [
  ...atMost(hooks, RULES_MAX, ['hooks']),
  ...hooks.flatMap((one, at) => hookProblems(one, ['hooks', at])),
  ...oneWayProblems(hooks),
];

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

export const callProblems = (
  hook: string,
  parameters: Readonly<Record<string, string>>,
  path: PolicyPath,
): Problems => [
  ...(HOOK.test(hook)
    ? NONE
    : problem(
        [...path, 'hook'],
        `"${hook}" is not a file name of the hook folder`,
        'a name without a path, of a-z, 0-9, ".", "_" and "-"',
      )),
  ...Object.entries(parameters).flatMap(([name, value]) => parameterProblems(name, value, [...path, 'parameters'])),
];

/** The host's own declaration decides on the rest. */
export const parameterProblems = (name: string, value: string, path: PolicyPath): Problems => [
  ...(isParameterName(name)
    ? NONE
    : problem(path, `"${name}" is not a parameter name`, 'a-z, 0-9 and "-", as the hook declares it')),
  // biome-ignore lint/suspicious/noControlCharactersInRegex: a line end in a value is what is looked for
  ...(value.length > PARAMETER_LENGTH_MAX || /[\u0000-\u001f\u007f]/.test(value)
    ? problem(
        [...path, name],
        `has a control character or more than ${PARAMETER_LENGTH_MAX} characters`,
        'one line of text',
      )
    : NONE),
];
