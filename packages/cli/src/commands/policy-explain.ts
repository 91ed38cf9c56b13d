import { endpoints, type HostPolicy } from '@slipway/protocol/api';
import type { Action, Invocation } from '../command/index.ts';
import { instantText, type Line, linesText, reasonText, tableText } from '../output/index.ts';
import { findHost, hostLabel, present, ruleText } from './common/index.ts';
import { valueText } from './policy-page/index.ts';
import { nextTable, skippedTable } from './window-page/index.ts';

export const policyExplain: Action = async (invocation) => {
  const { context, args } = invocation;
  const api = await context.api();
  const { hostId } = await findHost(api, args[0] ?? '');
  const told = await api.call(endpoints.policy.explain, { params: { hostId } });
  present(invocation, told, () => textOf(told, invocation));
  return 0;
};

const textOf = (told: HostPolicy, { context }: Invocation): string => {
  const { width, style } = context.terminal;
  const { clusters, hooks, checks, questions = [], restorePoints = [], group } = told;
  const lines = linesText(
    [
      ['environment', environmentText(told)],
      ...policyLines(told),
      ['group', group === null ? 'none (no label `group`)' : `${group} (label group=${group})`],
      [
        'clusters',
        clusters.length === 0
          ? 'none'
          : clusters
              .map(({ name, members, awayMax }) => `${name}: at most ${awayMax} away; members: ${members}`)
              .join('\n'),
      ],
      ['hooks', ruleLines(hooks, 'hooks')],
      ['checks', ruleLines(checks, 'checks')],
      ...(questions.length === 0 ? [] : [['asked', ruleLines(questions, 'questions')] as const]),
      ...(restorePoints.length === 0 ? [] : [['kept before', ruleLines(restorePoints, 'restorePoints')] as const]),
      ...listLines(told),
    ],
    width,
  );
  const rules = rulesTable(told, width);
  return `${style.bold(`${hostLabel(told)} under revision ${told.revision}`)}\n${lines}${rules}${occurrencesText(told, width)}${keptOutText(told, width)}`;
};

const environmentText = ({ environment, labels }: HostPolicy): string => {
  if (environment !== null) return `${environment} (label environment=${environment})`;
  const label = labels['environment'];
  return label === undefined
    ? 'none: the host has no label `environment`, and nothing may change it'
    : `none: its label says environment=${label}, which the policy does not have, and nothing may change it`;
};

/** Nothing where its environment has one set of rules for all. */
const policyLines = ({ policyName = null, selectedBy = [] }: HostPolicy): readonly Line[] => {
  const [by] = selectedBy;
  if (by === undefined) return [];
  const each = selectedBy.map(({ name, hosts }) => `${name}: ${hosts}`);
  return [
    ['policy', policyName === null ? ['several, so that nothing may change it:', ...each].join('\n') : each.join('')],
  ];
};

/** Nothing of lists that say nothing of it. */
const listLines = ({ freezes = [], exceptions = [], contacts = [] }: HostPolicy): readonly Line[] => {
  const lines: readonly Line[] = [
    ['freezes', freezes.map(({ name, why }) => `${name}: ${why}`).join('\n')],
    [
      'exceptions',
      exceptions
        .map(
          (one) =>
            `${one.name} leaves out ${one.leavesOut} until ${instantText(one.expiresAt)}, of ${one.owner}: ${one.why}; hosts: ${one.hosts}`,
        )
        .join('\n'),
    ],
    [
      'contacts',
      contacts
        .map(
          ({ name, audience, hears }) =>
            `${name} (audience ${audience}) hears of ${hears === null ? 'everything' : hears.join(', ')}`,
        )
        .join('\n'),
    ],
  ];
  return lines.filter(([, text]) => text !== '');
};

/** Each rule by its name in the file, and where it stands there. */
const rulesTable = (
  { rules, holds = [], policyName = null, environment }: HostPolicy,
  width: number | null,
): string => {
  if (rules === null) return '';
  const known = holds.length === 0 ? earlier(rules) : holds;
  const rows = known.map(({ rule, value, from }) => [
    rule,
    from === 'policy' ? `policy ${policyName ?? ''}` : `environment ${environment ?? ''}`,
    said(rule, value, rules),
  ]);
  return `\n${tableText({ columns: [{ title: 'rule' }, { title: 'from' }, { title: 'what holds' }], rows, width })}`;
};

type Held = NonNullable<HostPolicy['holds']>[number];
type Rules = NonNullable<HostPolicy['rules']>;

/** A controller of an earlier version tells four of them, and knows no policies within an environment. */
const earlier = (rules: Rules): readonly Held[] =>
  Object.entries(rules).map(([rule, value]) => ({ rule, value, from: 'environment' }));

const said = (rule: string, value: unknown, rules: Rules): string => {
  if (rule === 'approval') return ruleText(rules.approval, 'none of whom asked for the plan');
  if (rule === 'waves')
    return `${wavesText(rules.waves)}${rules.waves.template === undefined ? '' : `; first ${valueText(rules.waves.template)}`}`;
  return valueText(value);
};

const wavesText = ({ canaryHosts, percentMax }: Rules['waves']): string =>
  `canary of ${canaryHosts}, at most ${percentMax} % away at once`;

const ruleLines = (
  rules: readonly { readonly rule: number; readonly hosts: string; readonly does: string }[],
  list: string,
): string =>
  rules.length === 0
    ? 'none'
    : rules.map(({ rule, hosts, does }) => `${does}, by ${list}[${rule}]: ${hosts}`).join('\n');

const occurrencesText = (
  { occurrences, environment, rules, schedule = null }: HostPolicy,
  width: number | null,
): string => {
  if (environment === null || rules === null) return '';
  if (occurrences.length === 0) return '\nIts window has no occurrence ahead.\n';
  if (schedule === null) return `\n${nextTable({ zone: null, ahead: occurrences }, width)}`;
  const skipped = skippedTable(schedule, width);
  return `\n${nextTable(schedule, width)}${skipped === '' ? '' : `\n${skipped}`}`;
};

const keptOutText = ({ keptOutBy }: HostPolicy, width: number | null): string =>
  keptOutBy.length === 0
    ? '\nNothing keeps it out.\n'
    : `\n${tableText({ columns: [{ title: 'kept out now by' }], rows: keptOutBy.map((one) => [reasonText(one)]), width })}`;
