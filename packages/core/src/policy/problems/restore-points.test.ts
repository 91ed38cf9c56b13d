import { aPolicy } from '@slipway/testkit/builders';
import { describe, expect, it } from 'vitest';
import type { RestorePoint } from '../../restore-point/index.ts';
import { placeText } from '../problem.ts';
import { policyProblems } from '../validate.ts';

const LVM: RestorePoint = { kind: 'lvm', volumes: ['/'], keepHours: 48, keepMax: 2, sizePercent: 20 };
const BTRFS: RestorePoint = {
  kind: 'btrfs',
  volumes: ['/', '/var/lib/a b'],
  keepHours: 0,
  keepMax: 1,
  freePercentMin: 0,
};
const HOOK: RestorePoint = {
  ...{ kind: 'hook', volumes: ['/'], keepHours: 744, keepMax: 10 },
  ...{ hook: 'hypervisor', parameters: { pool: 'a' }, timeoutSeconds: 300 },
};

const told = (make: RestorePoint, hosts = 'role = db'): readonly string[] =>
  policyProblems(aPolicy({ restorePoints: [{ hosts, make }] })).map(
    ({ path, instead }) => `${placeText(path)}: ${instead}`,
  );

describe('the restore points of a policy', () => {
  it.each([LVM, BTRFS, HOOK])('may be made by $kind', (make) => expect(told(make)).toEqual([]));

  it.each<[string, RestorePoint, string]>([
    ['of nothing', { ...LVM, volumes: [] }, 'restorePoints[0].make.volumes: [/]'],
    ['of no mount point', { ...LVM, volumes: ['var'] }, 'restorePoints[0].make.volumes[0]: /'],
    ['of a way around', { ...LVM, volumes: ['/srv/../'] }, 'restorePoints[0].make.volumes[0]: /'],
    ['of two lines', { ...LVM, volumes: ['/srv\n/etc'] }, 'restorePoints[0].make.volumes[0]: /'],
    ['of one volume twice', { ...LVM, volumes: ['/', '/'] }, 'restorePoints[0].make.volumes[1]: it once'],
    ['for years', { ...LVM, keepHours: 9000 }, 'restorePoints[0].make.keepHours: 744'],
    ['and none kept', { ...LVM, keepMax: 0 }, 'restorePoints[0].make.keepMax: 1'],
    ['with no room', { ...LVM, sizePercent: 0 }, 'restorePoints[0].make.sizePercent: 1'],
    ['in a full file system', { ...BTRFS, freePercentMin: 100 }, 'restorePoints[0].make.freePercentMin: 99'],
    [
      'by a program somewhere',
      { ...HOOK, hook: '/bin/true' },
      'restorePoints[0].make.hook: a name without a path, of a-z, 0-9, ".", "_" and "-"',
    ],
    ['in no time', { ...HOOK, timeoutSeconds: 0 }, 'restorePoints[0].make.timeoutSeconds: 1'],
  ])('are not made %s', (_what, make, expected) => expect(told(make)).toEqual([expected]));

  it('are for hosts by their labels', () => {
    expect(told(LVM, 'role = ')).toEqual(['restorePoints[0].hosts: for example `role = app and environment = prod`']);
  });
});
