import type { Sha256 } from '@slipway/core/document';
import type { GoneGuest, GuestName } from '@slipway/core/guest';
import { type Outcome, refuse } from '@slipway/core/reasons';
import type { CallBus, CommandResult, RunCommand, SeenGuest } from '../../../ports/index.ts';

/** What each kind works with. */
export interface Means {
  readonly run: RunCommand;
  readonly callBus: CallBus;
  readonly sha256: Sha256;
  /** `/`, but for tests. */
  readonly root: string;
}

/** One kind of guest on this host. */
export interface Variant {
  list(): Promise<Outcome<readonly SeenGuest[]>>;
  shutDown(guest: GuestName): Promise<Outcome<void>>;
  start(guest: GoneGuest): Promise<Outcome<void>>;
}

/** A manager that is asked something answers at once; one that begins a guest waits until it has begun. */
const LIMIT_MS = 120_000;
const OUTPUT_BYTES_MAX = 4 * 1024 * 1024;
const ENVIRONMENT = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C.UTF-8' } as const;

export type Answer =
  | { readonly kind: 'said'; readonly text: string }
  /** The host does not have that program. */
  | { readonly kind: 'no-such-program' }
  | { readonly kind: 'failed'; readonly problem: string };

export const ask = async ({ run }: Pick<Means, 'run'>, command: readonly [string, ...string[]]): Promise<Answer> => {
  const result = await run({
    command,
    environment: ENVIRONMENT,
    timeLimitMs: LIMIT_MS,
    whenOverdue: 'leave',
    outputBytesMax: OUTPUT_BYTES_MAX,
  });
  if (result.kind === 'ended' && result.status === 0 && result.output === 'whole') {
    return { kind: 'said', text: result.stdout };
  }
  return result.kind === 'not-started' && /ENOENT/.test(result.detail)
    ? { kind: 'no-such-program' }
    : { kind: 'failed', problem: problemOf(result) };
};

const problemOf = (result: CommandResult): string => {
  switch (result.kind) {
    case 'not-started':
      return result.detail;
    case 'overdue':
      return 'no answer in time';
    case 'ended':
      if (result.output === 'cut') return 'it said more than can be read';
      return result.stderr.trim().split('\n').at(-1)?.slice(0, 300) || `status ${result.status}`;
    default:
      return result satisfies never;
  }
};

export const unknown = (detail: string): Outcome<never> => refuse('guests-unknown', { detail });

export const linesOf = (text: string): readonly string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');

/** By the service manager, so that a guest does not end with whoever asked for it. */
export const startUnit = async (means: Pick<Means, 'run'>, unit: string): Promise<Answer> =>
  await ask(means, ['/usr/bin/systemctl', '--no-ask-password', 'start', '--', unit]);
