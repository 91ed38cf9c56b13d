import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { endWithout } from '@slipway/testkit/absence';
import { sharedFolder } from '@slipway/testkit/shared-data';
import { expect, test } from 'vitest';
import { isDeferredByPhasing, type PhasingCircumstances, phasingDraw } from './index.ts';

// One of the shared vectors, which come from libstdc++ and from apt itself; the last test takes them all.
const CIRCUMSTANCES: PhasingCircumstances = {
  sourceName: 'sssd-ldap',
  sourceVersion: '2.9.4-1.1ubuntu6.9',
  machineId: '90b01091150de3d8a56b526457060e34',
  percentage: 60,
  isInstalled: true,
  isChroot: false,
  isReproducibleBuild: false,
  isSecurityUpdate: false,
  setting: 'draw',
};

test('the draw of one host: 73 of 100', () => {
  expect(phasingDraw({ ...CIRCUMSTANCES, machineId: '90b01091150de3d8a56b526457060e34' })).toBe(73);
});

test.each<[string, Partial<PhasingCircumstances>, boolean]>([
  ['a draw above the percentage waits', {}, true],
  ['a draw that equals it goes', { percentage: 73 }, false],
  ['one below it waits', { percentage: 72 }, true],
  ['everybody', { percentage: 100 }, false],
  ['no field: not phased', { percentage: null }, false],
  ['nobody yet', { percentage: 0 }, true],
  ['not installed yet', { isInstalled: false }, false],
  ['in a chroot', { isChroot: true }, false],
  ['no machine-id', { machineId: null }, false],
  ['a build that must be the same everywhere', { isReproducibleBuild: true }, false],
  ['a security update in between', { isSecurityUpdate: true }, false],
  ['always include', { setting: 'always' }, false],
  ['never include', { setting: 'never', percentage: 99 }, true],
])('%s', (_what, circumstances, deferred) => {
  expect(isDeferredByPhasing({ ...CIRCUMSTANCES, ...circumstances })).toBe(deferred);
});

test('phasing.tsv', (context) => {
  const shared = sharedFolder() ?? endWithout('the shared phasing vectors are missing', context);
  const lines = readFileSync(join(shared, 'vectors/phasing.tsv'), 'utf8').trimEnd().split('\n');
  const rows = lines.filter((line) => !line.startsWith('#')).map((line) => line.split('\t'));
  expect(rows.length).toBeGreaterThanOrEqual(100);
  const wrong = rows.filter(
    ([sourceName = '', sourceVersion = '', machineId = '', draw]) =>
      phasingDraw({ sourceName, sourceVersion, machineId }) !== Number(draw),
  );
  expect(wrong).toEqual([]);
});
