import { asAttemptId } from '@slipway/core/ids';
import { reason } from '@slipway/core/reasons';
import { expect, it } from 'vitest';
import type { CommandResult, RunCommand } from '../../../ports/index.ts';
import { type Means, mountAt, mountsNow } from '../means/index.ts';
import { lvm } from './index.ts';
import { bootIdNow } from './volumes.ts';

// What a virtual machine of Debian 12 said whose root had been put back: the kernel had moved every block, and the merge stood there until
// it was polled for.

const ID = asAttemptId('attempt-1');
const POINT = { kind: 'lvm', volumes: ['/'], keepHours: 0, keepMax: 1, sizePercent: 20 } as const;
const MERGE_ASKED = 'lvchange --poll y vg0/root';

const rowsOf = async (bootId: string, isMerging: boolean): Promise<string> => {
  const device = mountAt('/', await mountsNow())?.device ?? '';
  const [major, minor] = device.split(':');
  const row = (given: object) => ({
    ...{ vg_name: 'vg0', lv_kernel_major: major, lv_kernel_minor: minor, lv_size: '2684354560', segtype: 'linear' },
    ...{ origin: '', lv_tags: `slipway.back/${ID}/${bootId}`, snap_percent: '', lv_snapshot_invalid: 'unknown' },
    ...{ lv_name: 'root', lv_merging: isMerging ? 'merging' : '', vg_free: '1740636160' },
    ...given,
  });
  const snapshot = row({
    ...{ lv_name: `[slipway-${ID}-0]`, lv_kernel_major: '253', lv_kernel_minor: '9', origin: 'root', lv_tags: '' },
    ...{ snap_percent: '0.00', lv_snapshot_invalid: '' },
  });
  return JSON.stringify({ report: [{ lv: isMerging ? [row({}), snapshot] : [row({})] }] });
};

/** `polled`: how often it has to be polled for until the merge has ended. */
const machine = (wish: { readonly asked: string; readonly polled: number }) => {
  const calls: string[] = [];
  const run: RunCommand = async ({ command }): Promise<CommandResult> => {
    const [program, ...rest] = command;
    const said = [program.replace(/.*\//, ''), ...rest].join(' ');
    calls.push(said.startsWith('lvs ') ? 'lvs' : said);
    const isMerging = calls.filter((one) => one === MERGE_ASKED).length < wish.polled;
    const stdout = said.startsWith('lvs ') ? await rowsOf(wish.asked, isMerging) : '';
    return { kind: 'ended', status: 0, stdout, stderr: '', output: 'whole' };
  };
  const unused = new Proxy({}, { get: () => expect.unreachable('not of what LVM does') });
  const means: Means = {
    run,
    ...{ root: '/', state: '/var/lib/slipway', work: '/run/slipway', kernel: async () => await Promise.resolve(null) },
    ...{ files: unused as Means['files'], hooks: unused as Means['hooks'] },
  };
  return { calls, volumes: lvm(means) };
};

it('is polled for by whoever sees that the host has come back', async () => {
  const { calls, volumes } = machine({ asked: 'the boot before', polled: 1 });
  expect(await volumes.look(POINT, ID)).toMatchObject({ value: { state: 'back' } });
  expect(calls).toEqual(['lvs', MERGE_ASKED]);
});

it('is waited for before the restore point is taken away', async () => {
  const { calls, volumes } = machine({ asked: 'the boot before', polled: 2 });
  expect(await volumes.remove(POINT, ID)).toEqual({ ok: true, value: undefined });
  expect(calls.filter((one) => one === MERGE_ASKED)).toHaveLength(2);
  expect(calls.at(-1)).toBe(`lvchange --yes --deltag slipway.back/${ID}/the boot before vg0/root`);
});

it('is no business of the boot in which it was asked for', async () => {
  const { calls, volumes } = machine({ asked: await bootIdNow(), polled: 1 });
  expect(await volumes.look(POINT, ID)).toMatchObject({ value: { state: 'boot-due' } });
  const detail = '/ is being put back to it';
  expect(await volumes.remove(POINT, ID)).toEqual({
    ok: false,
    reason: reason('restore-point-failed', { what: 'removed', detail }),
  });
  expect(calls).not.toContain(MERGE_ASKED);
});
