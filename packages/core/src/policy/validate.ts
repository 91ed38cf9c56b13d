// Is a policy sound? Its form was checked where it came in; here it is what the form cannot say.

import { windowProblem } from '../calendar/index.ts';
import { isIdentifier } from '../ids/index.ts';
import { explain, type Outcome, ok, refuse } from '../reasons/index.ts';
import { parseSelector, usesOnlyLabels } from '../selection/index.ts';
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

interface Problem {
  readonly at: string;
  readonly detail: string;
}

/** The policy itself, or the first thing that is wrong with it, by its place in the document. */
export function validatePolicy(policy: Policy): Outcome<Policy> {
  const problem = firstProblem(policy);
  return problem === null
    ? ok(policy)
    : refuse('input-invalid', { what: 'policy', detail: `${problem.at}: ${problem.detail}` });
}

const firstProblem = (policy: Policy): Problem | null =>
  atMost(policy.environments, ENVIRONMENTS_MAX, 'environments') ??
  atMost(policy.clusters, CLUSTERS_MAX, 'clusters') ??
  atMost(policy.hooks, RULES_MAX, 'hooks') ??
  atMost(policy.checks, RULES_MAX, 'checks') ??
  (policy.environments.length === 0 ? { at: 'environments', detail: 'there must be at least one' } : null) ??
  doubledName(policy.environments, 'environments') ??
  doubledName(policy.clusters, 'clusters') ??
  firstOf(policy.environments, 'environments', environmentProblem) ??
  firstOf(policy.clusters, 'clusters', clusterProblem) ??
  firstOf(policy.hooks, 'hooks', hookProblem) ??
  oneWayProblem(policy.hooks) ??
  firstOf(policy.checks, 'checks', checkProblem);

function environmentProblem(environment: EnvironmentPolicy): Problem | null {
  const { name, window, waves, gates, approval } = environment;
  const sound = windowProblem(window);
  return (
    nameProblem(name) ??
    (sound === null ? null : { at: 'window', detail: sound }) ??
    approvalProblem(approval) ??
    notWhole(waves.canaryHosts, 0, HOSTS_MAX, 'waves.canaryHosts') ??
    notWhole(waves.percentMax, 1, 100, 'waves.percentMax') ??
    notWhole(gates.soakSeconds, 0, SOAK_MINUTES_MAX * 60, 'gates.soakSeconds') ??
    notWhole(environment.failureBudgetHosts, 0, HOSTS_MAX, 'failureBudgetHosts') ??
    notWhole(environment.unprovenSoakMinutes, 0, SOAK_MINUTES_MAX, 'unprovenSoakMinutes')
  );
}

function approvalProblem(approval: EnvironmentPolicy['approval']): Problem | null {
  if (approval.rule !== 'team') return null;
  if (!isIdentifier(approval.team)) return { at: 'approval.team', detail: `"${approval.team}" is not a name` };
  return notWhole(approval.count, 1, APPROVERS_MAX, 'approval.count');
}

const clusterProblem = ({ name, members, awayMax }: Cluster): Problem | null =>
  nameProblem(name) ?? selectorProblem(members, 'members') ?? notWhole(awayMax, 1, HOSTS_MAX, 'awayMax');

const hookProblem = ({ hosts, hook, parameters, timeoutSeconds }: HookRule): Problem | null =>
  selectorProblem(hosts, 'hosts') ??
  callProblem(hook, parameters, '') ??
  notWhole(timeoutSeconds, 1, TIMEOUT_SECONDS_MAX, 'timeoutSeconds');

/** What takes a host out of its service must come with what brings it back: agents refuse a plan without. */
function oneWayProblem(hooks: readonly HookRule[]): Problem | null {
  const undrained = new Set(hooks.filter(({ step }) => step === 'undrain').map(({ hosts }) => hosts));
  const index = hooks.findIndex(({ step, hosts }) => (step === 'drain' || step === 'quiesce') && !undrained.has(hosts));
  const rule = hooks[index];
  if (rule === undefined) return null;
  return { at: `hooks[${index}].step`, detail: `${rule.step} on "${rule.hosts}" has no undrain on the same hosts` };
}

function checkProblem({ hosts, check, timeoutSeconds }: CheckRule): Problem | null {
  const problem = selectorProblem(hosts, 'hosts') ?? notWhole(timeoutSeconds, 1, TIMEOUT_SECONDS_MAX, 'timeoutSeconds');
  if (problem !== null) return problem;
  if (check.kind === 'hook') return callProblem(check.hook, check.parameters, 'check.');
  return UNIT.test(check.unit) ? null : { at: 'check.unit', detail: `"${check.unit}" is not a unit with its suffix` };
}

function callProblem(hook: string, parameters: Readonly<Record<string, string>>, at: string): Problem | null {
  if (!HOOK.test(hook)) return { at: `${at}hook`, detail: `"${hook}" is not a file name of the hook folder` };
  for (const [name, value] of Object.entries(parameters)) {
    if (!PARAMETER.test(name)) return { at: `${at}parameters`, detail: `"${name}" is not a parameter name` };
    // biome-ignore lint/suspicious/noControlCharactersInRegex: a line end in a value is what is looked for
    if (value.length > PARAMETER_VALUE_LENGTH_MAX || /[\u0000-\u001f\u007f]/.test(value)) {
      const detail = `has a control character or more than ${PARAMETER_VALUE_LENGTH_MAX} characters`;
      return { at: `${at}parameters.${name}`, detail };
    }
  }
  return null;
}

function selectorProblem(text: string, at: string): Problem | null {
  const parsed = parseSelector(text);
  if (!parsed.ok) return { at, detail: explain(parsed.reason) };
  return usesOnlyLabels(parsed.value)
    ? null
    : { at, detail: 'a policy decides membership by labels alone, and this asks about something else' };
}

const nameProblem = (name: string): Problem | null =>
  isIdentifier(name) ? null : { at: 'name', detail: `"${name}" is not 1 to 63 characters of a-z, 0-9 and -` };

const notWhole = (value: number, min: number, max: number, at: string): Problem | null =>
  Number.isSafeInteger(value) && value >= min && value <= max
    ? null
    : { at, detail: `must be a whole number from ${min} to ${max}` };

const atMost = (list: readonly unknown[], max: number, at: string): Problem | null =>
  list.length > max ? { at, detail: `at most ${max} are allowed` } : null;

function doubledName(list: readonly { readonly name: string }[], at: string): Problem | null {
  const seen = new Set<string>();
  for (const [index, { name }] of list.entries()) {
    if (seen.has(name)) return { at: `${at}[${index}].name`, detail: `"${name}" stands twice` };
    seen.add(name);
  }
  return null;
}

function firstOf<T>(list: readonly T[], at: string, problemOf: (one: T) => Problem | null): Problem | null {
  for (const [index, one] of list.entries()) {
    const problem = problemOf(one);
    if (problem !== null) return { at: `${at}[${index}].${problem.at}`, detail: problem.detail };
  }
  return null;
}
