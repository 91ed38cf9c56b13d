import type { RolloutReport } from '@slipway/protocol/api';
import type { DemoResult } from './story.ts';
import { seconds, table } from './telling.ts';

type ReportedHost = RolloutReport['hosts'][number];

/** The report at the end, line by line. */
export function reportLines(result: DemoResult): readonly string[] {
  const { dev, prod, probe, moves, share } = result;
  const hosts = [...dev.hosts, ...prod.hosts];
  return [
    'Who got what:',
    ...indented(changeTable(hosts)),
    '',
    'How long each step took, in seconds:',
    ...indented(stepTable(hosts)),
    '',
    `Order: ${orderText(prod)}`,
    `The address: ${moves.length === 0 ? 'did not move' : moves.map(({ from, to }) => `${from} to ${to}`).join(', then ')}`,
    `The page: asked ${probe.asked} times in ${seconds(probe.spanMs)}, failed ${probe.failed}; slowest ${probe.latencyMs?.max ?? '-'} ms, longest time without an answer ${probe.longestGapMs} ms`,
    ...(share === null
      ? []
      : [
          `The rollout of prod: ${seconds(share.wallMs)}, of which host steps ${seconds(share.hostStepsMs)}, soak ${seconds(share.soakMs)}, the controller's own share ${seconds(share.controllerMs)} (${(share.share * 100).toFixed(1)} %)`,
        ]),
  ];
}

/** One line per update, with the hosts that got it. */
function changeTable(hosts: readonly ReportedHost[]): readonly string[] {
  const got = new Map<string, { readonly row: readonly string[]; readonly hostnames: string[] }>();
  for (const { hostname, changes } of hosts) {
    for (const { name, from, to } of changes) {
      const row = [name, from ?? '(new)', to ?? '(removed)'];
      const entry = got.get(row.join(' ')) ?? { row, hostnames: [] };
      if (!entry.hostnames.includes(hostname)) entry.hostnames.push(hostname);
      got.set(row.join(' '), entry);
    }
  }
  const rows = [...got.entries()].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, entry]) => entry);
  return table([
    ['PACKAGE', 'FROM', 'TO', 'HOSTS'],
    ...rows.map(({ row, hostnames }) => [...row, hostnames.join(' ')]),
  ]);
}

export function stepTable(hosts: readonly ReportedHost[]): readonly string[] {
  const kinds = [
    ...new Set(hosts.flatMap(({ attempt }) => (attempt?.steps ?? []).filter(wasRun).map(({ step }) => step))),
  ];
  const rows = hosts.map(({ hostname, attempt }) => {
    const cells = kinds.map((kind) => {
      const runs = (attempt?.steps ?? []).filter((each) => each.step === kind && wasRun(each));
      return runs.length === 0 ? '-' : runs.reduce((sum, run) => sum + tookMs(run) / 1000, 0).toFixed(1);
    });
    const all =
      attempt?.endedAt == null ? '-' : ((Date.parse(attempt.endedAt) - Date.parse(attempt.begunAt)) / 1000).toFixed(1);
    return [hostname, ...cells, all];
  });
  return table([['HOST', ...kinds.map((kind) => kind.toUpperCase()), 'ALL'], ...rows]);
}

type ReportedStep = NonNullable<ReportedHost['attempt']>['steps'][number];

function wasRun({ begunAt, outcome }: ReportedStep): boolean {
  return begunAt !== null && outcome !== 'skipped';
}

function tookMs({ begunAt, endedAt }: ReportedStep): number {
  return begunAt === null || endedAt === null ? 0 : Date.parse(endedAt) - Date.parse(begunAt);
}

/** Wave by wave, with the seconds since the rollout began. */
function orderText({ hosts, startedAt }: RolloutReport): string {
  const since = (instant: string | null | undefined): string =>
    instant == null ? '?' : `${Math.round((Date.parse(instant) - Date.parse(startedAt)) / 1000)}`;
  const waves = [...new Set(hosts.map(({ wave }) => wave))].sort((one, other) => one - other);
  return waves
    .map((wave) =>
      hosts
        .filter((host) => host.wave === wave)
        .map(({ hostname, attempt }) => `${hostname} (${since(attempt?.begunAt)} s to ${since(attempt?.endedAt)} s)`)
        .join(' and '),
    )
    .join(', then ');
}

function indented(lines: readonly string[]): readonly string[] {
  return lines.map((line) => `  ${line}`);
}
