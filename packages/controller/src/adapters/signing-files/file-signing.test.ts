import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { digestOfText, sha256, THE_MORNING } from '@slipway/testkit/builders';
import { describeSigning } from '@slipway/testkit/contracts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openPrivateFiles } from '../private-files/index.ts';
import { openFileSigning } from './index.ts';
import { verifyEd25519 } from './verify-ed25519.ts';

const ROOT_TYPE = 'application/vnd.slipway.trust-root+json;version=1';
const AUTHORITY = digestOfText('authority');

describeSigning('a key in a file', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'signing-'));
  const reopen = async () =>
    await openFileSigning({ files: await openPrivateFiles(folder), authorityFingerprint: AUTHORITY, now: THE_MORNING });
  const signing = await reopen();
  return {
    signing,
    reopen,
    succeed: async () => {
      const { current } = await signing.trustRoots();
      const envelope = await signing.sign(ROOT_TYPE, { ...current, version: current.version + 1 });
      await writeFile(join(folder, 'trust-root-2.json'), JSON.stringify(envelope), { mode: 0o600 });
    },
    verify: verifyEd25519,
    sha256,
    dispose: async () => await rm(folder, { recursive: true }),
  };
});

describe('signing with keys in files', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'signing-'));
  });
  afterEach(async () => await rm(folder, { recursive: true }));

  const open = async (authorityFingerprint = AUTHORITY) =>
    await openFileSigning({ files: await openPrivateFiles(folder), authorityFingerprint, now: THE_MORNING });

  it('keeps keys and roots over a restart, for nobody else to read', async () => {
    const before = await (await open()).trustRoots();
    expect(await (await open()).trustRoots()).toEqual(before);
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
    for (const name of await readdir(folder)) expect((await stat(join(folder, name))).mode & 0o777).toBe(0o600);
  });

  it('does not start on trust roots that name another authority', async () => {
    await open();
    await expect(open(digestOfText('another'))).rejects.toThrow('another certificate authority');
  });

  it('does not start on a trust root that was changed', async () => {
    await open();
    const path = join(folder, 'trust-root-1.json');
    const text = await readFile(path, 'utf8');
    await writeFile(path, text.replace(/"sig":"../, '"sig":"AA'));
    await expect(open()).rejects.toThrow('cannot be used');
  });
});
