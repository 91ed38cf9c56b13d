// What another policy would change and touch, as people read it before they apply it.

import { placeText as placeOfPath } from '@slipway/core/policy';
import type { PolicyEffectAnswer } from '@slipway/protocol/api';
import type { Invocation } from '../../command/index.ts';
import { type Column, countText, instantText, shortDigest, tableText } from '../../output/index.ts';
import { placeText } from '../common/index.ts';
import { changeRow } from './changes.ts';
import { unmatchedWarning } from './unsound.ts';

/** On a page; the rest is counted, and `--json` names a hundred. */
const HOSTNAMES_SHOWN = 8;

export const effectText = (effect: PolicyEffectAnswer, invocation: Invocation): string => {
  const { style, width } = invocation.context.terminal;
  const isClear = newConflicts(effect).length === 0;
  if (effect.changes.length === 0 && isClear) return `Nothing: revision ${effect.revision} says the same.\n`;
  const table = (
    title: string,
    columns: readonly Column[],
    rows: readonly (readonly string[])[],
    none: string,
  ): string =>
    rows.length === 0 ? `${none}\n` : `${style.bold(title)}\n${tableText({ columns, rows, width, header: style.dim })}`;
  const { conflicts = [], neverOpen = [], notes = [] } = effect;
  const told = [...unmatchedNotes(effect), ...notes];
  const sections = [
    table(
      `${countText(effect.changes.length, 'change')} against revision ${effect.revision}`,
      [{ title: 'change' }, { title: 'where' }, { title: 'before', shrinks: true }, { title: 'after' }],
      effect.changes.map(changeRow),
      '',
    ),
    ...(conflicts.length === 0
      ? []
      : [
          table(
            'Hosts that several policies claim',
            [{ title: 'hosts', align: 'right' }, { title: 'claimed by' }, { title: 'which' }, { title: 'what of it' }],
            conflicts.map(conflictRow),
            '',
          ),
        ]),
    table(
      'Hosts that are treated in another way',
      [{ title: 'hosts', align: 'right' }, { title: 'which', shrinks: true }, { title: 'what' }],
      hostRows(effect),
      `No host of ${countText(effect.hosts, 'host')} changes its environment, policy, clusters, hooks, checks, questions, restore points or exceptions.`,
    ),
    table(
      'Environments with other rules',
      [{ title: 'environment' }, { title: 'hosts', align: 'right' }, { title: 'rules' }],
      effect.environments.map(({ environment, hosts, fields }) => [environment, String(hosts), fields.join(', ')]),
      'No environment has other rules.',
    ),
    ...(effect.moved.length === 0
      ? []
      : [
          table('Occurrences that move', [{ title: 'environment' }, { title: 'the next ones' }], movedRows(effect), ''),
        ]),
    ...(neverOpen.length === 0
      ? []
      : [
          `Nothing begins any more, since its window has no occurrence ahead: ${neverOpen.map(placeText).join(', ')}.\n`,
        ]),
    ...(told.length === 0 ? [] : [notesText(told)]),
    table(
      'Plans of these environments',
      [{ title: 'what' }, { title: 'id' }, { title: 'environment' }, { title: 'state' }, { title: 'rules' }],
      effect.plans.map(planRow),
      'No open request, standing plan or running rollout is of an environment that this touches.',
    ),
  ];
  return sections.join('\n');
};

/** Of a fleet that has no host yet it says nothing. */
const unmatchedNotes = ({ unmatched, hosts }: PolicyEffectAnswer): readonly Note[] =>
  hosts === 0 ? [] : unmatched.map((one) => ({ path: one.path, ...unmatchedWarning(one, hosts) }));

type Note = NonNullable<PolicyEffectAnswer['notes']>[number];

/** What is sound and may not be meant. */
const notesText = (notes: readonly Note[]): string =>
  notes
    .map(({ path, what, instead }) => `${placeOfPath(path)}: ${what}${instead === '' ? '' : ` (${instead})`}.\n`)
    .join('');

type Conflict = NonNullable<PolicyEffectAnswer['conflicts']>[number];

/** They keep a policy from being applied. */
export const newConflicts = ({ conflicts = [] }: PolicyEffectAnswer): readonly Conflict[] =>
  conflicts.filter(({ isNew }) => isNew);

const conflictRow = ({ environment, policyNames, count, hosts, isNew }: Conflict): readonly string[] => [
  String(count),
  `${policyNames.join(' and ')} of ${environment}`,
  hostnamesText({ hosts, count }),
  isNew ? 'an error: narrow one of them' : 'left out already, until a label or a selector says whose they are',
];

const hostRows = ({ touched }: PolicyEffectAnswer): readonly (readonly string[])[] =>
  touched.map((group) => [String(group.count), hostnamesText(group), whatText(group)]);

type Group = PolicyEffectAnswer['touched'][number];

const whatText = ({
  environment,
  policies = null,
  clusters,
  hooks,
  checks,
  questions = null,
  restorePoints = null,
  exceptions = null,
}: Group): string =>
  [
    ...(environment === null ? [] : [moveText(environment)]),
    ...(policies === null ? [] : [policyText(policies)]),
    ...listText('cluster', clusters),
    ...listText('hook', hooks),
    ...listText('check', checks),
    ...listText('question', questions),
    ...listText('restore point', restorePoints),
    ...listText('exception', exceptions),
  ].join('; ');

const moveText = ({ before, after }: NonNullable<Group['environment']>): string => {
  if (after === null) return `leave ${before} and are in no environment: nothing may change them`;
  return before === null ? `come into ${after}` : `go from ${before} to ${after}`;
};

const policyText = ({ before, after }: NonNullable<Group['policies']>): string => {
  const named = (names: readonly string[]): string =>
    names.length === 0 ? "the environment's own rules" : `policy ${names.join(' and ')}`;
  return `from ${named(before)} to ${named(after)}`;
};

/** `+ cluster app (at most 1 away)`, `- hook drain: …`; another order alone is told as such. */
const listText = (word: string, differs: Group['hooks']): readonly string[] => {
  if (differs === null) return [];
  const { before, after } = differs;
  const texts = [
    ...before.filter((one) => !after.includes(one)).map((one) => `- ${word} ${one}`),
    ...after.filter((one) => !before.includes(one)).map((one) => `+ ${word} ${one}`),
  ];
  return texts.length === 0 ? [`${word}s in another order`] : texts;
};

const hostnamesText = ({ hosts, count }: Pick<Group, 'hosts' | 'count'>): string => {
  const shown = hosts.slice(0, HOSTNAMES_SHOWN).map(({ hostname }) => hostname);
  const more = count - shown.length;
  return `${shown.join(', ')}${more === 0 ? '' : ` and ${more} more`}`;
};

const movedRows = ({ moved }: PolicyEffectAnswer): readonly (readonly string[])[] =>
  moved.flatMap(({ before, after, ...place }) => [
    [placeText(place), `before: ${spansText(before)}`],
    ['', `after:  ${spansText(after)}`],
  ]);

const spansText = (occurrences: PolicyEffectAnswer['moved'][number]['before']): string =>
  occurrences.length === 0
    ? 'none'
    : occurrences.map(({ startsAt, endsAt }) => `${instantText(startsAt)} to ${instantText(endsAt)}`).join('; ');

const planRow = ({
  kind,
  id,
  state,
  policyRevision,
  keepsRules,
  askedAgain,
  ...place
}: PolicyEffectAnswer['plans'][number]) => [
  kind === 'request' ? 'request for a plan' : kind,
  id.startsWith('sha256:') ? shortDigest(id) : id,
  placeText(place),
  `${stateText(state)}${askedAgain === undefined ? '' : ` (asked again by ${askedAgain.by})`}`,
  keepsRules
    ? `keeps those it was made under${policyRevision === null ? '' : ` (revision ${policyRevision})`}`
    : 'is planned under those that hold then',
];

/** A reason's code stands for its sentence where it needs no facts. */
const stateText = (state: string): string => (state === 'waiting-for-approval' ? 'waits for approval' : state);
