import fc from 'fast-check';
import { expect, it } from 'vitest';
import { damaged } from '../../test/damage.ts';
import { openedFragment } from './package.ts';

const HASH = 'a'.repeat(64);
const PRIMARY = `<package type="rpm">
  <name>libthing</name><arch>x86_64</arch><version epoch="2" ver="1.0~rc1" rel="3.el9"/>
  <checksum type="sha256" pkgid="YES">${HASH}</checksum>
  <summary>&lt;a &amp; b&gt;</summary><description/>
  <size package="6062" installed="3" archive="256"/>
  <location href="Packages/l/libthing-1.0~rc1-3.el9.x86_64.rpm"/>
  <format>
    <rpm:sourcerpm>thing-1.0~rc1-3.el9.src.rpm</rpm:sourcerpm>
    <rpm:provides><rpm:entry name="libthing.so.1()(64bit)"/></rpm:provides>
    <rpm:requires><rpm:entry name="libc" flags="GE" epoch="0" ver="2.34" pre="1"/><rpm:entry name="/bin/interpreter"/></rpm:requires>
    <file>/usr/bin/thing</file>
  </format>
</package>`;

it('a package is what its publisher wrote, with its source and without an epoch of 0', () => {
  expect(openedFragment(PRIMARY)).toMatchObject({
    ...{ name: 'libthing', architecture: 'x86_64', version: '2:1.0~rc1-3.el9', sha256: HASH, sizeBytes: 6062 },
    ...{ sourceName: 'thing', sourceVersion: '2:1.0~rc1-3.el9', files: ['/usr/bin/thing'], base: null },
    requires: [
      { name: 'libc', version: { comparison: 'GE', version: '2.34' } },
      { name: '/bin/interpreter', version: null },
    ],
  });
});

it.each([
  ['a source package', 'x86_64</arch>', 'src</arch>'],
  ['another type', 'type="rpm"', 'type="srpm"'],
  ['no SHA-256', 'type="sha256"', 'type="sha1"'],
  ['no size', 'package="6062"', 'package="-1"'],
  ['no release', 'rel="3.el9"', ''],
  ['a place elsewhere', 'Packages/l/', '../'],
  ['a place of its own', 'Packages/l/', 'ftp://x/'],
  ['a name that becomes an option', '<name>lib', '<name>--lib'],
  ['a version that holds a blank', 'ver="1.0~rc1"', 'ver="1.0 rc1"'],
])('%s is nothing to install', (_, from, to) => {
  expect(PRIMARY).toContain(from);
  expect(openedFragment(PRIMARY.replace(from, to))).toBeNull();
});

it('with any damage it is a package or none', () => {
  const pieces = ['<', '>', '</package>', '"', '&', '<![CDATA[', '<!--', 'xml:base="file:///"', '<!DOCTYPE x>'];
  const names: (string | null)[] = [];
  fc.assert(
    fc.property(damaged(Buffer.from(PRIMARY), pieces), (bytes) => {
      names.push(openedFragment(Buffer.from(bytes).toString('utf8'))?.name ?? null);
    }),
    { numRuns: 300 },
  );
  expect(names).toHaveLength(300);
  expect(names.filter((name) => name !== null && !/^[A-Za-z0-9][\w.+-]*$/.test(name))).toEqual([]);
});
