import type { RolloutReport } from '@slipway/protocol/api';
import type { AddressMove } from '../../demo/index.ts';
import type { WrittenSummary } from '../../eight/index.ts';
import type { Seen } from './in-use.ts';

export interface GroupSpan {
  readonly hosts: readonly string[];
  readonly from: number;
  readonly to: number;
}

/** Wave by wave: who was in it, from the first attempt's begin to the last one's end. */
export function order({ hosts }: RolloutReport): readonly GroupSpan[] {
  const waves = [...new Set(hosts.map(({ wave }) => wave))].sort((one, other) => one - other);
  return waves.map((wave) => {
    const those = hosts.filter((host) => host.wave === wave);
    return {
      hosts: those.map(({ hostname }) => hostname).sort(),
      from: Math.min(...those.map(({ attempt }) => Date.parse(attempt?.begunAt ?? ''))),
      to: Math.max(...those.map(({ attempt }) => Date.parse(attempt?.endedAt ?? ''))),
    };
  });
}

/** The figures, as a person reads them. */
export function told(rollout: RolloutReport, seen: Seen, moves: readonly AddressMove[]): readonly string[] {
  const { page, queue, database, primary } = seen;
  const groups = order(rollout);
  const updates = rollout.hosts.map(({ hostname, changes }) => `${hostname} ${changes.length}`).join(', ');
  return [
    ...rollout.hosts.flatMap(notDone),
    `updates: ${updates}`,
    ...groups.map(({ hosts, from, to }, at) => `group ${at + 1} (${hosts.join(', ')}): ${seconds(to - from)}`),
    `whole environment: ${seconds((groups.at(-1)?.to ?? 0) - (groups[0]?.from ?? 0))}`,
    `page: asked ${page.asked} times, failed ${page.failed}, slowest ${page.latencyMs?.max ?? '-'} ms, longest time without an answer ${page.longestGapMs} ms; the address moved ${moves.length} times`,
    `queue: ${writtenText(queue, rollout)}`,
    `database: ${writtenText(database, rollout)}; ${primary} is the primary now, its standby has ${seen.standbyHas} rows`,
  ];
}

/** Why, as the host's own ledger and logs have it. */
function notDone({ hostname, phase, reason, attempt }: RolloutReport['hosts'][number]): readonly string[] {
  if (phase === 'done') return [];
  const failures = (attempt?.failures ?? []).map(
    ({ step, reason: why, logs }) => `${step}: ${JSON.stringify(why)} ${JSON.stringify(logs).slice(0, 3_000)}`,
  );
  return [`${hostname} is ${phase}: ${JSON.stringify(reason)}`, ...failures];
}

function writtenText({ acknowledged, lost, readAgain, pauses }: WrittenSummary, rollout: RolloutReport): string {
  const longest = pauses.map(({ at, ms }) => `${ms} ms (${during(rollout, at, at + ms)})`).join(', ');
  return `acknowledged ${acknowledged}, lost ${lost.length}, twice ${readAgain}; pauses: ${longest || 'none of half a second'}`;
}

/** Which steps that touch a service were under way. */
function during({ hosts }: RolloutReport, from: number, to: number): string {
  const touching = new Set(['drain', 'apply', 'restart', 'reboot', 'undrain']);
  const steps = hosts.flatMap(({ hostname, attempt }) =>
    (attempt?.steps ?? [])
      .filter(
        ({ step, begunAt, endedAt }) =>
          touching.has(step) &&
          begunAt !== null &&
          Date.parse(begunAt) <= to &&
          (endedAt === null || Date.parse(endedAt) >= from),
      )
      .map(({ step }) => `${hostname} ${step}`),
  );
  return steps.join(', ') || 'no such step';
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
