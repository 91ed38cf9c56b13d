// A service's own program, run as the account that may ask and no more: no way to another one, no capability.

import type { CommandResult } from '../../../ports/index.ts';
import type { Means } from './means.ts';

export interface Program {
  readonly command: readonly [string, ...string[]];
  /** An account of the host; `nobody` is the one without a name of its own everywhere, `root` is for root's own secrets. */
  readonly user: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly outputBytesMax?: number;
}

export type Said =
  /** Whole, and what it ended with. */
  | { readonly kind: 'said'; readonly status: number; readonly stdout: string; readonly stderr: string }
  | { readonly kind: 'silent'; readonly why: string };

/** Members, queues and servers by the thousand; a list of them is some hundred bytes each. */
const OUTPUT_BYTES_MAX = 4 * 1024 * 1024;

export const askProgram = async ({ run, leftMs }: Means, program: Program): Promise<Said> => {
  const result = await run({
    command: [...asUser(program.user), ...program.command] as [string, ...string[]],
    environment: { LC_ALL: 'C.UTF-8', PATH: '/usr/sbin:/usr/bin:/sbin:/bin', ...program.environment },
    timeLimitMs: leftMs(),
    whenOverdue: 'end',
    outputBytesMax: program.outputBytesMax ?? OUTPUT_BYTES_MAX,
  });
  return saidIn(result, program.command[0]);
};

/**
 * The JSON that it printed; throws with what it complained of where it printed none, or ended in a way that is not expected.
 * `statuses`: how it may end, and where its answer stands then.
 */
export const programJson = async (
  means: Means,
  program: Program,
  statuses: Readonly<Record<number, 'stdout' | 'stderr'>> = { 0: 'stdout' },
): Promise<unknown> => {
  const said = await askProgram(means, program);
  if (said.kind === 'silent') throw new Error(said.why);
  const answers = statuses[said.status];
  if (answers === undefined) {
    throw new Error(`${nameOf(program.command[0])} failed (${said.status}): ${lastOf(said.stderr)}`);
  }
  return JSON.parse(said[answers], exactly);
};

/** A number that does not fit stays the text that it was, as identifiers of 64 bits are. */
const exactly = (_name: string, value: unknown, context?: { readonly source?: string }): unknown =>
  typeof value === 'number' && !Number.isSafeInteger(value) && /^-?[0-9]+$/.test(context?.source ?? '')
    ? context?.source
    : value;

/** NUMBER: see user_namespaces(7), the same on every distribution, where its group has two names. */
const NOBODY = '65534';

const asUser = (user: string): readonly string[] => {
  if (user === 'root') return [];
  const account =
    user === 'nobody'
      ? [`--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups']
      : [`--reuid=${user}`, `--regid=${user}`, '--init-groups'];
  return ['/usr/bin/setpriv', ...account, '--no-new-privs', '--inh-caps=-all', '--bounding-set=-all', '--'];
};

const saidIn = (result: CommandResult, program: string): Said => {
  switch (result.kind) {
    case 'overdue':
      return { kind: 'silent', why: `${nameOf(program)} did not answer in time` };
    case 'not-started':
      return { kind: 'silent', why: `${nameOf(program)} could not be started: ${result.detail}` };
    case 'ended':
      return result.output === 'cut'
        ? { kind: 'silent', why: `${nameOf(program)} said more than is read` }
        : { kind: 'said', status: result.status, stdout: result.stdout, stderr: result.stderr };
  }
};

const nameOf = (path: string): string => path.split('/').at(-1) ?? path;

const lastOf = (stderr: string): string =>
  stderr
    .split('\n')
    .findLast((line) => line.trim() !== '')
    ?.slice(0, 200) ?? 'it said nothing';
