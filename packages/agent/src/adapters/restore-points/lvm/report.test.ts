import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CommandResult } from '../../../ports/index.ts';
import { stateOf } from './look.ts';
import { logicalVolumes, rowsIn } from './report.ts';
import type { MountedVolume } from './volumes.ts';

// Recorded of lvm2 2.03.16 (Debian 12) on a virtual machine whose root is a logical volume: with a snapshot, and after going back to
// it was asked for.

const BOOT = '31f3104f-f050-48c5-b2a8-ce91c843e864';
const SNAPSHOT = `  {
      "report": [
          {
              "lv": [
                  {"vg_name":"vg0", "lv_name":"root", "lv_kernel_major":"253", "lv_kernel_minor":"0", "lv_size":"2684354560", "segtype":"linear", "origin":"", "lv_tags":"", "snap_percent":"", "lv_snapshot_invalid":"unknown", "lv_merging":"", "vg_free":"1740636160"},
                  {"vg_name":"vg0", "lv_name":"slipway-attempt-1-0", "lv_kernel_major":"253", "lv_kernel_minor":"3", "lv_size":"536870912", "segtype":"linear", "origin":"root", "lv_tags":"", "snap_percent":"0.09", "lv_snapshot_invalid":"", "lv_merging":"", "vg_free":"1740636160"}
              ]
          }
      ]
  }
`;
const MERGING = `  {
      "report": [
          {
              "lv": [
                  {"vg_name":"vg0", "lv_name":"root", "lv_kernel_major":"253", "lv_kernel_minor":"0", "lv_size":"2684354560", "segtype":"linear", "origin":"", "lv_tags":"slipway.back/attempt-1/${BOOT}", "snap_percent":"", "lv_snapshot_invalid":"unknown", "lv_merging":"merging", "vg_free":"1740636160"},
                  {"vg_name":"vg0", "lv_name":"[slipway-attempt-1-0]", "lv_kernel_major":"253", "lv_kernel_minor":"3", "lv_size":"536870912", "segtype":"linear", "origin":"root", "lv_tags":"", "snap_percent":"0.17", "lv_snapshot_invalid":"", "lv_merging":"merging", "vg_free":"1740636160"}
              ]
          }
      ]
  }
`;

const saying = async (stdout: string) =>
  await logicalVolumes(
    async (): Promise<CommandResult> => ({ kind: 'ended', status: 0, stdout, stderr: '', output: 'whole' }),
  );

describe('what lvs says', () => {
  it('is read as it was recorded', async () => {
    expect(await saying(SNAPSHOT)).toMatchObject({
      value: [
        { group: 'vg0', name: 'root', device: '253:0', sizeBytes: 2684354560, origin: '', usedPercent: null, tags: [] },
        { name: 'slipway-attempt-1-0', origin: 'root', usedPercent: 1, isInvalid: false, isMerging: false },
      ],
    });
    expect(await saying(MERGING)).toMatchObject({
      value: [
        { name: 'root', tags: [`slipway.back/attempt-1/${BOOT}`], groupFreeBytes: 1740636160 },
        { name: 'slipway-attempt-1-0', isMerging: true },
      ],
    });
  });

  it.each([
    ['nothing', ''],
    ['no report', '{"report": {}}'],
    ['a field less', SNAPSHOT.replace('"snap_percent":"0.09", ', '')],
    ['a number that is none', SNAPSHOT.replace('"536870912"', '"512m"')],
    ['half of it', SNAPSHOT.slice(0, 400)],
  ])('is no report with %s', async (_what, text) => expect(await saying(text)).toMatchObject({ ok: false }));

  it('never throws', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        expect(() => rowsIn(text)).not.toThrow();
      }),
    );
  });
});

describe('how far a restore point of LVM has come', () => {
  const volume = async (text: string, given: Partial<MountedVolume> = {}): Promise<MountedVolume> => {
    const read = await saying(text);
    const [origin, snapshot = null] = read.ok ? read.value : [];
    if (origin === undefined) throw new Error('recorded');
    const mount = {
      device: '253:0',
      root: '/',
      mountPoint: '/',
      type: 'ext4',
      source: '/dev/dm-0',
      superOptions: 'rw',
    };
    return { volume: '/', mount, origin, snapshotName: 'slipway-attempt-1-0', snapshot, askedInBoot: null, ...given };
  };
  const told = async (text: string, given: Partial<MountedVolume> = {}, boot = BOOT) =>
    stateOf([await volume(text, given)], boot).state;

  it('is told from the snapshot, the mark and the boot', async () => {
    expect(await told(SNAPSHOT)).toBe('standing');
    expect(await told(SNAPSHOT, { snapshot: null })).toBe('gone');
    expect(await told(MERGING, { askedInBoot: BOOT })).toBe('boot-due');
    expect(await told(MERGING, { askedInBoot: BOOT }, 'another boot')).toBe('back');
    expect(await told(MERGING, { askedInBoot: BOOT, snapshot: null }, 'another boot')).toBe('back');
  });

  it('is full where the room ran out, whatever else is so', async () => {
    expect(await told(SNAPSHOT.replace('"0.09"', '"100.00"'))).toBe('full');
    expect(
      await told(SNAPSHOT.replaceAll('"lv_snapshot_invalid":""', '"lv_snapshot_invalid":"snapshot invalid"')),
    ).toBe('full');
    const whole = await volume(SNAPSHOT);
    const lost = await volume(SNAPSHOT, { snapshot: null });
    expect(stateOf([whole, lost], BOOT).state).toBe('gone');
  });
});
