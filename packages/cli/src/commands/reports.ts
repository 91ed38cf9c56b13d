import { type Endpoint, endpoints, type QueryOf } from '@slipway/protocol/api';
import type { Action, Invocation } from '../command/index.ts';
import { allPages, csvOf } from '../connection/index.ts';
import { countText, instantText, tableText, withShortDigests } from '../output/index.ts';
import { asOfOf, findHost, given, present } from './common/index.ts';

const { reports } = endpoints;

export const reportCompliance: Action = async (invocation) => {
  const { context, options } = invocation;
  const query = given({ asOf: asOfOf(invocation), by: options.text('by') });
  if (options.is('csv')) return await printCsv(invocation, reports.compliance, query);
  const answer = await (await context.api()).call(reports.compliance, { query });
  present(invocation, answer, () => {
    const right = ['hosts', 'compliant', 'clear', 'due later', 'excepted', 'overdue', 'unknown'];
    const rows = [...answer.groups, { value: '(all)', ...answer.total }].map((each) => [
      each.value ?? '(none)',
      String(each.hosts),
      shareText(each.compliantPermille),
      ...[each.clear, each.dueLater, each.excepted, each.overdue, each.unknown].map(String),
    ]);
    const since = sinceText(answer.recordsSince, answer.asOf);
    return `As of ${instantText(answer.asOf)}, by ${answer.by} of today.${since}\n${tableOf(invocation, [answer.by], right, rows)}`;
  });
  return 0;
};

export const reportSla: Action = async (invocation) => {
  const query = periodOf(invocation);
  if (invocation.options.is('csv')) return await printCsv(invocation, reports.sla, query);
  const answer = await (await invocation.context.api()).call(reports.sla, { query });
  present(invocation, answer, () => {
    const right = ['in time', 'share in time', 'late', 'overdue', 'unknown', 'excepted', 'otherwise'];
    const rows = [...answer.groups, { severity: '(all)', rule: null, ...answer.total }].map((each) => [
      each.severity ?? 'not rated',
      each.rule ?? '',
      String(each.inTime),
      shareText(each.inTimePermille),
      ...[each.late, each.overdue, each.unknown, each.excepted, each.otherwise].map(String),
    ]);
    const undue =
      answer.withoutDeadline === 0
        ? ''
        : `${countText(answer.withoutDeadline, 'exposure')} that began in this period ${answer.withoutDeadline === 1 ? 'has' : 'have'} no deadline: in no line above.\n`;
    return `Exposures whose deadline fell into the period ${spanText(answer)}.${sinceText(answer.recordsSince, answer.from)}\n${tableOf(invocation, ['severity', 'rule'], right, rows)}${undue}`;
  });
  return 0;
};

export const reportTimeToPatch: Action = async (invocation) => {
  const query = periodOf(invocation);
  if (invocation.options.is('csv')) return await printCsv(invocation, reports.timeToPatch, query);
  const answer = await (await invocation.context.api()).call(reports.timeToPatch, { query });
  present(invocation, answer, () => {
    const right = ['exposures', 'fix to in effect', '90 %', 'learned to in effect', '90 %', 'fix to installed', '90 %'];
    const rows = [...answer.groups, { severity: '(all)', ...answer.total }].map((each) => [
      each.severity ?? 'not rated',
      String(each.fromFix.exposures),
      ...[each.fromFix, each.fromLearned, each.toDisk].flatMap((took) => [
        hoursText(took.medianHours),
        hoursText(took.p90Hours),
      ]),
    ]);
    const unknown =
      answer.effectUnknown === 0
        ? ''
        : `Of ${countText(answer.effectUnknown, 'exposure')} nobody can say whether old code still runs: among no figure.\n`;
    return `Fixes that came into effect in the period ${spanText(answer)}. Each time is the median; under "90 %" what nine of ten took at most.${sinceText(answer.recordsSince, answer.from)}\n${tableOf(invocation, ['severity'], right, rows)}${unknown}`;
  });
  return 0;
};

export const reportExceptions: Action = async (invocation) => {
  const query = periodOf(invocation);
  if (invocation.options.is('csv')) return await printCsv(invocation, reports.exceptions, query);
  const answer = await (await invocation.context.api()).call(reports.exceptions, { query });
  present(invocation, answer, () => {
    if (answer.items.length === 0) return `No exception stood in the policy in the period ${spanText(answer)}.\n`;
    const rows = answer.items.map((one) => [
      one.name,
      one.state,
      instantText(one.expiresAt),
      one.hosts,
      'package' in one.leavesOut ? one.leavesOut.package : one.leavesOut.advisory,
      one.owner,
      one.approvedBy,
      one.why,
      `${instantText(one.enteredAt)} by ${one.enteredBy}`,
      one.leftAt === null ? '' : `${instantText(one.leftAt)} by ${one.leftBy ?? ''}`,
    ]);
    const titles = [
      'exception',
      'state',
      'ends',
      'hosts',
      'leaves out',
      'owner',
      'agreed by',
      'why',
      'entered',
      'taken out',
    ];
    const more = answer.moreBefore ? 'Older revisions of the policy were not looked into.\n' : '';
    return `Exceptions that stood in the policy in the period ${spanText(answer)}.\n${tableOf(invocation, titles, [], rows)}${more}`;
  });
  return 0;
};

export const reportChanges: Action = async (invocation) => {
  const { context, options } = invocation;
  const api = await context.api();
  const named = options.text('host');
  const host = named === null ? null : (await findHost(api, named)).hostId;
  const query = { ...periodOf(invocation), ...given({ host, by: options.text('by') as 'slipway' | 'foreign' | null }) };
  if (options.is('csv')) return await printCsv(invocation, reports.changes, query);
  const items = await allPages(api, reports.changes, { query });
  present(invocation, items, () => {
    if (items.length === 0) return 'Nothing changed that anybody saw.\n';
    const rows = items.flatMap((one) =>
      one.packages.map((change) => [
        instantText(one.at),
        one.hostname,
        change.name,
        change.from ?? '(new)',
        change.to ?? '(removed)',
        one.by === 'foreign' ? 'somebody else' : `${one.rolloutId ?? 'Slipway'}${ROLLBACK[one.rollback]}`,
        one.planDigest === null ? '' : withShortDigests(one.planDigest),
        one.approvedBy.join(', '),
      ]),
    );
    return tableOf(invocation, ['at', 'host', 'package', 'from', 'to', 'by', 'plan', 'approved by'], [], rows);
  });
  return 0;
};

const ROLLBACK = { none: '', plan: ' (rollback)', host: ' (went back)' } as const;

/** As it comes, so that a hundred thousand rows pass through and are nowhere together. */
const printCsv = async <E extends Endpoint>(
  { context }: Invocation,
  endpoint: E,
  query: Omit<NonNullable<QueryOf<E>>, 'format'>,
): Promise<0> => {
  const api = await context.api();
  for await (const text of csvOf(api, endpoint, query as Readonly<Record<string, string | number | boolean>>)) {
    // Before a person what hosts say must not steer the terminal; a file gets it as it came.
    if (context.terminal.isInteractive) context.terminal.out(text.replaceAll('\r\n', '\n'));
    else await context.terminal.outStream(text);
  }
  return 0;
};

const tableOf = (
  { context }: Invocation,
  left: readonly string[],
  right: readonly string[],
  rows: readonly (readonly string[])[],
): string => {
  const { width, style } = context.terminal;
  const columns = [...left.map((title) => ({ title })), ...right.map((title) => ({ title, align: 'right' as const }))];
  return tableText({ columns, rows, width, header: style.bold });
};

const periodOf = ({ options }: Invocation) =>
  given({
    from: options.text('from') as QueryOf<typeof reports.sla>['from'] | null,
    until: options.text('to') as QueryOf<typeof reports.sla>['until'] | null,
  });

const spanText = ({ from, until }: { readonly from: string; readonly until: string }): string =>
  `from ${instantText(from)} until ${instantText(until)}`;

/** What was before nobody recorded: that must stand beside every figure that reaches there. */
const sinceText = (since: string | null, begin: string): string => {
  if (since === null) return '\nNo host was looked at yet: everything is unknown.';
  return since > begin ? `\nRecords begin on ${instantText(since)}: before it everything is unknown.` : '';
};

const shareText = (permille: number | null): string => (permille === null ? '-' : `${(permille / 10).toFixed(1)} %`);
const hoursText = (hours: number | null): string => {
  if (hours === null) return '-';
  return hours < 48 ? `${hours} h` : `${(hours / 24).toFixed(1)} d`;
};
