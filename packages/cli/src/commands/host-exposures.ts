import {
  endpoints,
  type HostExposureAnswer,
  type HostUpdateAnswer,
  type HostVerdictAnswer,
  type QueryOf,
} from '@slipway/protocol/api';
import type { Invocation } from '../command/index.ts';
import { wrongUse } from '../exit/index.ts';
import { countText, reasonText, tableText } from '../output/index.ts';
import {
  asOfOf,
  asOfText,
  dueText,
  findHost,
  given,
  hostLabel,
  knownByHead,
  laneText,
  present,
  scoreText,
  wholeList,
} from './common/index.ts';
import { dueByOf, severityOf } from './exposure-options.ts';

type Query = QueryOf<typeof endpoints.exposures.host>;

/** One host: its updates and how each stands there, or every verdict. */
export const hostExposures = async (invocation: Invocation, name: string): Promise<0> => {
  const { context, options } = invocation;
  const fleetWide = ['environment', 'owner'].filter((option) => options.text(option) !== null);
  if (fleetWide.length > 0 || Object.keys(options.pairs('label')).length > 0) {
    throw wrongUse('--environment, --owner and --label choose hosts: with --host there is nothing to choose.');
  }
  const api = await context.api();
  const { hostId, hostname } = await findHost(api, name);
  const query = given({
    asOf: asOfOf(invocation),
    state: options.text('state'),
    dueBy: dueByOf(invocation),
    severity: severityOf(options.text('severity')),
  }) as Query;
  const head = (answer: Pick<HostExposureAnswer, 'feeds' | 'untold' | 'waiting' | 'hostGaps' | 'looked'>): string =>
    `${context.terminal.style.bold(hostLabel({ hostId, hostname }))}\n${asOfText(query.asOf ?? null)}${knownByHead({ ...answer, gaps: [], unheard: [] }, invocation, query.asOf ?? null)}${gapsText(answer, invocation)}`;
  if (options.is('each')) {
    const answer = await wholeList(
      async (after) =>
        await api.call(endpoints.exposures.verdicts, {
          params: { hostId },
          query: { ...query, ...after, limit: 1000 },
        }),
    );
    present(invocation, answer, () => `${head(answer)}\n${verdictsText(answer.items, invocation)}`);
    return 0;
  }
  const answer = await api.call(endpoints.exposures.host, { params: { hostId }, query });
  present(invocation, answer, () => `${head(answer)}${updatesText(answer, invocation)}`);
  return 0;
};

/** Of one reason together: they may be every package of a repository. */
const gapsText = (
  { hostGaps, looked }: Pick<HostExposureAnswer, 'hostGaps' | 'looked'>,
  { context }: Invocation,
): string => {
  const byReason = [
    ...Map.groupBy(hostGaps, ({ package: of, reason }) => (of === null ? reasonText(reason) : reason.code)),
  ];
  const gaps = byReason.map(([text, same]) => {
    const [first] = same;
    if (first === undefined || first.package === null) return `UNKNOWN: ${text}\n`;
    const more = same.length === 1 ? '' : ` And ${countText(same.length - 1, 'package')} more for this reason.`;
    return `UNKNOWN: ${reasonText(first.reason)}${more}\n`;
  });
  const unlooked = looked
    ? ''
    : 'Which kernel ran then and what was in memory nobody kept: every affected package counts.\n';
  return context.terminal.style.bad(gaps.join('')) + unlooked;
};

const updatesText = (answer: HostExposureAnswer, { context }: Invocation): string => {
  const { updates, over, unattributed, hostGaps, feeds } = answer;
  const { width, style } = context.terminal;
  const now = context.now();
  const unused =
    over === 0
      ? ''
      : `${countText(over, 'verdict')} about kernels that lie about unused: --state kernel-not-running.\n`;
  const old = unattributed.map(
    ({ pid, executable, unit }) =>
      `${unit ?? executable} (${pid}) holds old code of files that no package is known to own.\n`,
  );
  if (updates.length === 0) {
    const nothing =
      feeds.length === 0 || hostGaps.some((one) => one.package === null) ? '' : 'Nothing that the feeds speak of.\n';
    return `${nothing}${unused}${style.bad(old.join(''))}`;
  }
  const table = tableText({
    columns: [
      { title: 'due' },
      { title: 'source package' },
      { title: 'fixed in' },
      { title: 'state' },
      { title: 'vulns', align: 'right' },
      { title: 'severity' },
      { title: 'cvss', align: 'right' },
      { title: 'urgency' },
      { title: 'why' },
    ],
    rows: updates.map((update) => [
      dueText(update.dueFirst, now),
      update.sourcePackage,
      update.fixedVersion ?? '-',
      update.state,
      String(update.vulnerabilities),
      update.severity ?? 'unknown',
      scoreText(update.worstTenths),
      laneText(update.dueFirst),
      reasonText(update.reason),
    ]),
    width,
    header: style.bold,
  });
  return `${countText(updates.length, 'update')}.\n\n${table}${processesText(updates)}${unused}${style.bad(old.join(''))}`;
};

const processesText = (updates: readonly HostUpdateAnswer[]): string => {
  const lines = updates.flatMap(({ sourcePackage, processes }) =>
    processes.map(
      ({ pid, executable, unit, files }) =>
        `${unit ?? executable} (${pid}) still runs old code of ${sourcePackage}: ${files.join(', ')}\n`,
    ),
  );
  return lines.length === 0 ? '' : `\n${lines.join('')}`;
};

const verdictsText = (items: readonly HostVerdictAnswer[], { context }: Invocation): string => {
  const { width, style } = context.terminal;
  if (items.length === 0) return 'No verdict of those that were asked for stands here.\n';
  return `${countText(items.length, 'verdict')}.\n\n${tableText({
    columns: [
      { title: 'due' },
      { title: 'vulnerability' },
      { title: 'package' },
      { title: 'installed' },
      { title: 'fixed in' },
      { title: 'state' },
      { title: 'cvss', align: 'right' },
      { title: 'urgency' },
      { title: 'feed' },
      { title: 'why' },
    ],
    rows: items.map(({ verdict, state, reason, cvssTenths, urgency }) => [
      dueText({ urgency }, context.now()),
      verdict.vulnerability,
      `${verdict.package}/${verdict.architecture}`,
      verdict.installedVersion,
      verdict.fixedVersion ?? '-',
      state,
      scoreText(cvssTenths),
      urgency.lane,
      `${verdict.feed} ${verdict.feedDate.slice(0, 10)}`,
      reasonText(reason),
    ]),
    width,
    header: style.bold,
  })}`;
};
