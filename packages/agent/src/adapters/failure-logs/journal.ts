// The journal of a failed step's time: what warns, what the kernel says, and whatever the units in question say, as
// structured entries of journalctl, never as text that it laid out for people.

import type { CollectedLog, LogLine } from '@slipway/core/execution';
import { instantOfMs } from '@slipway/core/time';
import type { CommandResult, RunCommand } from '../../ports/index.ts';
import { collected } from './lines.ts';

const JOURNALCTL = '/usr/bin/journalctl';
const ENVIRONMENT = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C.UTF-8' } as const;
/** A large journal on a slow disk answers in seconds. It is only read, so that ending it breaks nothing. */
const TIME_LIMIT_MS = 15_000;
/** Of each question: more than is kept, since the three overlap. */
const ENTRIES_MAX = 100;
/** An entry has 400 bytes beside its message; journalctl leaves out fields above 4 kB. */
const OUTPUT_BYTES_MAX = 1024 * 1024;
/** A failed step has one or two, seldom more. */
const UNITS_MAX = 8;
const FIELDS = 'MESSAGE,PRIORITY,UNIT,_SYSTEMD_UNIT,SYSLOG_IDENTIFIER,_COMM';
/** systemd.unit(5); a name that begins like an option or has a pattern in it is none. */
const UNIT_NAME = /^[A-Za-z0-9:_.@\\][A-Za-z0-9:_.@\\-]{0,244}$/;

export interface JournalAsked {
  readonly sinceMs: number;
  readonly boots: readonly string[];
  readonly units: readonly string[];
}

export const readJournal = async (run: RunCommand, asked: JournalAsked): Promise<CollectedLog> => {
  const entries = new Map<string, Entry>();
  for (const question of questionsOf(asked)) {
    const answer = await run({
      command: [JOURNALCTL, ...bounds(asked), ...question],
      environment: ENVIRONMENT,
      timeLimitMs: TIME_LIMIT_MS,
      whenOverdue: 'end',
      outputBytesMax: OUTPUT_BYTES_MAX,
    });
    const problem = problemOf(answer);
    if (problem === 'no journalctl') return { log: 'journal', found: 'absent', lines: [] };
    if (problem !== null) return { log: 'journal', found: 'unreadable', lines: [], detail: problem };
    if (answer.kind !== 'ended') continue;
    for (const entry of entriesOf(answer.stdout)) entries.set(entry.cursor, entry);
  }
  const inOrder = [...entries.values()].toSorted((a, b) => a.atMs - b.atMs);
  return collected(
    'journal',
    inOrder.map(({ line }) => line),
  );
};

const bounds = ({ sinceMs, boots }: JournalAsked): readonly string[] => [
  '--output=json',
  `--output-fields=${FIELDS}`,
  '--no-pager',
  '--quiet',
  `--lines=${ENTRIES_MAX}`,
  `--since=@${Math.floor(sinceMs / 1000)}`,
  ...bootOf(boots),
];

/** A clock that was set back would show lines of another boot; a step that went through a reboot wants both. */
const bootOf = (boots: readonly string[]): readonly string[] => {
  const [boot = '', ...others] = boots.map((id) => id.replaceAll('-', ''));
  return others.length === 0 && /^[0-9a-f]{32}$/.test(boot) ? [`--boot=${boot}`] : [];
};

const questionsOf = ({ units }: JournalAsked): readonly (readonly string[])[] => {
  const named = units.filter((unit) => UNIT_NAME.test(unit)).slice(0, UNITS_MAX);
  return [
    ['--priority=warning'],
    // A crash of a program is mere information to the kernel, and a denial a notice.
    ['_TRANSPORT=kernel', '_TRANSPORT=audit'],
    ...(named.length === 0 ? [] : [named.map((unit) => `--unit=${unit}`)]),
  ];
};

const problemOf = (answer: CommandResult): string | null => {
  switch (answer.kind) {
    case 'ended':
      // journalctl ends with 1 where nothing matched, too; then it has nothing to complain of.
      if (answer.status === 0 || answer.stderr.trim() === '') return null;
      return answer.stderr.trim().split('\n').at(-1) ?? `status ${answer.status}`;
    case 'overdue':
      return `no answer within ${TIME_LIMIT_MS / 1000} s`;
    case 'not-started':
      return answer.detail.includes('ENOENT') ? 'no journalctl' : answer.detail;
    default:
      return answer satisfies never;
  }
};

interface Entry {
  readonly cursor: string;
  readonly atMs: number;
  readonly line: LogLine;
}

/** An entry that is no entry was cut, or is of a journal that is damaged there: the others count. */
const entriesOf = (text: string): readonly Entry[] => text.split('\n').flatMap((line) => entryOf(line) ?? []);

const entryOf = (json: string): Entry | null => {
  const fields = fieldsOf(json);
  const message = fields === null ? null : textOf(fields['MESSAGE']);
  const atMs = fields === null ? Number.NaN : Number(fields['__REALTIME_TIMESTAMP']) / 1000;
  if (fields === null || message === null || !Number.isFinite(atMs)) return null;
  // What systemd says of a unit has its name in UNIT, and systemd's own in the other.
  const unit = textOf(fields['UNIT']) ?? textOf(fields['_SYSTEMD_UNIT']);
  const by = textOf(fields['SYSLOG_IDENTIFIER']) ?? textOf(fields['_COMM']);
  return {
    cursor: textOf(fields['__CURSOR']) ?? json,
    atMs,
    line: {
      text: message,
      at: instantOfMs(Math.floor(atMs)),
      ...(unit === null || unit === 'init.scope' ? {} : { unit }),
      ...(by === null ? {} : { by }),
    },
  };
};

const fieldsOf = (json: string): Readonly<Record<string, unknown>> | null => {
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
};

/** What is no UTF-8 comes as a list of bytes, what stands twice as a list of texts, what is too long as null. */
const textOf = (value: unknown): string | null => {
  if (typeof value === 'string') return value;
  if (!Array.isArray(value)) return null;
  const [first]: readonly unknown[] = value;
  if (typeof first !== 'number') return textOf(first);
  return Buffer.from(value.filter((byte) => typeof byte === 'number')).toString('utf8');
};
