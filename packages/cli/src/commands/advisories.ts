import { type AdvisoryAnswer, type AdvisoryDetail, type ExposedHostAnswer, endpoints } from '@slipway/protocol/api';
import type { Action, Invocation } from '../command/index.ts';
import { countText, instantText, type Line, linesText, tableText } from '../output/index.ts';
import { asOfOf, asOfText, given, knownByHead, present, scoreText } from './common/index.ts';

export const advisoryList: Action = async (invocation) => {
  const { context, options } = invocation;
  const api = await context.api();
  const asOf = asOfOf(invocation);
  const limit = options.number('limit') ?? PAGE;
  const affecting = options.is('all') ? null : true;
  const query = given({
    asOf,
    affecting,
    text: options.text('text'),
    severity: SEVERITIES.find((one) => one === options.text('severity')) ?? null,
    exploited: options.is('exploited') ? true : null,
    order: options.is('newest') ? ('newest' as const) : null,
  });
  let page = await api.call(endpoints.advisories.list, { query: { ...query, limit: Math.min(limit, PAGE_MAX) } });
  const items = [...page.items];
  while (page.next !== null && items.length < limit) {
    const rest = { limit: Math.min(limit - items.length, PAGE_MAX), after: page.next };
    page = await api.call(endpoints.advisories.list, { query: { ...query, ...rest } });
    items.push(...page.items);
  }
  const answer = { ...page, items };
  present(invocation, answer, () => {
    const which =
      affecting === null ? 'No feed names any advisory' : 'No advisory that these feeds name affects any host';
    const head = `${asOfText(asOf)}${knownByHead(answer, invocation, asOf)}`;
    const body =
      items.length === 0 ? (answer.feeds.length === 0 ? '' : `${which}.\n`) : `\n${listText(items, invocation)}`;
    const rest = page.next === null ? '' : `\nThese are the first ${items.length}; --limit lists more.\n`;
    return `${head}${body}${rest}`;
  });
  return 0;
};

const SEVERITIES = ['low', 'medium', 'high', 'critical'] as const;

/** A screen or two; a distribution has tens of thousands. */
const PAGE = 100;
const PAGE_MAX = 1000;

const listText = (items: readonly AdvisoryAnswer[], { context }: Invocation): string => {
  const { width, style } = context.terminal;
  return tableText({
    columns: [
      { title: 'advisory' },
      { title: 'feed' },
      { title: 'severity' },
      { title: 'published' },
      { title: 'vulns', align: 'right' },
      { title: 'hosts', align: 'right' },
      { title: 'exploited' },
      { title: 'summary', shrinks: true },
    ],
    rows: items.map(({ feed, record, kev = [], updates = [] }) => [
      record.name,
      feed,
      record.severity ?? '-',
      record.publishedAt?.slice(0, 10) ?? '-',
      String(record.vulnerabilities.length),
      hostsOf(updates),
      kev.length === 0 ? '-' : 'yes',
      record.withdrawnAt === null ? record.summary : `WITHDRAWN ${record.withdrawnAt.slice(0, 10)}: ${record.summary}`,
    ]),
    width,
    header: style.bold,
  });
};

/** Of another day they are not told beside a list. */
const hostsOf = (updates: NonNullable<AdvisoryAnswer['updates']>): string => {
  if (updates.length === 0) return '-';
  const counted = updates.flatMap(({ hosts }) => hosts ?? []);
  // Two updates of one advisory may be needed by the same host.
  return updates.length === 1 ? String(counted[0] ?? 'to be counted') : `up to ${counted.reduce((a, b) => a + b, 0)}`;
};

export const advisoryShow: Action = async (invocation) => {
  const { args, context } = invocation;
  const api = await context.api();
  const asOf = asOfOf(invocation);
  const params = { name: args[0] ?? '' };
  const answer = await api.call(endpoints.advisories.show, { params, query: given({ asOf }) });
  present(
    invocation,
    answer,
    () => `${asOfText(asOf)}${knownByHead(answer, invocation, asOf)}\n${detailText(answer, invocation)}`,
  );
  return 0;
};

const detailText = (answer: AdvisoryDetail, { context }: Invocation): string => {
  const { width, style } = context.terminal;
  const { hosts, unknown, excepted } = answer;
  const touched = `${countText(hosts, 'host')} ${hosts === 1 ? 'is' : 'are'} exposed${exceptedText(excepted)}${unknownText(unknown)}.${
    hosts + unknown + excepted === 0 ? '' : ` \`slipway advisory hosts ${answer.name}\` names them.`
  }\n`;
  const records = answer.records.map(
    (one) => `\n${style.bold(`${one.record.name} by ${one.feed}`)}\n${linesText(recordLines(one), width)}`,
  );
  const facts = answer.facts.map(
    (one) => `\n${style.bold(`${one.record.vulnerability} by ${one.feed}`)}\n${linesText(factLines(one), width)}`,
  );
  return `${touched}${records.join('')}${facts.join('')}`;
};

const exceptedText = (excepted: number): string => (excepted === 0 ? '' : `, and ${excepted} more by an exception`);

const unknownText = (unknown: number): string => (unknown === 0 ? '' : `; of ${unknown} more it is unknown`);

type Shown = AdvisoryDetail['records'][number];

const recordLines = ({ feedDate, knownFrom, record }: Shown): readonly Line[] => [
  ['says', record.summary || '-'],
  ['feed of', `${instantText(feedDate)}; known here since ${instantText(knownFrom)}`],
  ['published', record.publishedAt === null ? 'unknown' : instantText(record.publishedAt)],
  ...(record.withdrawnAt === null ? [] : [['WITHDRAWN', instantText(record.withdrawnAt)] as const]),
  ['severity', record.severity ?? 'not told'],
  ['vulnerabilities', record.vulnerabilities.join(' ')],
  ['packages', record.statements.map(statementText).join('\n') || 'none'],
  ...(record.references.length === 0 ? [] : [['see', record.references.join('\n')] as const]),
];

const statementText = ({
  release,
  subject,
  module,
  says,
  entitlement,
}: Shown['record']['statements'][number]): string => {
  const of = `${release.distribution} ${release.release}: ${subject.kind} ${subject.name}${module === null ? '' : ` of ${module}`}`;
  const needs = entitlement === null ? '' : `, needs ${entitlement}`;
  if (says.kind !== 'affected-in') return `${of} ${says.kind}`;
  const fixed = says.ranges.flatMap(({ end }) => (end.kind === 'fixed' ? (end.version ?? []) : []));
  const note = says.note === null ? '' : ` (${says.note})`;
  return `${of} ${fixed.length === 0 ? 'has no fix' : `fixed in ${fixed.join(', ')}`}${note}${needs}`;
};

const factLines = ({ record }: AdvisoryDetail['facts'][number]): readonly Line[] => [
  ...(record.summary === null ? [] : [['says', record.summary] as const]),
  ...(record.rejected === true ? [['REJECTED', 'whoever gave this id has taken it back'] as const] : []),
  ...record.cvss.map(
    ({ source, scoreTenths, vector }) =>
      ['cvss', `${scoreText(scoreTenths)} by ${source}${vector === null ? '' : `, ${vector}`}`] as const,
  ),
  ...(record.epss === null
    ? []
    : [
        [
          'epss',
          `${(record.epss.probabilityPpm / 10_000).toFixed(1)} % within 30 days, of ${record.epss.asOf.slice(0, 10)}`,
        ] as const,
      ]),
  ...(record.kev === null
    ? []
    : [['kev', `exploited: listed ${record.kev.addedAt.slice(0, 10)}; ${record.kev.requiredAction}`] as const]),
  ...(record.ssvc === null
    ? []
    : [
        [
          'ssvc',
          `exploitation ${record.ssvc.exploitation ?? '?'}, automatable ${yesNo(record.ssvc.automatable)}, impact ${record.ssvc.technicalImpact ?? '?'}`,
        ] as const,
      ]),
];

const yesNo = (value: boolean | null): string => (value === null ? '?' : value ? 'yes' : 'no');

export const advisoryHosts: Action = async (invocation) => {
  const { args, context, options } = invocation;
  const api = await context.api();
  const asOf = asOfOf(invocation);
  const name = args[0] ?? '';
  const query = given({ asOf, environment: options.text('environment'), owner: options.text('owner') });
  const asked = { params: { name } };
  let page = await api.call(endpoints.advisories.hosts, { ...asked, query: { ...query, limit: PAGE } });
  const items = [...page.items];
  while (page.next !== null && options.is('all')) {
    page = await api.call(endpoints.advisories.hosts, {
      ...asked,
      query: { ...query, limit: PAGE_MAX, after: page.next },
    });
    items.push(...page.items);
  }
  const answer = { ...page, items };
  present(invocation, answer, () => {
    const head = `${asOfText(asOf)}${knownByHead(answer, invocation, asOf)}`;
    const { total, unknown, excepted } = answer;
    const sum = `${countText(total, 'host')} ${total === 1 ? 'is' : 'are'} exposed to ${name}${exceptedText(excepted)}${unknownText(unknown)}, of those that have reported.\n`;
    const rest = page.next === null ? '' : `\nThese are the first ${items.length}; \`--all\` lists every one.\n`;
    return `${head}${sum}${items.length === 0 ? '' : `\n${hostsText(items, invocation)}`}${rest}`;
  });
  return 0;
};

const EXPOSED = {
  yes: 'yes',
  no: 'no: that kernel neither runs nor boots next',
  unknown: 'unknown: the running kernel is of no package',
} as const;

const hostsText = (items: readonly ExposedHostAnswer[], { context }: Invocation): string => {
  const { width, style } = context.terminal;
  return tableText({
    columns: [
      { title: 'host', shrinks: true },
      { title: 'id' },
      { title: 'environment' },
      { title: 'owner' },
      { title: 'exposed' },
    ],
    rows: items.map((item) => [
      item.hostname,
      item.hostId,
      item.environment ?? '-',
      item.owner ?? '-',
      item.exception === null
        ? EXPOSED[item.exposed]
        : `yes: exception ${item.exception.name} of ${item.exception.owner}, until ${instantText(item.exception.expiresAt)}`,
    ]),
    width,
    header: style.bold,
  });
};
