import { endpoints, type FleetReport, type RolloutReport } from '@slipway/protocol/api';
import type { Action, Invocation } from '../command/index.ts';
import { countText, durationText, instantText, reasonText, shortDigest, tableText } from '../output/index.ts';
import { approvedByText, failuresText, fleetExposed, present, rolloutIdOf, traceLines } from './common/index.ts';
import { hostnamesOf } from './plan-page/index.ts';
import { gateText } from './rollout-page/index.ts';

export const report: Action = async (invocation) => {
  const { context, args, options } = invocation;
  const api = await context.api();
  const [name] = args;
  if (name === undefined) {
    const answer = await api.call(endpoints.fleet.report, {});
    const exposed = options.is('json') ? '' : await fleetExposed(invocation, api);
    present(invocation, answer, () => fleetText(answer, exposed, invocation));
    return 0;
  }
  const answer = await api.call(endpoints.rollouts.report, { params: { rolloutId: rolloutIdOf(name) } });
  const hostnames = answer.leftOut.length === 0 ? new Map<string, string>() : await hostnamesOf(api);
  present(invocation, answer, () => rolloutText(answer, hostnames, invocation));
  return 0;
};

const fleetText = (answer: FleetReport, exposed: string, { context }: Invocation): string => {
  const { width, style } = context.terminal;
  if (answer.environments.length === 0) {
    return 'No host is enrolled. `slipway enrol token` prints the line that enrols one.\n';
  }
  const thrown = answer.switch === 'stopped' ? style.bad('The switch that stops everything is thrown.\n') : '';
  const environments = tableText({
    columns: [
      { title: 'environment' },
      ...['hosts', 'adopted', 'current', 'behind', 'security', 'excepted', 'unknown', 'overdue', 'reboot'].map(
        (title) => ({ title, align: 'right' }) as const,
      ),
      { title: 'last rollout' },
    ],
    rows: answer.environments.map((each) => [
      each.environment ?? '(none)',
      ...[
        each.hosts,
        each.adopted,
        each.current,
        each.behind,
        each.securityBehind,
        each.excepted,
        each.unknown,
        each.overdue ?? '-',
        each.rebootNeeded,
      ].map(String),
      each.lastRollout === null
        ? 'never'
        : `${each.lastRollout.rolloutId} ${each.lastRollout.state}, ${instantText(each.lastRollout.startedAt)}`,
    ]),
    width,
    header: style.bold,
  });
  const behind = tableText({
    columns: [
      { title: 'not current', shrinks: true },
      { title: 'environment' },
      { title: 'updates', align: 'right' },
      { title: 'security', align: 'right' },
      { title: 'why' },
    ],
    rows: byName(answer.notCurrent).map((host) => [
      host.hostname,
      host.environment ?? '(none)',
      host.updates === null
        ? 'unknown'
        : `${host.updates}${host.excepted === 0 ? '' : `, ${host.excepted === host.updates ? 'all' : host.excepted} excepted`}`,
      host.security === null ? 'unknown' : String(host.security),
      host.reasons.map(reasonText).join('; ') || `nothing on the host; ask \`slipway why ${host.hostname}\``,
    ]),
    width,
    header: style.bold,
  });
  const rest = answer.notCurrent.length === 0 ? 'Every host is current.\n' : behind;
  return `As of ${instantText(answer.asOf)}\n${thrown}\n${environments}\n${exposed}\n\n${rest}`;
};

const byName = <T extends { readonly hostname: string }>(hosts: readonly T[]): readonly T[] =>
  hosts.toSorted((a, b) => a.hostname.localeCompare(b.hostname));

type ReportedHost = RolloutReport['hosts'][number];

const rolloutText = (
  answer: RolloutReport,
  hostnames: ReadonlyMap<string, string>,
  { context }: Invocation,
): string => {
  const { width, style } = context.terminal;
  const head = `${answer.rolloutId} in ${answer.environment}: ${answer.state}. Plan ${shortDigest(answer.planDigest)}; ${instantText(answer.startedAt)} to ${answer.endedAt === null ? 'now' : instantText(answer.endedAt)}${secondsText(answer)}`;
  const approvedBy = approvedByText(answer.approval);
  const approved = approvedBy === '' ? '' : `${approvedBy}\n`;
  const reason = answer.reason === null ? '' : `${reasonText(answer.reason)}\n`;
  const sorted = byName(answer.hosts).toSorted((a, b) => a.wave - b.wave);
  const hosts = tableText({
    columns: [
      { title: 'host', shrinks: true },
      { title: 'wave', align: 'right' },
      { title: 'result' },
      { title: 'took' },
      { title: 'changes' },
      { title: 'old code' },
      { title: 'why' },
    ],
    rows: sorted.map((host) => [
      host.hostname,
      String(host.wave + 1),
      host.phase,
      tookText(host),
      changesText(host),
      String(host.staleProcesses),
      reasonText(host.reason),
    ]),
    width,
    header: style.bold,
  });
  const details = sorted.map((host) => hostText(host, style.bold)).join('');
  const failures = sorted
    .map(({ hostname, attempt }) => failuresText(attempt?.failures ?? [], { width, style, nameOf: () => hostname }))
    .join('');
  const leftOut = answer.leftOut
    .map(({ hostId, reason: why }) => `Left out: ${hostnames.get(hostId) ?? hostId}: ${reasonText(why)}\n`)
    .join('');
  const gates = (answer.gates ?? [])
    .map(
      (gate) =>
        `Gate behind wave ${gate.wave + 1}: ${gateText(gate)}${gate.at === null ? '' : `, ${instantText(gate.at)}`}\n`,
    )
    .join('');
  return `${style.bold(head)}\n${approved}${reason}\n${hosts}\n${details}${gates}${leftOut}${failures}`;
};

const secondsText = ({ startedAt, endedAt }: RolloutReport): string =>
  endedAt === null ? '' : ` (${durationText((Date.parse(endedAt) - Date.parse(startedAt)) / 1000)})`;

const tookText = ({ attempt }: ReportedHost): string =>
  attempt?.endedAt == null ? '-' : durationText((Date.parse(attempt.endedAt) - Date.parse(attempt.begunAt)) / 1000);

const changesText = ({ changes }: ReportedHost): string => {
  const reached = changes.filter(({ state }) => state === 'reached').length;
  const unknown = changes.filter(({ state }) => state === 'unknown').length;
  return `${reached} of ${countText(changes.length, 'version')} reached${unknown === 0 ? '' : `, ${unknown} unknown`}`;
};

/** How long each step took, and every version that is not where it was planned to be. Who never began has neither. */
const hostText = (host: ReportedHost, bold: (text: string) => string): string => {
  if (host.attempt === null) return '';
  const steps = host.attempt.steps.map(({ step, outcome, begunAt, endedAt, entries, reason }) => {
    const took =
      begunAt === null || endedAt === null
        ? ''
        : ` ${((Date.parse(endedAt) - Date.parse(begunAt)) / 1000).toFixed(1)} s`;
    const again = entries > 1 ? ` (begun ${entries} times)` : '';
    const why = reason === null || outcome === 'skipped' ? '' : `: ${reasonText(reason)}`;
    return `${step} ${outcome ?? 'under way'}${took}${again}${why}`;
  });
  const missed = host.changes.flatMap(({ name, architecture, to, found, state }) =>
    state === 'reached'
      ? []
      : [
          `  ${name}/${architecture}: planned ${to ?? 'removal'}, found ${found ?? (state === 'unknown' ? 'unknown' : 'nothing')}\n`,
        ],
  );
  const stepLine = steps.length === 0 ? '' : `  ${steps.join(', ')}\n`;
  const { transaction } = host.attempt;
  const trace = transaction === undefined ? [] : traceLines(transaction).map(([what, text]) => `  ${what}: ${text}\n`);
  return `${bold(host.hostname)}\n${stepLine}${missed.join('')}${trace.join('')}`;
};
