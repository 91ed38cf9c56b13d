// What packages of real repositories need of each other, across repositories.

import type { PackageRelations } from '@slipway/core/patch-set';
import { instantOfMs } from '@slipway/core/time';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openRpmSite, type RpmSite, VENDOR } from '../../../test/vendor/rpm-site.ts';
import { ALMA_9 } from '../../../test/vendor/rpm-words.ts';
import type { VendorArchive, VendorEntry, VendorIndex } from '../../ports/index.ts';
import { readStanza } from './frozen-index.ts';
import { dnfVendorArchive } from './index.ts';

let site: RpmSite;
let archive: VendorArchive;
let indexes: readonly VendorIndex[];

beforeAll(async () => {
  site = await openRpmSite();
  archive = dnfVendorArchive({
    keyrings: [site.makeKey(VENDOR)],
    clock: { now: () => instantOfMs(Date.now()) },
    workFolder: site.root,
  });
  const app = (version: string, ...head: readonly string[]) => site.build('apps', { name: 'app', version, head });
  app('1-1', 'Requires: libc >= 2.34', 'Requires: codec');
  app('2-1', 'Requires: libc >= 2.34', 'Requires: codec', 'Requires: api = 2', 'Requires: (extra if big)');
  app('3-1', 'Requires: api >= 2', 'Requires: /usr/libexec/lib/helper', 'Requires: nobody', 'Conflicts: old < 3');
  for (const [version, ...head] of [
    ['5-1', 'Provides: api = 1'],
    ['6-1', 'Provides: api = 2', 'Provides: codec'],
    ['7-1', 'Provides: api = 2'],
  ] as const)
    site.build('base', {
      name: 'lib',
      version,
      head,
      ...(version === '7-1' ? { files: ['/usr/libexec/lib/helper'] } : {}),
    });
  site.build('base', { name: 'other-codec', version: '1-1', head: ['Provides: codec'] });
  site.build('base', { name: 'libc', version: '2.34-9' });
  site.build('base', { name: 'needs-path', version: '1-1', head: ['Requires: /usr/libexec/lib/helper'] });
  indexes = await Promise.all(
    ['apps', 'base'].map(async (name) => {
      const repository = site.publish(name, { told: { label: name } });
      const opened = await archive.openIndex({ repository, platform: ALMA_9, notBefore: null });
      if (!opened.ok) throw new Error(opened.reason.code);
      return opened.value;
    }),
  );
}, 60_000);
afterAll(() => site.close());

const entryOf = (name: string, version: string): VendorEntry => {
  const found = indexes.flatMap((index) => index.find(name)).find((one) => one.version === version);
  if (found === undefined) throw new Error(`no ${name} ${version}`);
  return found;
};
const textsOf = ({ needs }: PackageRelations) =>
  needs
    .map((group) =>
      group
        .map(({ text }) => text)
        .toSorted()
        .join(' | '),
    )
    .toSorted();
const needsOf = (version: string, from: string | null) =>
  textsOf(archive.relationsOf(entryOf('app', version), { indexes, from: from === null ? null : entryOf('app', from) }));

describe('what a package requires', () => {
  it('is packages that provide it, each from the lowest version that does', () => {
    expect(needsOf('2-1', null)).toEqual(['lib >= 6-1', 'lib >= 6-1 | other-codec >= 1-1', 'libc >= 2.34-9']);
  });

  it('is there already where the installed version requires it, too', () => {
    expect(needsOf('2-1', '1-1')).toEqual(['lib >= 6-1']);
  });

  it('may be a path, and nothing where nobody provides it', () => {
    expect(needsOf('3-1', null)).toEqual(['lib >= 6-1', 'lib >= 7-1']);
  });

  it('says what it conflicts with', () => {
    const { excludes } = archive.relationsOf(entryOf('app', '3-1'), { indexes, from: null });
    expect(excludes).toMatchObject([{ name: 'old', version: { operator: '<<', version: '3' } }]);
  });
});

it('a list of files comes along of a package that has a path which others require, and of no other', () => {
  expect(readStanza(entryOf('lib', '7-1').stanza).filelists).toContain('<file>/usr/libexec/lib/helper</file>');
  for (const [name, version] of [
    ['lib', '6-1'],
    ['app', '3-1'],
  ] as const)
    expect(readStanza(entryOf(name, version).stanza).filelists).toBeUndefined();
});
