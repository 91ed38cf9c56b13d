import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CommandResult, PatcherUnit, RunCommand } from '../../ports/index.ts';
import { durableFiles } from '../durable-files/index.ts';
import { createPatcherUnits } from './patcher-units.ts';

interface Unit {
  file: string;
  active: string;
}

/** Units as systemctl shows and changes them. `failing`: the verb that systemctl refuses. */
const systemd = (units: Record<string, Unit>, options: { failing?: string } = {}) => {
  const asked: string[] = [];
  const ended = (stdout: string, status = 0): CommandResult => ({
    kind: 'ended',
    status,
    stdout,
    stderr: '',
    output: 'whole',
  });
  const run: RunCommand = async ({ command }) => {
    const [verb = '', ...args] = command.slice(3);
    const unit = args.at(-1) ?? '';
    const found = units[unit];
    if (verb === 'show')
      return ended(`UnitFileState=${found?.file ?? ''}\nActiveState=${found?.active ?? 'inactive'}\n`);
    asked.push([verb, ...args].join(' '));
    if (verb === options.failing || found === undefined) return ended('', 1);
    if (verb === 'disable') found.file = 'disabled';
    if (verb === 'enable') found.file = 'enabled';
    if (verb === 'start') found.active = 'active';
    if (verb === 'disable' && args.includes('--now')) found.active = 'inactive';
    return ended('');
  };
  return { run, asked, units };
};

const TIMER = 'apt-daily-upgrade.timer';
const SERVICE = 'unattended-upgrades.service';
const PATCHERS: readonly PatcherUnit[] = [
  { kind: 'apt-daily-upgrade', unit: TIMER },
  { kind: 'unattended-upgrades', unit: SERVICE },
];

describe('taking over from other patchers', () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'taken-'));
  });
  afterEach(() => rmSync(directory, { recursive: true }));
  const takeOver = async (run: RunCommand, patchers = PATCHERS) =>
    await createPatcherUnits({ run, files: durableFiles }).takeOver(patchers, directory);
  const giveBack = async (run: RunCommand, taken: readonly string[]) =>
    await createPatcherUnits({ run, files: durableFiles }).giveBack(taken, directory);

  it.each([
    ['as Debian installs them', { file: 'enabled', active: 'active' }, { file: 'enabled', active: 'active' }],
    ['one turned off by its owner', { file: 'disabled', active: 'inactive' }, { file: 'enabled', active: 'active' }],
    ['started by hand, not enabled', { file: 'disabled', active: 'active' }, { file: 'enabled', active: 'inactive' }],
    ['masked', { file: 'masked', active: 'inactive' }, { file: 'masked', active: 'inactive' }],
  ])('gives back exactly what it took: %s', async (_case, timer, service) => {
    const host = systemd({ [TIMER]: { ...timer }, [SERVICE]: { ...service } });
    const taken = await takeOver(host.run);
    if (!taken.ok) throw new Error(taken.reason.code);
    for (const unit of [TIMER, SERVICE]) {
      expect(host.units[unit]?.file).not.toBe('enabled');
      expect(host.units[unit]?.active).not.toBe('active');
    }
    expect(await giveBack(host.run, taken.value)).toEqual({ ok: true, value: undefined });
    expect(host.units).toEqual({ [TIMER]: timer, [SERVICE]: service });
    expect(readdirSync(directory)).toEqual([]);
  });

  it('finds nothing to take on a host that has none of them', async () => {
    const host = systemd({});
    expect(await createPatcherUnits({ run: host.run, files: durableFiles }).found(PATCHERS)).toEqual([]);
    expect(await takeOver(host.run)).toEqual({ ok: true, value: [] });
    expect(host.asked).toEqual([]);
  });

  it('remembers how it found them although it was cut before anybody wrote it down', async () => {
    const host = systemd({ [TIMER]: { file: 'enabled', active: 'active' } });
    const first = await takeOver(host.run);
    // The answer is lost; the next look finds everything off already.
    expect(await takeOver(host.run)).toEqual(first);
    expect(first).toEqual({ ok: true, value: [`unit:${TIMER}:enabled:active`] });
  });

  it('does not stop what may not be stopped', async () => {
    const host = systemd({ [SERVICE]: { file: 'enabled', active: 'active' } });
    await takeOver(host.run, [{ kind: 'unattended-upgrades', unit: SERVICE, mayStop: async () => false }]);
    expect(host.asked).toEqual([`disable ${SERVICE}`]);
  });

  it('says so where it could not take over', async () => {
    const host = systemd({ [TIMER]: { file: 'enabled', active: 'active' } }, { failing: 'disable' });
    expect(await takeOver(host.run)).toMatchObject({ ok: false, reason: { code: 'host-refuses-more' } });
  });

  it('gives back nothing by a record that it did not write', async () => {
    const host = systemd({ [TIMER]: { file: 'disabled', active: 'inactive' } });
    for (const record of ['', 'unit:a b:enabled:active', `unit:${TIMER}:enabled`, 'file:/etc/passwd:enabled:active']) {
      expect(await giveBack(host.run, [record])).toMatchObject({ ok: false });
    }
    writeFileSync(join(directory, 'taken.json'), '["unit:$(reboot):enabled:active"]');
    expect(await takeOver(host.run)).toEqual({ ok: true, value: [] });
    expect(host.asked).toEqual([]);
  });

  it('has nothing to give back to a unit that was removed meanwhile', async () => {
    const host = systemd({});
    expect(await giveBack(host.run, [`unit:${TIMER}:enabled:active`])).toEqual({ ok: true, value: undefined });
  });
});
