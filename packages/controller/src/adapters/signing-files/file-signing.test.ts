import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { acceptTrustRoot, digestOf, openEnvelope } from '@slipway/core/document';
import { digestOfText, sha256, THE_MORNING } from '@slipway/testkit/builders';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openPrivateFiles } from '../private-files/index.ts';
import { openFileSigning } from './index.ts';
import { verifyEd25519 } from './verify-ed25519.ts';

const AUTHORITY = digestOfText('authority');

describe('signing with keys in files', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'signing-'));
  });
  afterEach(async () => await rm(folder, { recursive: true }));

  const open = async (authorityFingerprint = AUTHORITY) =>
    await openFileSigning({ files: await openPrivateFiles(folder), authorityFingerprint, now: THE_MORNING });

  it('makes a first trust root that an agent accepts for its digest alone', async () => {
    const { envelopes, current, currentDigest } = await (await open()).trustRoots();
    const [envelope] = envelopes;
    const accepted = acceptTrustRoot({
      current: null,
      pinnedDigest: currentDigest,
      envelope: envelope!,
      verify: verifyEd25519,
      sha256,
    });
    expect(accepted).toEqual({ ok: true, value: current });
    expect(current).toMatchObject({
      version: 1,
      authorityFingerprint: AUTHORITY,
      roles: { controller: { threshold: 1 }, approver: { threshold: 0, keyIds: [] } },
    });
  });

  it('names the root that holds now to whoever is enrolled, and not the first', async () => {
    const signing = await open();
    const { current, currentDigest } = await signing.trustRoots();
    const second = { ...current, version: 2 };
    const envelope = await signing.sign('application/vnd.slipway.trust-root+json;version=1', second);
    await writeFile(join(folder, 'trust-root-2.json'), JSON.stringify(envelope), { mode: 0o600 });
    const roots = await (await open()).trustRoots();
    expect(roots.current).toEqual(second);
    expect(roots.currentDigest).toBe(digestOf(second, sha256));
    expect(roots.currentDigest).not.toBe(currentDigest);
  });

  it('signs what its own trust root verifies, and one changed byte is seen', async () => {
    const signing = await open();
    const { current } = await signing.trustRoots();
    const type = 'application/vnd.slipway.adoption+json;version=1';
    const document = { schema: 'slipway.adoption/1', order: 1 };
    const envelope = await signing.sign(type, document);
    const opening = {
      expectedType: type,
      root: current,
      roles: ['controller'],
      verify: verifyEd25519,
      sha256,
    } as const;
    expect(openEnvelope({ envelope, ...opening })).toEqual({ ok: true, value: document });
    const bytes = Buffer.from(envelope.payload, 'base64');
    bytes[bytes.length - 2] = (bytes.at(-2) ?? 0) ^ 1;
    const tampered = { ...envelope, payload: bytes.toString('base64') };
    expect(openEnvelope({ envelope: tampered, ...opening })).toMatchObject({
      ok: false,
      reason: { code: 'signature-missing' },
    });
  });

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
