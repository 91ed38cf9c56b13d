// Programs that make and change volumes: told apart from what they print by how they end, and never ended by us, since some of
// them change what the host stands on.

import { type Outcome, ok, refuse } from '@slipway/core/reasons';
import type { RunCommand } from '../../../ports/index.ts';

/** A snapshot of a large and busy volume is written out first. */
const TIME_LIMIT_MS = 5 * 60_000;
const OUTPUT_BYTES_MAX = 1024 * 1024;

/** What it printed, whole. `what`: for `restore-point-failed`, as `made`. */
export const runProgram = async (
  run: RunCommand,
  what: string,
  command: readonly [string, ...string[]],
): Promise<Outcome<string>> => {
  const failed = (detail: string): Outcome<never> => refuse('restore-point-failed', { what, detail });
  const result = await run({
    command,
    environment: { LC_ALL: 'C.UTF-8', PATH: '/usr/sbin:/usr/bin:/sbin:/bin' },
    timeLimitMs: TIME_LIMIT_MS,
    whenOverdue: 'leave',
    outputBytesMax: OUTPUT_BYTES_MAX,
  });
  const [name] = command;
  switch (result.kind) {
    case 'not-started':
      return failed(`${name} could not be started (${result.detail})`);
    case 'overdue':
      return failed(`${name} takes longer than ${TIME_LIMIT_MS / 60_000} min`);
    case 'ended':
      if (result.status !== 0) return failed(`${name} ended with ${result.status}: ${lastLine(result.stderr)}`);
      return result.output === 'cut' ? failed(`${name} said more than can be read`) : ok(result.stdout);
    default:
      return result satisfies never;
  }
};

const lastLine = (text: string): string => text.trim().split('\n').at(-1)?.slice(0, 300) ?? '';
