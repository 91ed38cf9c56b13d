import { execFileSync } from 'node:child_process';
import { createReadStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeRpm } from '@slipway/testkit/rpm-host';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { conffilesOf } from './conffiles.ts';
import { type RpmHeader, readRpmHeader, rpmHeaderIn } from './rpm-header.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'rpm-conffiles-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const FILES = { '/usr/share/thing/data': 'd\n', '/etc/thing.conf': 'a\n', '/etc/a.d/another': 'b\n' };

it.each(['noreplace', 'replace'] as const)('are what rpm itself says of the package: %s', async (config) => {
  const { path } = makeRpm(folder, { name: `thing-${config}`, version: '1-1', files: FILES, config });
  const asked = ['-qp', '--qf', '[%{FILEFLAGS:fflags}\\t%{FILENAMES}\\tsha256:%{FILEDIGESTS}\\n]', path];
  const said = execFileSync('rpm', asked, { encoding: 'utf8' }).trimEnd().split('\n');
  const expected = said.flatMap((line) => {
    const [flags = '', file = '', hash = ''] = line.split('\t');
    return flags.includes('c') ? [{ path: file, hash }] : [];
  });
  expect(expected).toHaveLength(2);
  const read = await readRpmHeader(path);
  const streamed = await rpmHeaderIn(createReadStream(path, { highWaterMark: 1000 }));
  for (const header of [read, streamed]) expect(header && conffilesOf(header)).toEqual(expected);
});

const headerOf =
  (values: Readonly<Record<string, readonly string[]>>): RpmHeader =>
  (tag) =>
    values[tag] ?? [];

it('are without ghosts and links, by MD5 where no algorithm is named, and unknown by one that nobody knows', () => {
  const files = {
    ...{
      directoryNames: ['/etc/'],
      baseNames: ['ghost', 'link', 'file', 'plain'],
      directoryIndexes: ['0', '0', '0', '0'],
    },
    ...{ fileFlags: ['65', '1', '17', '0'], fileDigests: ['0a', '', '0b', '0c'] },
  };
  expect(conffilesOf(headerOf(files))).toEqual([{ path: '/etc/file', hash: 'md5:0b' }]);
  expect(conffilesOf(headerOf({ ...files, fileDigestAlgorithm: ['99'] }))).toBeNull();
  expect(conffilesOf(headerOf({}))).toEqual([]);
});
