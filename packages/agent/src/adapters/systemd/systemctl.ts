import type { CommandResult, RunCommand } from '../../ports/index.ts';

export const ENVIRONMENT = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C.UTF-8' } as const;
const SYSTEMCTL = '/usr/bin/systemctl';
/** Questions are answered at once. */
const QUESTION_LIMIT_MS = 30_000;
/** Room for a few thousand units. */
const OUTPUT_BYTES_MAX = 1024 * 1024;

export const systemctl = async (
  run: RunCommand,
  args: readonly string[],
  timeLimitMs = QUESTION_LIMIT_MS,
): Promise<CommandResult> =>
  await run({
    command: [SYSTEMCTL, '--no-pager', '--no-ask-password', ...args],
    environment: ENVIRONMENT,
    timeLimitMs,
    // Ending systemctl would not end the job that it waits for.
    whenOverdue: 'leave',
    outputBytesMax: OUTPUT_BYTES_MAX,
  });

/** Properties of a unit as systemd says them; `null` where it does not answer. */
export const showUnit = async (
  run: RunCommand,
  unit: string,
  properties: readonly string[],
): Promise<ReadonlyMap<string, string> | null> => {
  if (!isUnitName(unit)) return null;
  const shown = await systemctl(run, ['show', `--property=${properties.join(',')}`, '--', unit]);
  if (shown.kind !== 'ended' || shown.status !== 0) return null;
  return readProperties(shown.stdout);
};

/** The same of several at once, or of all loaded ones that a pattern fits. */
export const showUnits = async (
  run: RunCommand,
  units: readonly string[],
  properties: readonly string[],
): Promise<
  | { readonly ok: true; readonly units: readonly ReadonlyMap<string, string>[] }
  | { readonly ok: false; readonly problem: string }
> => {
  const shown = await systemctl(run, ['show', `--property=${properties.join(',')}`, '--', ...units]);
  if (shown.kind !== 'ended' || shown.status !== 0 || shown.output !== 'whole')
    return {
      ok: false,
      problem: shown.kind === 'ended' && shown.status === 0 ? 'the answer was cut' : problemOf(shown),
    };
  return {
    ok: true,
    units: shown.stdout.split('\n\n').flatMap((block) => (block.trim() === '' ? [] : [readProperties(block)])),
  };
};

export const readProperties = (text: string): ReadonlyMap<string, string> =>
  new Map(
    text.split('\n').flatMap((line): [string, string][] => {
      const at = line.indexOf('=');
      return at > 0 ? [[line.slice(0, at), line.slice(at + 1)]] : [];
    }),
  );

/** systemd.unit(5): at most 255 characters; those that stand in names, escapes included. */
export const isUnitName = (name: string): boolean =>
  /^[A-Za-z0-9:_.@\\-]{1,245}\.(service|socket|timer|path|scope|target|mount|slice)$/.test(name);

export const problemOf = (result: CommandResult): string => {
  if (result.kind === 'not-started') return result.detail;
  if (result.kind === 'overdue') return 'systemd did not answer in time';
  return result.stderr.trim().split('\n').at(-1) || `status ${result.status}`;
};
