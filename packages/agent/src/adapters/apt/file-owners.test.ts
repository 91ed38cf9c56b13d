import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DebHost } from '@slipway/testkit/deb-host';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { aptOnHost } from '../../../test/made-apt-host.ts';
import { createFileOwners } from './file-owners.ts';

describe('the owner of a file', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'owners-'));
    mkdirSync(join(folder, 'info'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const ownersOf = async (...paths: readonly string[]) =>
    Object.fromEntries(await createFileOwners({ dpkgAdminDirectory: folder })(new Set(paths)));
  const list = (name: string, ...paths: readonly string[]) =>
    writeFileSync(join(folder, 'info', `${name}.list`), `/.\n${paths.join('\n')}\n`);

  it('is the package whose list has it, of whatever architecture', async () => {
    list('libssl3:amd64', '/usr/lib/libssl.so.3');
    list('openssl', '/usr/bin/openssl');
    writeFileSync(join(folder, 'info/openssl.md5sums'), 'x  /usr/bin/other\n');
    expect(await ownersOf('/usr/lib/libssl.so.3', '/usr/bin/openssl', '/usr/bin/other', '/usr/bin/open')).toEqual({
      '/usr/lib/libssl.so.3': 'libssl3',
      '/usr/bin/openssl': 'openssl',
    });
  });

  it('is found where the list was made before /usr was merged', async () => {
    list('libc6:amd64', '/lib/x86_64-linux-gnu/libc.so.6');
    expect(await ownersOf('/usr/lib/x86_64-linux-gnu/libc.so.6', '/usr/local/lib/x')).toEqual({
      '/usr/lib/x86_64-linux-gnu/libc.so.6': 'libc6',
    });
  });

  it('of a diverted file is the one whose file was moved away', async () => {
    list('busybox', '/usr/bin/vi');
    list('vim', '/usr/bin/vi');
    writeFileSync(join(folder, 'diversions'), '/usr/bin/vi\n/usr/bin/vi.distrib\nvim\n');
    expect(await ownersOf('/usr/bin/vi.distrib', '/usr/bin/nothing.distrib')).toEqual({
      '/usr/bin/vi.distrib': 'busybox',
    });
  });

  it('cannot be told without the lists, which is no answer', async () => {
    rmSync(join(folder, 'info'), { recursive: true });
    await expect(ownersOf('/usr/bin/a')).rejects.toThrow('ENOENT');
  });

  it('is what the real dpkg wrote down', async (context) => {
    const { deb }: { readonly deb: DebHost } = aptOnHost(context);
    try {
      deb.install([deb.make({ name: 'tool', version: '1', files: { 'usr/bin/tool': 'x' } })]);
      const owners = createFileOwners(deb);
      expect(await owners(new Set(['/usr/bin/tool', '/usr/bin/else']))).toEqual(new Map([['/usr/bin/tool', 'tool']]));
    } finally {
      deb.dispose();
    }
  });
});
