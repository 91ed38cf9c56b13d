// Errors in the journal, by unit, as structured entries: of the hour before the change, and of the time since.

import type { CheckItem, CheckReading } from '@slipway/core/check';
import { msOfInstant } from '@slipway/core/time';
import type { Clock, Measuring, RunCommand } from '../../ports/index.ts';
import { unknown } from './readings.ts';

const JOURNALCTL = '/usr/bin/journalctl';
const HOUR_MS = 3_600_000;
/** A host that says more errors in an hour says nothing by their number. */
const ENTRIES_MAX = 5000;
/** An entry without its message has some 500 bytes. */
const OUTPUT_BYTES_MAX = 8 * 1024 * 1024;
const ITEMS_MAX = 1000;
const NAME_CHARACTERS_MAX = 300;

export interface JournalOptions extends Measuring {
  readonly run: RunCommand;
  readonly clock: Pick<Clock, 'now'>;
}

export const checkJournal = async (options: JournalOptions): Promise<CheckReading> => {
  const nowMs = msOfInstant(options.clock.now());
  // As long as the hour that it is held against, at most: else a unit that always complains would have more to say.
  const sinceMs = Math.max(options.since === null ? 0 : msOfInstant(options.since), nowMs - HOUR_MS);
  const asked: (readonly string[])[] = [[`--since=@${Math.floor(sinceMs / 1000)}`]];
  if (options.since === null && options.boots) asked.push(...(await ofBoot(options)));
  const counts = new Map<string, number>();
  for (const bounds of asked) {
    const said = await errors(options, bounds);
    if (typeof said === 'string') return unknown(said);
    for (const [name, count] of countsOf(said)) counts.set(name, Math.max(count, counts.get(name) ?? 0));
  }
  if (counts.size > ITEMS_MAX)
    return unknown(`${counts.size} units have errors, and at most ${ITEMS_MAX} are compared`);
  const items = [...counts]
    .map(([name, count]): CheckItem => ({ name, count }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const total = items.reduce((sum, { count }) => sum + count, 0);
  return { state: 'well', items, detail: `${total} error${total === 1 ? '' : 's'} of ${items.length} units` };
};

/** The first hour of this boot, from its first entry on: what a host complains of whenever it boots. */
const ofBoot = async (options: JournalOptions): Promise<readonly (readonly string[])[]> => {
  const first = await entries(options, ['--boot', '--lines=+1', '--output-fields=PRIORITY']);
  const begun = typeof first === 'string' ? Number.NaN : Number(first[0]?.['__REALTIME_TIMESTAMP']) / 1000;
  // A journal that has nothing of this boot's beginning cannot excuse anything by it.
  return Number.isFinite(begun) ? [['--boot', `--until=@${Math.ceil((begun + HOUR_MS) / 1000)}`]] : [];
};

const errors = async (options: JournalOptions, bounds: readonly string[]): Promise<readonly Fields[] | string> =>
  await entries(options, [
    '--priority=err',
    `--lines=${ENTRIES_MAX}`,
    '--output-fields=UNIT,_SYSTEMD_UNIT,SYSLOG_IDENTIFIER,_COMM',
    ...bounds,
  ]);

type Fields = Readonly<Record<string, unknown>>;

/** A text says why there are none. */
const entries = async (
  { run, timeLimitMs }: JournalOptions,
  asked: readonly string[],
): Promise<readonly Fields[] | string> => {
  const answer = await run({
    command: [JOURNALCTL, '--output=json', '--no-pager', '--quiet', ...asked],
    environment: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C.UTF-8' },
    timeLimitMs,
    whenOverdue: 'end',
    outputBytesMax: OUTPUT_BYTES_MAX,
  });
  if (answer.kind === 'overdue') return `the journal did not answer within ${timeLimitMs / 1000} s`;
  if (answer.kind === 'not-started') return `journalctl cannot be started: ${answer.detail}`;
  // journalctl ends with 1 where nothing matched, too; then it has nothing to complain of.
  if (answer.status !== 0 && answer.stderr.trim() !== '') return answer.stderr.trim().split('\n').at(-1) ?? '';
  if (answer.output === 'cut') return 'the journal said more than is read';
  return readEntries(answer.stdout) ?? 'journalctl answers in a form that is not understood';
};

/** One object a line. `null`: a line is none. */
export const readEntries = (text: string): readonly Fields[] | null => {
  const found: Fields[] = [];
  for (const line of text.split('\n')) {
    if (line === '') continue;
    try {
      const value: unknown = JSON.parse(line);
      if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
      found.push(value as Fields);
    } catch {
      return null;
    }
  }
  return found;
};

export const countsOf = (found: readonly Fields[]): ReadonlyMap<string, number> => {
  const counts = new Map<string, number>();
  for (const fields of found) {
    const name = nameOf(fields);
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return counts;
};

/** What systemd says of a unit has its name in UNIT, and systemd's own in the other; the kernel has none. */
const nameOf = (fields: Fields): string => {
  const names = [fields['UNIT'], fields['_SYSTEMD_UNIT'], fields['SYSLOG_IDENTIFIER'], fields['_COMM']];
  const name = names.map(textOf).find((text) => text !== '' && text !== 'init.scope') ?? 'somebody';
  // Each session has another number, and is no unit that has errors of its own.
  return name.replace(/^session-\w+\.scope$/, 'a session').slice(0, NAME_CHARACTERS_MAX);
};

/** A field that stands twice comes as a list of texts; what is no text names nobody. Without what has no canonical form. */
const textOf = (value: unknown): string => {
  const [first]: readonly unknown[] = Array.isArray(value) ? value : [value];
  return typeof first === 'string' ? first.replaceAll(/[\p{Cc}\p{Cf}\p{Cs}]/gu, ' ').trim() : '';
};
