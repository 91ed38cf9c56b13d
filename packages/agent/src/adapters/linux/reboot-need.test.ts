import { describe, expect, it } from 'vitest';
import { rebootNeedOf } from './reboot-need.ts';

describe('rebootNeedOf', () => {
  const facts = {
    runningKernel: '6.1.0-9-amd64',
    installedKernels: ['6.1.0-9-amd64'],
    isContainer: false,
    required: null,
    stale: [],
    modules: { kind: 'known', modules: [] } as const,
    brought: [],
  };
  const replaced = {
    kind: 'known',
    modules: [
      { name: 'nvidia', versions: { loaded: '535.1', onDisk: '550.2' } },
      { name: 'zfs', versions: null },
    ],
  } as const;
  const unknown = { kind: 'unknown', detail: 'no modinfo' } as const;
  const dbus = { pid: 7, executable: '/usr/bin/dbus-daemon', unit: 'dbus.service', files: ['/usr/lib/a.so'] };
  it.each([
    ['nothing', {}, { kind: 'not-needed' }],
    [
      'a newer kernel',
      { installedKernels: ['6.1.0-9-amd64', '6.1.0-10-amd64'] },
      { kind: 'needed', causes: ['kernel 6.1.0-10-amd64 is installed, 6.1.0-9-amd64 runs'] },
    ],
    [
      'a newer kernel of another flavour',
      { installedKernels: ['6.1.0-9-amd64', '6.1.0-10-cloud-amd64'] },
      { kind: 'not-needed' },
    ],
    ['no kernel of its own', { installedKernels: [] }, { kind: 'not-needed' }],
    [
      'the carrier’s kernel is newer than what lies in the container',
      { isContainer: true, installedKernels: ['7.0-1-amd64'] },
      { kind: 'not-needed' },
    ],
    [
      'what only a boot brings into effect',
      { brought: ['microcode_ctl', 'linux-firmware'] },
      {
        kind: 'needed',
        causes: ['linux-firmware was updated in this boot', 'microcode_ctl was updated in this boot'],
      },
    ],
    ['a package asks', { required: 'libc6\nlibc6\n' }, { kind: 'needed', causes: ['libc6 asks for it'] }],
    ['somebody asks without saying who', { required: '' }, { kind: 'needed', causes: ['the host asks for it'] }],
    [
      'a kernel asks inside a container',
      { isContainer: true, required: 'linux-image-6.1.0-40-amd64\n' },
      { kind: 'not-needed' },
    ],
    ['the bus runs old code', { stale: [dbus] }, { kind: 'needed', causes: ['dbus.service runs old code'] }],
    [
      'C31: drivers were updated under the same kernel',
      { modules: replaced },
      {
        kind: 'needed',
        causes: [
          'module nvidia 535.1 is loaded, 550.2 is installed',
          'module zfs is loaded in another build than is installed',
        ],
      },
    ],
    ['the carrier’s drivers', { isContainer: true, modules: replaced }, { kind: 'not-needed' }],
    ['nobody can say of a loaded driver', { modules: unknown }, unknown],
    ['nor of the carrier’s', { isContainer: true, modules: unknown }, { kind: 'not-needed' }],
    [
      'what is known anyway counts',
      { modules: unknown, required: 'libc6' },
      { kind: 'needed', causes: ['libc6 asks for it'] },
    ],
  ])('%s', (_case, change, expected) => {
    expect(rebootNeedOf({ ...facts, ...change })).toEqual(expected);
  });
});
