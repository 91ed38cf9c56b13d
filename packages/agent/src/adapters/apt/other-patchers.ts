// What else patches this host: found, turned off on adoption, and turned on again exactly as it was.

import { join } from 'node:path';
import type { OtherPatcher } from '@slipway/core/inventory';
import { type Outcome, ok, refuse } from '@slipway/core/reasons';
import type { DurableFiles, RunCommand } from '../../ports/index.ts';
import { ask, ENVIRONMENT, outputOf, PROGRAMS, problemOf } from './host.ts';

/**
 * `apt-daily.timer` is left alone: it only reads lists. unattended-upgrades is started by `apt-daily-upgrade.timer`; its
 * own service acts at shutdown.
 */
const PATCHERS = [
  { kind: 'apt-daily-upgrade', unit: 'apt-daily-upgrade.timer' },
  { kind: 'unattended-upgrades', unit: 'unattended-upgrades.service' },
] as const;

/** `unit:NAME:UNIT-FILE-STATE:ACTIVE-STATE`, as it stood before: what the ledger keeps and {@link giveBack} reads. */
const RECORD = /^unit:([A-Za-z0-9@._-]+):([a-z-]+):([a-z-]+)$/;

/** systemd answers at once; stopping a timer or a waiting service takes no longer. */
const LIMIT_MS = 60_000;
const OUTPUT_BYTES_MAX = 64 * 1024;

interface UnitState {
  readonly unit: string;
  /** `enabled`, `disabled`, `static`, `masked`, …; empty where there is no such unit. */
  readonly file: string;
  /** `active`, `inactive`, `failed`, … */
  readonly active: string;
}

export const otherPatchers = async (run: RunCommand): Promise<readonly OtherPatcher[]> => {
  const found: OtherPatcher[] = [];
  for (const { kind, unit } of PATCHERS) {
    const state = await look(run, unit);
    if (state !== null && state.file !== '') found.push({ kind, unit, enabled: state.file.startsWith('enabled') });
  }
  return found;
};

export interface TakeOverContext {
  readonly run: RunCommand;
  readonly files: DurableFiles;
  /** Of the adapter alone. */
  readonly directory: string;
}

/** Written down before anything is turned off: a crash in between must not make "off" look like how it was found. */
export const takeOver = async (context: TakeOverContext): Promise<Outcome<readonly string[]>> => {
  const { run, files } = context;
  const taken = [...(await readRecords(context))];
  for (const { unit } of PATCHERS) {
    if (taken.some((record) => record.startsWith(`unit:${unit}:`))) continue;
    const state = await look(run, unit);
    if (state === null) return refuse('host-refuses-more', { detail: `systemd does not answer about ${unit}` });
    const works = state.file.startsWith('enabled') || state.active === 'active';
    if (works) taken.push(`unit:${unit}:${state.file}:${state.active}`);
  }
  await files.write(recordPath(context), JSON.stringify(taken), 0o644);
  for (const record of taken) {
    const unit = RECORD.exec(record)?.[1] ?? '';
    const off = await change(run, ['disable', ...((await mayStop(run, unit)) ? ['--now'] : []), unit]);
    if (!off.ok) return off;
  }
  return ok(taken);
};

export const giveBack = async (context: TakeOverContext, taken: readonly string[]): Promise<Outcome<void>> => {
  for (const record of taken) {
    const given = await giveBackOne(context.run, record);
    if (!given.ok) return given;
  }
  await context.files.remove(recordPath(context));
  return ok(undefined);
};

const giveBackOne = async (run: RunCommand, record: string): Promise<Outcome<void>> => {
  const [, unit, file, active] = RECORD.exec(record) ?? [];
  if (unit === undefined) {
    return refuse('document-malformed', { document: 'record of what was taken over', detail: record });
  }
  // A unit that was removed meanwhile has nothing to be given back.
  if ((await look(run, unit))?.file === '') return ok(undefined);
  const enabled = file === 'enabled' ? await change(run, ['enable', unit]) : ok(undefined);
  if (!enabled.ok || active !== 'active') return enabled;
  return await change(run, ['start', unit]);
};

/** With this setting, stopping the service is what makes it install (unattended-upgrade-shutdown, Debian 12). */
const mayStop = async (run: RunCommand, unit: string): Promise<boolean> => {
  if (unit !== 'unattended-upgrades.service') return true;
  const dumped = outputOf(await ask({ run }, [PROGRAMS.aptConfig, 'dump', 'Unattended-Upgrade::InstallOnShutdown']));
  return 'text' in dumped && !/"(true|yes|on|1|with|enable)"/i.test(dumped.text);
};

const recordPath = ({ directory }: Pick<TakeOverContext, 'directory'>): string => join(directory, 'taken.json');
const RECORD_BYTES_MAX = 64 * 1024;

const readRecords = async (context: TakeOverContext): Promise<readonly string[]> => {
  const bytes = await context.files.read(recordPath(context), RECORD_BYTES_MAX);
  if (bytes === null) return [];
  const records: unknown = JSON.parse(Buffer.from(bytes).toString('utf8'));
  return Array.isArray(records)
    ? records.filter((one): one is string => typeof one === 'string' && RECORD.test(one))
    : [];
};

/** `null`: systemd does not answer. */
const look = async (run: RunCommand, unit: string): Promise<UnitState | null> => {
  const shown = outputOf(await systemctl(run, ['show', '--property=UnitFileState,ActiveState', unit]));
  if ('problem' in shown) return null;
  const field = (name: string): string => new RegExp(`^${name}=(.*)$`, 'm').exec(shown.text)?.[1] ?? '';
  return { unit, file: field('UnitFileState'), active: field('ActiveState') };
};

const change = async (run: RunCommand, args: readonly string[]): Promise<Outcome<void>> => {
  const result = await systemctl(run, args);
  if (result.kind === 'ended' && result.status === 0) return ok(undefined);
  return refuse('host-refuses-more', { detail: `systemctl ${args.join(' ')}: ${problemOf(result)}` });
};

const systemctl = async (run: RunCommand, args: readonly string[]) =>
  await run({
    command: [PROGRAMS.systemctl, '--no-pager', '--no-ask-password', ...args],
    environment: ENVIRONMENT,
    timeLimitMs: LIMIT_MS,
    // Stopping unattended-upgrades waits for a run that is under way; ending systemctl would not end that, nor should it.
    whenOverdue: 'leave',
    outputBytesMax: OUTPUT_BYTES_MAX,
  });
