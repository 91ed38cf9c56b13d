// What another program of the host says of old code in memory: needrestart, or dnf's needs-restarting. They know what no mapping
// shows (modules of interpreters), by comparing times, which clocks mislead; so theirs stands beside our own look, never in its place.
// An answer in which any line is another one than theirs is none.

import { namesIfThere } from '../../if-there/index.ts';
import type { CommandResult, OtherLook, RunCommand } from '../../ports/index.ts';

/** It looks into every process with a Perl of its own; on a host with thousands of them a minute. */
const LIMIT_MS = 180_000;
const OUTPUT_BYTES_MAX = 1024 * 1024;
const PROBLEM_CHARACTERS_MAX = 300;
const ENVIRONMENT = {
  ...{ PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C.UTF-8', DEBIAN_FRONTEND: 'noninteractive' },
} as const;

/**
 * `null`: the host has neither program.
 * @param own the unit that asks: it ends with its work, and whoever restarts it meanwhile cuts that work off
 */
export const otherLook = async (
  run: RunCommand,
  { format, own }: { readonly format: 'deb' | 'rpm'; readonly own: string | null },
): Promise<OtherLook | null> => {
  const look = format === 'deb' ? await askNeedrestart(run) : await askNeedsRestarting(run);
  return look?.kind === 'known' ? { ...look, units: look.units.filter((unit) => unit !== own) } : look;
};

/** Its batch mode, made for programs (README.batch.md of needrestart 3); nothing is restarted, neither kernel nor microcode looked at. */
const askNeedrestart = async (run: RunCommand): Promise<OtherLook | null> => {
  const result = await ask(run, ['/usr/sbin/needrestart', '-b', '-l', '-r', 'l']);
  return result.kind === 'not-started' ? null : lookOf('needrestart', result, readNeedrestart);
};

/** A unit a line (dnf-plugins-core 4.0.21 and later). */
const askNeedsRestarting = async (run: RunCommand): Promise<OtherLook | null> => {
  if (!(await hasPlugin())) return null;
  const command = ['/usr/bin/dnf', '--quiet', '--cacheonly', 'needs-restarting', '--services'] as const;
  const result = await ask(run, command);
  return result.kind === 'not-started' ? null : lookOf('needs-restarting', result, readNeedsRestarting);
};

/** Asked for a command that it lacks, dnf ends as it does for any error. */
const hasPlugin = async (): Promise<boolean> => {
  const libraries = await namesIfThere('/usr/lib');
  for (const python of libraries.filter((name) => /^python3(?:\.\d+)?$/.test(name))) {
    for (const packages of ['site-packages', 'dist-packages']) {
      const names = await namesIfThere(`/usr/lib/${python}/${packages}/dnf-plugins`);
      if (names.includes('needs_restarting.py')) return true;
    }
  }
  return false;
};

const lookOf = (
  program: OtherLook['program'],
  result: Exclude<CommandResult, { kind: 'not-started' }>,
  read: (text: string) => readonly string[] | null,
): OtherLook => {
  const units =
    result.kind === 'ended' && result.output === 'whole' && result.status === 0 ? read(result.stdout) : null;
  return units === null ? { program, kind: 'unknown', detail: problemOf(result) } : { program, kind: 'known', units };
};

const problemOf = (result: Exclude<CommandResult, { kind: 'not-started' }>): string => {
  if (result.kind === 'overdue') return 'no answer within its time';
  const said = result.stderr.trim().split('\n').at(-1) ?? '';
  return (said === '' ? `status ${result.status}, and another answer than its own` : said).slice(
    0,
    PROBLEM_CHARACTERS_MAX,
  );
};

/** Names of services (systemd.unit(5)); what has another ending is no service's process. */
const SERVICE = /^[\w:.@\\-]+\.service$/;
const BATCH_LINE = /^NEEDRESTART-([A-Z]+): ?(.*)$/;

/** Sorted, each once. `null`: it is no answer of needrestart's. */
export const readNeedrestart = (text: string): readonly string[] | null => {
  const lines = text.split('\n').filter((line) => line !== '');
  const found = lines.map((line) => BATCH_LINE.exec(line));
  if (found[0]?.[1] !== 'VER' || found.includes(null)) return null;
  // Whatever it calls otherwise has no unit that could be restarted: `systemd-manager` is PID 1, others are logins and containers.
  return servicesIn(found.flatMap((line) => (line?.[1] === 'SVC' ? [line[2] ?? ''] : [])));
};

/** Sorted, each once. `null`: there is another line than the name of a unit. */
export const readNeedsRestarting = (text: string): readonly string[] | null => {
  const lines = text.split('\n').filter((line) => line !== '');
  return lines.every((line) => UNIT.test(line)) ? servicesIn(lines) : null;
};

const UNIT = /^[\w:.@\\-]+\.(?:service|scope|slice|socket|mount|timer|target|path|swap|automount|device)$/;

const servicesIn = (names: readonly string[]): readonly string[] =>
  [...new Set(names)].filter((name) => SERVICE.test(name)).sort();

const ask = async (run: RunCommand, command: readonly [string, ...string[]]): Promise<CommandResult> =>
  await run({
    command,
    environment: ENVIRONMENT,
    timeLimitMs: LIMIT_MS,
    whenOverdue: 'leave',
    outputBytesMax: OUTPUT_BYTES_MAX,
  });
