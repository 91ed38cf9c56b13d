// What else patches this host: found, turned off on adoption, and turned on again exactly as it was.

import { join } from 'node:path';
import type { OtherPatcher } from '@slipway/core/inventory';
import { type Outcome, ok, refuse } from '@slipway/core/reasons';
import type { DurableFiles, PatcherUnit, PatcherUnits, RunCommand } from '../../ports/index.ts';
import { problemOf, showUnit, systemctl } from './systemctl.ts';

/** `unit:NAME:UNIT-FILE-STATE:ACTIVE-STATE`, as it stood before: what the ledger keeps and `giveBack` reads. */
const RECORD = /^unit:([A-Za-z0-9@._-]+):([a-z-]+):([a-z-]+)$/;
/** Stopping a timer or a waiting service takes no longer. */
const CHANGE_LIMIT_MS = 60_000;
const RECORD_BYTES_MAX = 64 * 1024;

interface UnitState {
  /** `enabled`, `disabled`, `static`, `masked`, …; empty where there is no such unit. */
  readonly file: string;
  /** `active`, `inactive`, `failed`, … */
  readonly active: string;
}

interface PatcherContext {
  readonly run: RunCommand;
  readonly files: DurableFiles;
}

export const createPatcherUnits = (context: PatcherContext): PatcherUnits => ({
  async found(patchers) {
    const found: OtherPatcher[] = [];
    for (const { kind, unit } of patchers) {
      const state = await look(context.run, unit);
      if (state !== null && state.file !== '') found.push({ kind, unit, enabled: state.file.startsWith('enabled') });
    }
    return found;
  },
  takeOver: async (patchers, directory) => await takeOver(context, patchers, join(directory, 'taken.json')),
  async giveBack(taken, directory) {
    for (const record of taken) {
      const given = await giveBackOne(context.run, record);
      if (!given.ok) return given;
    }
    await context.files.remove(join(directory, 'taken.json'));
    return ok(undefined);
  },
});

/** Written down before anything is turned off: a crash in between must not make "off" look like how it was found. */
const takeOver = async (
  { run, files }: PatcherContext,
  patchers: readonly PatcherUnit[],
  path: string,
): Promise<Outcome<readonly string[]>> => {
  const taken = [...(await readRecords(files, path))];
  for (const { unit } of patchers) {
    if (taken.some((record) => record.startsWith(`unit:${unit}:`))) continue;
    const state = await look(run, unit);
    if (state === null) return refuse('host-refuses-more', { detail: `systemd does not answer about ${unit}` });
    const works = state.file.startsWith('enabled') || state.active === 'active';
    if (works) taken.push(`unit:${unit}:${state.file}:${state.active}`);
  }
  await files.write(path, JSON.stringify(taken), 0o644);
  for (const record of taken) {
    const unit = RECORD.exec(record)?.[1] ?? '';
    const mayStop = patchers.find((patcher) => patcher.unit === unit)?.mayStop;
    const isStopped = mayStop === undefined || (await mayStop());
    const off = await change(run, ['disable', ...(isStopped ? ['--now'] : []), unit]);
    if (!off.ok) return off;
  }
  return ok(taken);
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

const readRecords = async (files: DurableFiles, path: string): Promise<readonly string[]> => {
  const bytes = await files.read(path, RECORD_BYTES_MAX);
  if (bytes === null) return [];
  const records: unknown = JSON.parse(Buffer.from(bytes).toString('utf8'));
  return Array.isArray(records)
    ? records.filter((one): one is string => typeof one === 'string' && RECORD.test(one))
    : [];
};

/** `null`: systemd does not answer. */
const look = async (run: RunCommand, unit: string): Promise<UnitState | null> => {
  const shown = await showUnit(run, unit, ['UnitFileState', 'ActiveState']);
  if (shown === null) return null;
  return { file: shown.get('UnitFileState') ?? '', active: shown.get('ActiveState') ?? '' };
};

const change = async (run: RunCommand, args: readonly string[]): Promise<Outcome<void>> => {
  const result = await systemctl(run, args, CHANGE_LIMIT_MS);
  if (result.kind === 'ended' && result.status === 0) return ok(undefined);
  return refuse('host-refuses-more', { detail: `systemctl ${args.join(' ')}: ${problemOf(result)}` });
};
