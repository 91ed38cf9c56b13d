import { type ChangeRequestAnswer, endpoints, type ShownChangeRequestAnswer } from '@slipway/protocol/api';
import type { Action, Invocation } from '../command/index.ts';
import { wrongUse } from '../exit/index.ts';
import { ageText, instantText, linesText, shortDigest } from '../output/index.ts';
import { confirmed, given, newest, present, printTable, readGivenText } from './common/index.ts';

export const changeRequestList: Action = async (invocation) => {
  const now = invocation.context.now();
  printTable(invocation, {
    items: await newest(invocation, endpoints.changeRequests.list, {}),
    columns: [
      { title: 'number' },
      { title: 'state' },
      { title: 'environment' },
      { title: 'opened' },
      { title: 'by', shrinks: true },
      { title: 'plan' },
      { title: 'reference' },
      { title: 'title', shrinks: true },
    ],
    row: (item) => [
      item.number,
      stateText(item),
      item.environment,
      ageText(item.openedAt, now),
      item.openedBy,
      shortDigest(item.planDigest),
      item.outside?.reference ?? '-',
      item.title,
    ],
    empty: 'No change request was opened yet: a plan under the approval rule `change-request` opens one.',
  });
  return 0;
};

export const changeRequestShow: Action = async (invocation) => {
  const api = await invocation.context.api();
  const request = await api.call(endpoints.changeRequests.show, { params: { number: numberOf(invocation) } });
  tell(invocation, request);
  return 0;
};

export const changeRequestEdit: Action = async (invocation) => {
  const { context, options } = invocation;
  const api = await context.api();
  const params = { number: numberOf(invocation) };
  const [text, backOut] = [options.text('text'), options.text('backOut')];
  if (text === '-' && backOut === '-') throw wrongUse('Standard input can be one of --text and --back-out, not both.');
  const wording = given({
    title: options.text('title'),
    text: text === null ? null : await readGivenText(invocation, text),
    backOutAdded: backOut === null ? null : await readGivenText(invocation, backOut),
  });
  if (Object.keys(wording).length === 0) throw wrongUse('One of --title, --text and --back-out is expected.');
  const revision = options.number('revision') ?? (await api.call(endpoints.changeRequests.show, { params })).revision;
  const request = await api.call(endpoints.changeRequests.reword, { params, body: { revision, ...wording } });
  tell(invocation, request);
  return 0;
};

export const changeRequestClose: Action = async (invocation) => {
  const { context, options } = invocation;
  const params = { number: numberOf(invocation) };
  const question = `Close ${params.number}? Nothing begins under it then, and it takes another plan.`;
  if (!(await confirmed(invocation, question))) return 1;
  const api = await context.api();
  const body = { why: options.need('why') };
  const request = await api.call(endpoints.changeRequests.withdraw, { params, body });
  present(invocation, request, () => `${request.number} is closed: ${request.result?.text ?? ''}\n`);
  return 0;
};

/** `CHG-000042`, also as `42` and `chg-42`. */
const numberOf = ({ args }: Invocation): string => {
  const [text = ''] = args;
  const digits = /^(?:CHG-)?(\d{1,12})$/i.exec(text.trim())?.[1];
  if (digits === undefined) throw wrongUse(`"${text}" is not the number of a change request, as CHG-000042.`);
  return `CHG-${digits.replace(/^0+(?=\d)/, '').padStart(6, '0')}`;
};

const tell = (invocation: Invocation, request: ShownChangeRequestAnswer): void =>
  present(invocation, request, () => pageOf(request, invocation));

const pageOf = (request: ShownChangeRequestAnswer, { context }: Invocation): string => {
  const { width, style } = context.terminal;
  const { number, title, text, backOut, history, result, outside } = request;
  const head = linesText(
    [
      ['state', result === null ? request.state : `${stateText(request)}. ${result.text}`],
      ['plan', request.planDigest],
      ['environment', request.environment],
      ['opened', `${instantText(request.openedAt)} by ${request.openedBy}; revision ${request.revision}`],
      ...(outside === null
        ? []
        : [['outside', `${outside.system}${outside.reference === null ? '' : `: ${outside.reference}`}`] as const]),
      ['planned times', request.plannedTimes.map(timeText).join('\n')],
    ],
    width,
  );
  const added = backOut.added === '' ? '' : `\n${backOut.added.trim()}\n`;
  return [
    `${style.bold(`${number}: ${title}`)}\n${head}`,
    `${style.bold('What')}\n${text.trim()}\n`,
    `${style.bold('Back-out')}\n${backOut.generated.trim()}\n${added}`,
    `${style.bold('History')}\n${history.map(eventText).join('')}`,
  ].join('\n');
};

/** What it came to, where the state does not say it already. */
const stateText = ({ state, result }: Pick<ChangeRequestAnswer, 'state' | 'result'>): string =>
  result === null || result.outcome === state ? state : `${state}: ${result.outcome}`;

const timeText = ({ startsAt, endsAt }: ChangeRequestAnswer['plannedTimes'][number]): string =>
  `${instantText(startsAt)} to ${instantText(endsAt)}`;

const eventText = ({ at, who, what, detail }: ChangeRequestAnswer['history'][number]): string =>
  `${instantText(at)}  ${WHAT[what]} by ${who}${detail === '' ? '' : `: ${detail.replace('backOutAdded', 'back-out')}`}\n`;

const WHAT: Readonly<Record<ChangeRequestAnswer['history'][number]['what'], string>> = {
  opened: 'opened',
  edited: 'worded anew',
  named: 'a name',
  approved: 'approved',
  'approval-lost': 'not approved any more',
  rejected: 'rejected',
  closed: 'closed',
};
