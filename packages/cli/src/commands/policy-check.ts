import { type Policy, placeText } from '@slipway/core/policy';
import { endpoints, type PolicyEffectAnswer } from '@slipway/protocol/api';
import type { Action, Invocation } from '../command/index.ts';
import { Failure } from '../exit/index.ts';
import { countText } from '../output/index.ts';
import type { PlacedProblem } from '../policy-file/index.ts';
import { present } from './common/index.ts';
import {
  type GivenPolicy,
  newConflicts,
  problemsText,
  readPolicyFile,
  tellProblems,
  unmatchedWarning,
  warningsText,
} from './policy-page/index.ts';

export const policyCheck: Action = async (invocation) => {
  const given = await readPolicyFile(invocation);
  const { file, policy, problems } = given;
  if (policy === null) return await tellProblems(invocation, given);
  const asked = await askFleet(invocation, policy);
  const conflicts = asked.kind === 'asked' ? conflictsOf(given, asked.effect) : [];
  if (conflicts.length > 0) {
    present(invocation, { file, problems: conflicts, warnings: [], asked: true }, () =>
      problemsText({ ...given, problems: conflicts }),
    );
    return 6;
  }
  const unmatched = asked.kind === 'asked' ? unmatchedOf(given, asked.effect) : [];
  const warnings =
    asked.kind === 'asked'
      ? [...unmatched, ...neverOpenOf(given, policy, asked.effect), ...notesOf(given, asked.effect)]
      : [];
  const why = asked.kind === 'asked' ? null : asked.why;
  present(invocation, { file, problems, warnings, asked: why === null, why }, () => {
    const parts = (['environment', 'cluster', 'hook', 'check'] as const).map((name) =>
      countText(policy[`${name}s`].length, name),
    );
    const fleet =
      asked.kind === 'asked'
        ? fleetText(asked.effect.hosts, unmatched.length > 0)
        : `The controller was not asked whether the selectors select any host: ${asked.why}\n`;
    return `${warningsText(file, warnings)}No problems: ${parts.join(', ')}.\n${hasSelectors(policy) ? fleet : ''}`;
  });
  return 0;
};

const fleetText = (hosts: number, someSelectNobody: boolean): string =>
  hosts === 0
    ? 'The controller has no host yet, so that no selector selects any.\n'
    : `Of the controller's ${countText(hosts, 'host')} every ${someSelectNobody ? 'other ' : ''}selector selects some.\n`;

const hasSelectors = ({
  clusters,
  hooks,
  checks,
  questions = [],
  restorePoints = [],
  exceptions = [],
  environments,
}: Policy): boolean =>
  [clusters, hooks, checks, questions, restorePoints, exceptions].some(({ length }) => length > 0) ||
  environments.some(({ policies = [] }) => policies.length > 0);

type Asked =
  | { readonly kind: 'asked'; readonly effect: PolicyEffectAnswer }
  | { readonly kind: 'not-asked'; readonly why: string };

/** A file can be checked where no controller is known; what that leaves unknown is told. */
const askFleet = async ({ context, options }: Invocation, body: NonNullable<GivenPolicy['policy']>): Promise<Asked> => {
  if (options.is('offline')) return { kind: 'not-asked', why: '--offline was given.' };
  try {
    const api = await context.api();
    return { kind: 'asked', effect: await api.call(endpoints.policy.effect, { body }) };
  } catch (error) {
    // What a controller refuses is no silence: it may be of another version, with other rules.
    if (!(error instanceof Failure) || error.exitCode === 1) throw error;
    return { kind: 'not-asked', why: error.message };
  }
};

/** What only the fleet shows: two policies that would claim a host. */
const conflictsOf = ({ placeOf }: GivenPolicy, effect: PolicyEffectAnswer): readonly PlacedProblem[] =>
  newConflicts(effect).map(({ path, policyNames, hosts, count }) => {
    const more = count > 1 ? ` and ${count - 1} more` : '';
    return {
      ...placeOf(path),
      place: placeText(path),
      what: `selects ${hosts[0]?.hostname ?? ''}${more}, as ${policyNames.slice(0, -1).join(' and ')} does`,
      instead: `for example \`and not …\` here, so that one policy is left for each`,
    };
  });

const unmatchedOf = ({ placeOf }: GivenPolicy, { unmatched, hosts }: PolicyEffectAnswer): readonly PlacedProblem[] =>
  unmatched.map((one) => ({ ...placeOf(one.path), ...unmatchedWarning(one, hosts) }));

/** A window may lie behind us, or under a freeze that never ends: as a rule it is sound, and today nothing comes of it. */
const neverOpenOf = (
  { placeOf }: GivenPolicy,
  { environments }: Policy,
  { neverOpen = [] }: PolicyEffectAnswer,
): readonly PlacedProblem[] =>
  neverOpen.map(({ environment, policyName }) => {
    const at = environments.findIndex(({ name }) => name === environment);
    const parts = environments[at]?.policies ?? [];
    const part = parts.findIndex(({ name, window }) => name === policyName && window !== undefined);
    const path = ['environments', at, ...(part < 0 ? [] : ['policies', part]), 'window'];
    return {
      ...placeOf(path),
      place: placeText(path),
      what: 'has no occurrence ahead: nothing ever begins here',
      instead: 'a window that comes again, or a freeze that ends',
    };
  });

/** What is sound and may not be meant, as only the controller knows: an audience that nobody added, an exception that ended. */
const notesOf = ({ placeOf }: GivenPolicy, { notes = [] }: PolicyEffectAnswer): readonly PlacedProblem[] =>
  notes.map(({ path, what, instead }) => ({ ...placeOf(path), place: placeText(path), what, instead }));
