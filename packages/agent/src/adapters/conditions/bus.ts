// systemd's programs asked over their bus, by busctl, whose JSON is D-Bus's own types (busctl(1)).

import type { BusAnswer, CallBus, CommandResult, RunCommand } from '../../ports/index.ts';

const LIMIT_MS = 30_000;
const OUTPUT_BYTES_MAX = 1024 * 1024;
const ENVIRONMENT = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C.UTF-8' } as const;

export const ask = async (run: RunCommand, command: readonly [string, ...string[]]): Promise<CommandResult> =>
  await run({
    command,
    environment: ENVIRONMENT,
    timeLimitMs: LIMIT_MS,
    whenOverdue: 'leave',
    outputBytesMax: OUTPUT_BYTES_MAX,
  });

export const callBus = async (run: RunCommand, args: readonly string[]): Promise<BusAnswer> => {
  const result = await ask(run, ['/usr/bin/busctl', '--json=short', ...args]);
  if (result.kind !== 'ended' || result.status !== 0) {
    const problem = problemOf(result);
    return /was not provided by any|Unit \S+ (?:not found|is masked)|could not be found/i.test(problem)
      ? { kind: 'no-such-service' }
      : { kind: 'unreadable', problem };
  }
  try {
    const answer: unknown = JSON.parse(result.stdout);
    if (typeof answer === 'object' && answer !== null && 'data' in answer) return { kind: 'data', data: answer.data };
  } catch {
    // As below: what is no such answer is not understood.
  }
  return { kind: 'unreadable', problem: 'the answer is not understood' };
};

export const createBus =
  (run: RunCommand): CallBus =>
  async (args) =>
    await callBus(run, args);

const problemOf = (result: CommandResult): string => {
  if (result.kind === 'not-started') return result.detail;
  if (result.kind === 'overdue') return 'no answer in time';
  return result.stderr.trim().split('\n').at(-1) || `status ${result.status}`;
};
