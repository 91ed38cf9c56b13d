import type { RolloutReport } from '@slipway/protocol/api';
import type { ProbeSummary } from '../probe/index.ts';
import type { DemoResult } from './story.ts';

/** Debian 12's archive has about twenty pending for each host; far fewer and the demo shows nothing. */
const PENDING_MIN = 50;
/** Of ten a second; what is missing was starved of processor time, and was not asked. */
const ASKED_SHARE_MIN = 0.95;

/** What is not as the demo promises, in sentences; none when all is. */
export function judge(result: DemoResult): readonly string[] {
  const { dev, prod, probe, looks, moves, pendingSecurity } = result;
  return [
    ...[dev, prod].flatMap(rolloutProblems),
    ...(pendingSecurity >= PENDING_MIN ? [] : [`only ${pendingSecurity} security updates were pending`]),
    ...(prod.hosts.length === 4 ? [] : [`prod had ${prod.hosts.length} hosts`]),
    ...groupProblems(prod),
    ...looks.flatMap(({ differences }) => differences),
    ...probe.firstFailures.map((asked) => failedText(asked, prod)),
    ...(probe.asked >= (probe.spanMs / 100) * ASKED_SHARE_MIN ? [] : [`the probe asked only ${probe.asked} times`]),
    ...(moves.length >= 2 ? [] : [`the address moved ${moves.length} times: a load balancer was not drained`]),
  ];
}

/** When it was, in seconds since the rollout began, and which steps were under way then. */
function failedText(
  { at, tookMs, failure, detail }: ProbeSummary['firstFailures'][number],
  prod: RolloutReport,
): string {
  const steps = prod.hosts.flatMap(({ hostname, attempt }) =>
    (attempt?.steps ?? [])
      .filter(
        ({ begunAt, endedAt }) =>
          begunAt !== null && Date.parse(begunAt) <= at + tookMs && (endedAt === null || Date.parse(endedAt) >= at),
      )
      .map(({ step }) => `${hostname} at ${step}`),
  );
  const since = ((at - Date.parse(prod.startedAt)) / 1000).toFixed(1);
  return `a request failed ${since} s into the rollout, after ${tookMs} ms: ${failure} (${detail}); then: ${steps.join(', ') || 'no step was under way'}`;
}

function rolloutProblems({ environment, state, hosts }: RolloutReport): readonly string[] {
  return [
    ...(state === 'completed' ? [] : [`the rollout of ${environment} is ${state}`]),
    ...hosts.flatMap(({ hostname, phase, reason, changes, staleProcesses }) => [
      ...(phase === 'done' ? [] : [`${hostname} ended ${phase}: ${reason?.code ?? 'no reason'}`]),
      ...(changes.length > 0 ? [] : [`${hostname} had nothing to change`]),
      ...(changes.every((change) => change.state === 'reached') ? [] : [`${hostname} is not at its planned versions`]),
      ...(staleProcesses === 0 ? [] : [`${staleProcesses} processes of ${hostname} run old code`]),
    ]),
  ];
}

/** No host of a later wave began before every host of the earlier ones had ended. */
function groupProblems({ hosts }: RolloutReport): readonly string[] {
  return hosts.flatMap((later) =>
    hosts
      .filter((earlier) => earlier.wave < later.wave)
      .filter(({ attempt }) => (attempt?.endedAt ?? '9') > (later.attempt?.begunAt ?? ''))
      .map((earlier) => `${later.hostname} began before ${earlier.hostname} had ended`),
  );
}
