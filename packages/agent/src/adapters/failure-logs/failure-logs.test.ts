import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { CollectedLog, LogName } from '@slipway/core/execution';
import { asInstant, type Instant, msOfInstant } from '@slipway/core/time';
import { endWithout } from '@slipway/testkit/absence';
import { describeFailureLogs } from '@slipway/testkit/contracts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CommandResult, RunCommand } from '../../ports/index.ts';
import { runCommand } from '../run-command/index.ts';
import { createFailureLogs, keptFailureLogs } from './index.ts';

/** As dpkg writes it: the local time of the process, which is that of this test. */
const localTime = (at: Instant): string => {
  const date = new Date(msOfInstant(at));
  const two = (number: number): string => String(number).padStart(2, '0');
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
};

interface Said {
  readonly at: Instant;
  readonly text: string;
  readonly priority: number;
  readonly unit: string;
  readonly by: string;
  readonly bootId: string;
}

/** journalctl over entries of a test: what its manual says of the options that we give it. The real one is asked below. */
const journalctlOver =
  (entries: readonly Said[]): RunCommand =>
  async ({ command }) => {
    const value = (name: string): string | undefined =>
      command.find((one) => one.startsWith(`--${name}=`))?.slice(name.length + 3);
    const units = command.filter((one) => one.startsWith('--unit=')).map((one) => one.slice('--unit='.length));
    const since = Number(value('since')?.slice(1)) * 1000;
    const shown = entries.filter(
      (entry) =>
        msOfInstant(entry.at) >= since &&
        (value('boot') === undefined || entry.bootId.replaceAll('-', '') === value('boot')) &&
        (value('priority') === undefined || entry.priority <= 4) &&
        (units.length === 0 || units.includes(entry.unit)) &&
        !command.includes('_TRANSPORT=kernel'),
    );
    const json = shown.map((entry) =>
      JSON.stringify({
        __CURSOR: JSON.stringify(entry),
        __REALTIME_TIMESTAMP: String(msOfInstant(entry.at) * 1000),
        MESSAGE: entry.text,
        PRIORITY: String(entry.priority),
        _SYSTEMD_UNIT: entry.unit,
        SYSLOG_IDENTIFIER: entry.by,
      }),
    );
    return ended(`${json.join('\n')}\n`);
  };

const ended = (stdout: string, status = 0, stderr = ''): CommandResult => ({
  kind: 'ended',
  status,
  stdout,
  stderr,
  output: 'whole',
});

const of = (logs: readonly CollectedLog[], log: LogName): CollectedLog => {
  const found = logs.find((one) => one.log === log);
  if (found === undefined) throw new Error(`${log} is not told`);
  return found;
};

describeFailureLogs('a real host', async () => {
  const root = mkdtempSync(join(tmpdir(), 'failure-logs-'));
  mkdirSync(join(root, 'var/log/apt'), { recursive: true });
  const said: Said[] = [];
  return {
    failureLogs: createFailureLogs({ root, run: async (request) => await journalctlOver(said)(request) }),
    write: async (log, lines) => {
      const stamp = (at: Instant): string => (log === 'dpkg' ? localTime(at) : `${at.slice(0, 19)}+0000 INFO`);
      writeFileSync(join(root, `var/log/${log}.log`), lines.map(({ at, text }) => `${stamp(at)} ${text}\n`).join(''));
    },
    // A folder is there and is no file, for root too.
    makeUnreadable: async (log) => {
      mkdirSync(join(root, `var/log/${log}.log`));
    },
    say: (entry) => {
      said.push(entry);
    },
    dispose: async () => rmSync(root, { recursive: true, force: true }),
  };
});

describe('a log file', () => {
  let root: string;
  const nobody: RunCommand = async () => ({ kind: 'not-started', detail: 'spawn /usr/bin/journalctl ENOENT' });
  const SINCE = asInstant('2026-11-21T20:43:38.500Z');
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'failure-logs-'));
    mkdirSync(join(root, 'var/log/apt'), { recursive: true });
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));
  const collect = async (since = SINCE): Promise<readonly CollectedLog[]> =>
    await createFailureLogs({ root, run: nobody }).collect({ since, boots: [], units: [] });

  it('of a host without a journal is told all the same', async () => {
    writeFileSync(join(root, 'var/log/dpkg.log'), `${localTime(SINCE)} status unpacked app:all 1\n`);
    const logs = await collect();
    expect(of(logs, 'dpkg').found).toBe('lines');
    expect(of(logs, 'journal')).toEqual({ log: 'journal', found: 'absent', lines: [] });
  });

  it('of dnf loses what is for its makers, with the lines that belong to it', async () => {
    const lines = [
      '2026-11-21T20:43:37+0000 ERROR of an earlier run',
      '2026-11-21T20:43:39+0000 INFO --- logging initialized ---',
      '2026-11-21T20:43:39+0000 DDEBUG timer: config: 3 ms',
      '2026-11-21T20:43:39+0000 SUBDEBUG',
      'Traceback (most recent call last):',
      '2026-11-21T20:43:39+0000 WARNING Errors during downloading metadata:',
      '  - Status code: 404 for http://mirror.example/x',
      '2026-11-21T21:43:40+0100 CRITICAL Error: it failed',
    ];
    writeFileSync(join(root, 'var/log/dnf.log'), `${lines.join('\n')}\n`);
    const found = of(await collect(), 'dnf').lines.map(({ text }) => text);
    expect(found).toEqual([lines[1], lines[5], lines[6], lines[7]]);
  });

  it('of a terminal is plain text of the run that began then, however it was painted', async () => {
    const runs = [
      `Log started: ${localTime(asInstant('2026-11-21T19:00:00.000Z')).replace(' ', '  ')}`,
      'earlier',
      `Log started: ${localTime(asInstant('2026-11-21T20:43:40.000Z')).replace(' ', '  ')}`,
      '\u001b[31mdpkg: error\u001b[0m processing\u0007',
    ];
    writeFileSync(join(root, 'var/log/apt/term.log'), `${runs.join('\r\n')}\r\n`);
    const found = of(await collect(), 'apt-term').lines.map(({ text }) => text);
    expect(found).toEqual([expect.stringMatching(/^Log started/), 'dpkg: error processing']);
  });

  it('that was rotated meanwhile is read from the one before on', async () => {
    const path = join(root, 'var/log/dpkg.log');
    writeFileSync(path, `${localTime(SINCE)} status half-installed app:all 1\n`);
    renameSync(path, `${path}.1`);
    appendFileSync(path, `${localTime(asInstant('2026-11-21T20:44:00.000Z'))} status unpacked app:all 1\n`);
    expect(of(await collect(), 'dpkg').lines).toHaveLength(2);
    // The one of last month says nothing of tonight.
    utimesSync(`${path}.1`, 1, 1);
    expect(of(await collect(), 'dpkg').lines).toHaveLength(1);
  });

  it('is small enough for the ledger, and half a character is none', async () => {
    const line = `${localTime(SINCE)} ${'𝔵'.repeat(4000)}`;
    writeFileSync(join(root, 'var/log/dpkg.log'), Array.from({ length: 200 }, () => `${line}\n`).join(''));
    const { lines } = of(await collect(), 'dpkg');
    const characters = lines.reduce((sum, { text }) => sum + text.length, 0);
    expect(lines.length).toBeGreaterThan(5);
    expect(characters).toBeLessThanOrEqual(8192);
    expect(lines.every(({ text }) => text.isWellFormed())).toBe(true);
  });

  it('stays on a host whose root says so', async () => {
    const logs = await keptFailureLogs.collect({ since: SINCE, boots: [], units: [] });
    expect(logs.map(({ found }) => found)).toEqual(['kept', 'kept', 'kept', 'kept', 'kept']);
  });
});

// Recorded on Debian 12 (systemd 252) while units and nginx were made to fail.
describe('a real journal, read by the real journalctl', () => {
  const BOOT = 'ea621c30-c9c8-4ca4-b2e2-5f7279eb3d56';
  let folder: string;
  beforeEach((context) => {
    if (!existsSync('/usr/bin/journalctl')) endWithout('journalctl is not installed', context);
    folder = mkdtempSync(join(tmpdir(), 'journal-'));
    const packed = readFileSync(new URL('recorded/system.journal.gz', import.meta.url));
    writeFileSync(join(folder, 'system.journal'), gunzipSync(packed));
  });
  afterEach(() => {
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  });
  const collect = async (of: {
    readonly since: string;
    readonly boot?: string;
    readonly units?: readonly string[];
  }) => {
    const run: RunCommand = async ({ command: [program, ...args], ...rest }) =>
      await runCommand({ ...rest, command: [program, `--file=${join(folder, 'system.journal')}`, ...args] });
    const logs = await createFailureLogs({ run, root: folder }).collect({
      since: asInstant(of.since),
      boots: [of.boot ?? BOOT],
      units: of.units ?? [],
    });
    const journal = logs.at(-1);
    if (journal?.log !== 'journal') throw new Error('no journal');
    return journal;
  };

  it('tells what warns, of whom, by whom and when', async () => {
    const { found, lines } = await collect({ since: '2026-11-21T20:48:20.000Z' });
    expect(found).toBe('lines');
    expect(lines).toContainEqual({
      text: 'Failed to start nginx.service - A high performance web server and a reverse proxy server.',
      at: '2026-11-21T20:48:20.906Z',
      unit: 'nginx.service',
      by: 'systemd',
    });
    expect(lines.some(({ text }) => text.includes('unknown directive'))).toBe(false);
  });

  it('tells of a unit in question whatever it said itself', async () => {
    const { lines } = await collect({ since: '2026-11-21T20:48:20.000Z', units: ['nginx.service', '--help', '*'] });
    expect(lines.map(({ text }) => text)).toContainEqual(
      expect.stringMatching(/unknown directive "nonsense" in \/etc\/nginx\/nginx\.conf:1$/),
    );
  });

  it('has nothing of a later time, and says why where it cannot look', async () => {
    expect(await collect({ since: '2027-01-01T00:00:00.000Z' })).toMatchObject({ found: 'nothing' });
    expect(await collect({ since: '2026-11-21T20:48:20.000Z', boot: 'f'.repeat(32) })).toMatchObject({
      found: 'unreadable',
      detail: expect.stringMatching(/./),
    });
  });
});

describe('journalctl', () => {
  const ask = async (answer: CommandResult): Promise<CollectedLog> => {
    const logs = await createFailureLogs({ run: async () => answer, root: '/nonexistent' }).collect({
      since: asInstant('2026-11-21T20:00:00.000Z'),
      boots: [],
      units: [],
    });
    return of(logs, 'journal');
  };
  const entry = (fields: object): string =>
    JSON.stringify({ __CURSOR: JSON.stringify(fields), __REALTIME_TIMESTAMP: '1795294100906414', ...fields });

  it('that does not answer in time, or cannot be run, is told', async () => {
    expect(await ask({ kind: 'overdue', stdout: '', stderr: '' })).toMatchObject({ found: 'unreadable' });
    expect(await ask({ kind: 'not-started', detail: 'EACCES' })).toMatchObject({
      found: 'unreadable',
      detail: 'EACCES',
    });
  });

  it('has messages as text, as bytes, twice, or too long to be told; and lines that are none', async () => {
    const text = [
      '{"cut',
      '17',
      entry({ MESSAGE: [104, 195, 188] }),
      entry({ MESSAGE: ['one', 'two'] }),
      entry({ MESSAGE: null }),
      entry({ MESSAGE: 'no time', __REALTIME_TIMESTAMP: 'soon' }),
    ].join('\n');
    expect((await ask(ended(text))).lines.map((line) => line.text)).toEqual(['hü', 'one']);
  });
});
