import {
  type EachExposureAnswer,
  type ExposuresAnswer,
  endpoints,
  type QueryOf,
  type UpdateExposureAnswer,
} from '@slipway/protocol/api';
import type { Action, Invocation } from '../command/index.ts';
import { wrongUse } from '../exit/index.ts';
import { countText, tableText } from '../output/index.ts';
import {
  asOfOf,
  asOfText,
  dueText,
  given,
  knownByHead,
  laneText,
  present,
  scoreText,
  wholeList,
} from './common/index.ts';
import { dueByOf, severityOf } from './exposure-options.ts';
import { hostExposures } from './host-exposures.ts';

export const exposureList: Action = async (invocation) => {
  const { options } = invocation;
  const host = options.text('host');
  if (host !== null) return await hostExposures(invocation, host);
  const query = queryOf(invocation);
  return options.is('each') ? await listEach(invocation, query) : await listUpdates(invocation, query);
};

type Query = Omit<QueryOf<typeof endpoints.exposures.list>, 'after' | 'limit'>;

const FLEET_STATES = ['fixable', 'no-fix', 'unknown'] as const;

const queryOf = (invocation: Invocation): Query => {
  const { options } = invocation;
  const state = options.text('state');
  const known = FLEET_STATES.find((word) => word === state);
  if (state !== null && known === undefined) {
    throw wrongUse(
      `--state ${state} is asked of one host, with --host; of the fleet it is ${FLEET_STATES.join(', ')}.`,
    );
  }
  const labels = options.pairs('label');
  return given({
    asOf: asOfOf(invocation),
    state: known ?? null,
    dueBy: dueByOf(invocation),
    severity: severityOf(options.text('severity')),
    excepted: options.is('excepted') ? true : null,
    environment: options.text('environment'),
    owner: options.text('owner'),
    labels: Object.keys(labels).length === 0 ? null : JSON.stringify(labels),
  }) as Query;
};

const listUpdates = async (invocation: Invocation, query: Query): Promise<0> => {
  const { context } = invocation;
  const api = await context.api();
  const whole = await wholeList(
    async (after) => await api.call(endpoints.exposures.list, { query: { ...query, ...after, limit: 1000 } }),
  );
  // Counted a page at a time they come by name; people look for what is due first.
  const isSorted = whole.order === 'due';
  const answer = isSorted
    ? whole
    : { ...whole, items: whole.items.toSorted((a, b) => (dueKey(a) < dueKey(b) ? -1 : 1)) };
  present(invocation, answer, () => fleetText(answer, invocation, query));
  return 0;
};

const LANES = ['immediate', 'out-of-cycle', 'unknown', 'scheduled'];
const dueKey = ({ dueFirst: { urgency } }: UpdateExposureAnswer): string =>
  `${urgency.deadline ?? '~'} ${LANES.indexOf(urgency.lane)}`;

const fleetText = (answer: ExposuresAnswer, invocation: Invocation, query: Query): string => {
  const { items, totals } = answer;
  const { context } = invocation;
  const { width, style } = context.terminal;
  const now = context.now();
  const isExcepted = query.excepted === true;
  const sum =
    totals === null || isExcepted ? '' : `, ${totals.overdue} overdue, ${totals.unknownUrgency} of unknown urgency`;
  const head = `${countText(items.length, 'update')}${isExcepted ? ' with hosts for which an exception answers' : sum}.\n`;
  const none =
    answer.feeds.length === 0 ? '' : 'Nothing that these feeds speak of and that was asked for is on any host.\n';
  const columns = [
    { title: 'due' },
    { title: 'source package' },
    { title: 'fixed in' },
    { title: 'release' },
    { title: 'hosts', align: 'right' },
    { title: 'excepted', align: 'right' },
    { title: 'vulns', align: 'right' },
    { title: 'severity' },
    { title: 'cvss', align: 'right' },
    { title: 'urgency' },
  ] as const;
  // Most fleets have no exception, and a column of noughts says nothing.
  const shows = items.some(({ excepted }) => excepted > 0);
  const shown = <T>(cells: readonly T[]): readonly T[] => cells.filter((_, at) => shows || at !== EXCEPTED_AT);
  const table = tableText({
    columns: shown(columns),
    rows: items.map((item) =>
      shown([
        dueText(item.dueFirst, now),
        item.sourcePackage,
        item.fixedVersion ?? (item.state === 'unknown' ? 'unknown' : 'no fix'),
        `${item.release.distribution} ${item.release.release}`,
        hostsText(item),
        String(item.excepted),
        String(item.vulnerabilities),
        item.severity ?? 'unknown',
        scoreText(item.worstTenths),
        laneText(item.dueFirst),
      ]),
    ),
    width,
    header: style.bold,
  });
  const body = items.length === 0 ? none : `${head}\n${table}${notesText(items)}`;
  const unknown = answer.moreUnknown
    ? 'Of some packages nobody can say whether they are affected: `slipway exposure list --state unknown`.\n'
    : '';
  const excepted =
    isExcepted || (totals?.excepted ?? 0) === 0
      ? ''
      : `Hosts of ${countText(totals?.excepted ?? 0, 'update')} are exposed by an exception: \`slipway exposure list --excepted\`.\n`;
  return `${asOfText(query.asOf ?? null)}${knownByHead(answer, invocation, query.asOf ?? null)}${body}${excepted}${unknown}`;
};

const EXCEPTED_AT = 5;

/** `12`, `12+3?`: of three more it is unknown. */
const hostsText = ({ hosts, unknown }: Pick<UpdateExposureAnswer, 'hosts' | 'unknown'>): string =>
  unknown === 0 ? String(hosts) : `${hosts}+${unknown}?`;

const notesText = (items: readonly UpdateExposureAnswer[]): string => {
  const rebooting = items.filter(({ rebootPending }) => rebootPending > 0);
  const isUnknown = items.some(({ unknown }) => unknown > 0);
  const lines = [
    ...rebooting.map(
      ({ sourcePackage, fixedVersion, rebootPending }) =>
        `${countText(rebootPending, 'host')} of ${sourcePackage} ${fixedVersion ?? ''} will boot another kernel: only the reboot is missing.\n`,
    ),
    ...(isUnknown ? ['+N?: of N further hosts it is unknown, because their running kernel is of no package.\n'] : []),
  ];
  return lines.length === 0 ? '' : `\n${lines.join('')}`;
};

const listEach = async (invocation: Invocation, query: Query): Promise<0> => {
  const { context } = invocation;
  const api = await context.api();
  const answer = await wholeList(
    async (after) => await api.call(endpoints.exposures.each, { query: { ...query, ...after, limit: 1000 } }),
  );
  present(
    invocation,
    answer,
    () =>
      `${asOfText(query.asOf ?? null)}${knownByHead(answer, invocation, query.asOf ?? null)}${eachText(answer.items, invocation)}`,
  );
  return 0;
};

const eachText = (items: readonly EachExposureAnswer[], { context }: Invocation): string => {
  const { width, style } = context.terminal;
  if (items.length === 0) return 'No vulnerability that these feeds speak of and that was asked for is on any host.\n';
  return `${countText(items.length, 'vulnerability', 'vulnerabilities')}.\n\n${tableText({
    columns: [
      { title: 'due' },
      { title: 'vulnerability' },
      { title: 'source package' },
      { title: 'fixed in' },
      { title: 'release' },
      { title: 'hosts', align: 'right' },
      { title: 'cvss', align: 'right' },
      { title: 'epss', align: 'right' },
      { title: 'kev' },
      { title: 'urgency' },
    ],
    rows: items.map((item) => [
      dueText(item, context.now()),
      item.vulnerability,
      item.sourcePackage,
      item.fixedVersion ?? (item.state === 'unknown' ? 'unknown' : 'no fix'),
      `${item.release.distribution} ${item.release.release}`,
      hostsText(item),
      scoreText(item.cvssTenths),
      item.epssPpm === null ? '?' : `${(item.epssPpm / 10_000).toFixed(1)} %`,
      item.kev ?? '?',
      item.urgency.lane,
    ]),
    width,
    header: style.bold,
  })}`;
};
