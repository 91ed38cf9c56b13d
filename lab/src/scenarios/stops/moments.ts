import { exec, type LabHost } from '../../host/index.ts';
import { LabError } from '../../lab-error.ts';
import { seededNumbers } from '../../seeded.ts';
import { until } from '../../until.ts';

/**
 * A place in a transaction, by how far a log has grown since: the same one on a quick machine and on a slow one, unlike a time.
 * `dpkg` is its own log, every state of every package; `scriptlets` what those of made packages of rpm write (cut-rpms.ts), whose
 * transaction has no such log; `ledger` the host's, every step.
 */
export interface Moment {
  readonly log: TransactionLog | 'ledger';
  readonly line: number;
}

export type TransactionLog = 'dpkg' | 'scriptlets';

export type Grown = Readonly<Record<Moment['log'], number>>;

export const SCRIPTLETS_LOG = '/var/log/lab-scriptlets.log';
const PATHS = {
  dpkg: '/var/log/dpkg.log',
  scriptlets: SCRIPTLETS_LOG,
  ledger: '/var/lib/slipway/executor/ledger.jsonl',
} as const;
/** Upgrading one package is told in so many lines, begun to configured. */
const LINES_PER_PACKAGE: Readonly<Record<TransactionLog, number>> = { dpkg: 11, scriptlets: 4 };
/** An attempt takes some thirty; the last of them are told when nothing is left to be broken. */
const LEDGER_LINES = 26;
/** One stop in so many falls where it may, also before the package manager and after it. */
const ONE_IN_THE_LEDGER = 4;
const QUESTION_TIMEOUT_MS = 120_000;

export function seededMoments(wish: {
  readonly seed: number;
  readonly count: number;
  readonly packages: number;
  readonly log: TransactionLog;
}): readonly Moment[] {
  const next = seededNumbers(wish.seed);
  const upTo = (most: number): number => 1 + Math.floor(next() * most);
  return Array.from({ length: wish.count }, () =>
    upTo(ONE_IN_THE_LEDGER) === 1
      ? { log: 'ledger', line: upTo(LEDGER_LINES) }
      : { log: wish.log, line: upTo(LINES_PER_PACKAGE[wish.log] * wish.packages) },
  );
}

const LOG_NAMES: Readonly<Record<Moment['log'], string>> = {
  dpkg: "dpkg's log",
  scriptlets: "the scriptlets' log",
  ledger: 'the ledger',
};

export function momentText({ log, line }: Moment): string {
  return `line ${line} of ${LOG_NAMES[log]}`;
}

export async function linesNow(host: LabHost): Promise<Grown> {
  const { stdout } = await exec(host, ['wc', '-l', ...Object.values(PATHS)], { timeoutMs: QUESTION_TIMEOUT_MS });
  const of = (path: string): number => {
    const line = stdout.split('\n').find((one) => one.endsWith(` ${path}`));
    return Number(line?.trim().split(' ')[0] ?? 0);
  };
  return { dpkg: of(PATHS.dpkg), scriptlets: of(PATHS.scriptlets), ledger: of(PATHS.ledger) };
}

/** Waits for the moment. Answers `over` where the attempt ended before it came: its last moment, then. */
export async function untilMoment(
  host: LabHost,
  moment: Moment,
  { before, timeoutMs, pollMs }: { readonly before: Grown; readonly timeoutMs: number; readonly pollMs: number },
): Promise<'reached' | 'over'> {
  let last = '';
  return until(
    `${host.name} is at ${momentText(moment)}`,
    () =>
      whileUp(async () => {
        const now = await linesNow(host);
        if (now[moment.log] - before[moment.log] >= moment.line) return 'reached';
        const grown = JSON.stringify(now);
        // Only where nothing moves is it worth a question of its own.
        const isStill = grown === last && now.ledger > before.ledger;
        last = grown;
        return isStill && (await lastEntry(host)).includes('"kind":"attempt-ended"') ? 'over' : null;
      }),
    { timeoutMs, pollMs },
  );
}

/** `null`: the host is down by itself, since its attempt reboots it. */
export async function whileUp<T>(work: () => Promise<T>): Promise<T | null> {
  try {
    return await work();
  } catch (cause) {
    if (cause instanceof LabError && cause.reason === 'not-running') return null;
    throw cause;
  }
}

async function lastEntry(host: LabHost): Promise<string> {
  return (await exec(host, ['tail', '-n', '1', PATHS.ledger], { timeoutMs: QUESTION_TIMEOUT_MS })).stdout;
}
