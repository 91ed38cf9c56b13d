import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openRpmSite, type RpmSite } from '../../../test/vendor/rpm-site.ts';
import { type RpmTag, readRpmHeader } from './rpm-header.ts';

let site: RpmSite;
let path: string;
beforeAll(async () => {
  site = await openRpmSite();
  const head = [
    'Requires: lib >= 1:2-3',
    'Conflicts: other < 4',
    'Obsoletes: old',
    'Supplements: base',
    'ModularityLabel: m:1:2:3',
  ];
  path = site.build('one', { name: 'thing', version: '2:1.0-1', head, files: ['/usr/bin/a', '/etc/b'] });
});
afterAll(() => site.close());

it('reads what rpm itself reads', async () => {
  const header = await readRpmHeader(path);
  const tags: Readonly<Partial<Record<RpmTag, string>>> = {
    ...{
      name: 'NAME',
      version: 'VERSION',
      release: 'RELEASE',
      epoch: 'EPOCH',
      architecture: 'ARCH',
      sourceRpm: 'SOURCERPM',
    },
    ...{ provideName: 'PROVIDENAME', provideFlags: 'PROVIDEFLAGS', provideVersion: 'PROVIDEVERSION' },
    ...{ requireName: 'REQUIRENAME', requireFlags: 'REQUIREFLAGS', requireVersion: 'REQUIREVERSION' },
    ...{ conflictName: 'CONFLICTNAME', obsoleteName: 'OBSOLETENAME', supplementName: 'SUPPLEMENTNAME' },
    ...{ baseNames: 'BASENAMES', directoryNames: 'DIRNAMES', directoryIndexes: 'DIRINDEXES' },
    modularityLabel: 'MODULARITYLABEL',
  };
  for (const [tag, name] of Object.entries(tags)) {
    const format = `[%{${name}}\\n]`;
    const printed = execFileSync('rpm', ['-qp', '--qf', format, path], { encoding: 'utf8' });
    expect([tag, header?.(tag as RpmTag).join('\n')]).toEqual([tag, printed.replace(/\n$/, '')]);
  }
  expect(header?.('recommendName')).toEqual([]);
});

it('of a file with any damage is a header or none', async () => {
  const whole = readFileSync(path);
  const spoilt = join(site.root, 'spoilt.rpm');
  await fc.assert(
    fc.asyncProperty(
      fc.nat(whole.length - 1),
      fc.uint8Array({ minLength: 1, maxLength: 40 }),
      fc.boolean(),
      async (at, bytes, cut) => {
        const file = Buffer.concat([
          whole.subarray(0, at),
          bytes,
          cut ? Buffer.alloc(0) : whole.subarray(at + bytes.length),
        ]);
        writeFileSync(spoilt, file);
        const header = await readRpmHeader(spoilt);
        expect(header?.('requireName').length ?? 0).toBeLessThan(10_000);
      },
    ),
    { numRuns: 200 },
  );
  writeFileSync(spoilt, 'no rpm');
  expect(await readRpmHeader(spoilt)).toBeNull();
});
