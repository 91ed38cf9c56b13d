import { describe, expect, it } from 'vitest';
import type { PlannedChange } from '../plan/index.ts';
import { broughtForBoot, type StepRun } from './index.ts';

const change = (name: string, to: string | null = '2'): PlannedChange => ({
  ...{
    kind: to === null ? 'remove' : 'upgrade',
    name,
    architecture: 'all',
    from: '1',
    to,
    file: null,
    automatic: false,
  },
});
const applied = (run: Partial<StepRun> = {}): { readonly steps: readonly StepRun[] } => ({
  steps: [{ step: 'apply', outcome: 'done', boots: ['boot-1'], ...run } as StepRun],
});
const brought = (names: readonly string[], run: Partial<StepRun> = {}): readonly string[] =>
  broughtForBoot(
    applied(run),
    names.map((name) => change(name)),
    'boot-1',
  );

describe('what only a boot brings into effect', () => {
  it('C23: is firmware and microcode, by the names of both families', () => {
    const names = [
      ...['linux-firmware', 'iwl7260-firmware', 'microcode_ctl', 'firmware-iwlwifi', 'firmware-linux-nonfree'],
      ...['intel-microcode', 'amd64-microcode', 'raspi-firmware', 'ucode-intel'],
    ];
    expect(brought(names)).toEqual(names);
  });

  it('is nothing that is seen in memory, or that has no part in a boot', () => {
    expect(brought(['glibc', 'systemd', 'kernel-core', 'firmwared', 'fwupd', 'libmicrocodec1'])).toEqual([]);
  });

  it('is what this attempt brought, and in this boot', () => {
    const names = ['linux-firmware'];
    expect(brought(names, { boots: ['boot-0', 'boot-1'] })).toEqual(names);
    expect(brought(names, { boots: ['boot-0'] })).toEqual([]);
    expect(brought(names, { outcome: 'already' })).toEqual([]);
    expect(broughtForBoot({ steps: [] }, [change('linux-firmware')], 'boot-1')).toEqual([]);
    expect(broughtForBoot(applied(), [change('linux-firmware', null)], 'boot-1')).toEqual([]);
  });
});
