import { createHash, generateKeyPairSync, webcrypto, X509Certificate } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { asHostId } from '@slipway/core/ids';
import { addMs, type Instant } from '@slipway/core/time';
import { THE_MORNING } from '@slipway/testkit/builders';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openPrivateFiles } from '../private-files/index.ts';
import { openFileAuthority } from './index.ts';
import './reflect-metadata.ts';
import { Pkcs10CertificateRequestGenerator } from '@peculiar/x509';

const DAY_MS = 86_400_000;
const HOST = asHostId('host-7f3k2m9q');

const aRequest = async (
  algorithm: webcrypto.EcKeyGenParams | webcrypto.Algorithm | webcrypto.RsaHashedKeyGenParams,
  name = 'CN=whoever',
): Promise<string> => {
  const keys = (await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])) as webcrypto.CryptoKeyPair;
  const request = await Pkcs10CertificateRequestGenerator.create({
    name,
    keys,
    signingAlgorithm: 'namedCurve' in algorithm ? { name: 'ECDSA', hash: 'SHA-256' } : algorithm,
  });
  return request.toString('pem');
};

const P256 = { name: 'ECDSA', namedCurve: 'P-256' };
const RSA = (modulusLength: number) => ({
  name: 'RSASSA-PKCS1-v1_5',
  modulusLength,
  publicExponent: new Uint8Array([1, 0, 1]),
  hash: 'SHA-256',
});

describe('authority', () => {
  let folder: string;
  let now: Instant = THE_MORNING;
  beforeEach(async () => {
    now = THE_MORNING;
    folder = await mkdtemp(join(tmpdir(), 'authority-'));
  });
  afterEach(async () => await rm(folder, { recursive: true }));

  const open = async () =>
    await openFileAuthority(await openPrivateFiles(folder), { now: () => now, sleep: async () => undefined });

  it('is the same after a restart, and its fingerprint is that of its certificate', async () => {
    const first = await open();
    const certificate = new X509Certificate(await first.certificatePem());
    expect(certificate.ca).toBe(true);
    expect(first.fingerprint).toBe(`sha256:${createHash('sha256').update(certificate.raw).digest('hex')}`);
    const again = await open();
    expect(again.fingerprint).toBe(first.fingerprint);
  });

  it.each([
    ['P-256', P256],
    ['P-384', { name: 'ECDSA', namedCurve: 'P-384' }],
    ['Ed25519', { name: 'Ed25519' }],
    ['RSA 2048', RSA(2048)],
  ])('gives a host a certificate in its own name, whatever the request calls itself: %s', async (_kind, algorithm) => {
    const authority = await open();
    const certificateRequest = await aRequest(algorithm, 'CN=host-another, O=Somebody');
    const issued = await authority.issueHostCertificate({ hostId: HOST, certificateRequest });
    if (!issued.ok) throw new Error(issued.reason.code);
    const certificate = new X509Certificate(issued.value.certificate);
    const issuer = new X509Certificate(await authority.certificatePem());
    expect(certificate.subject).toBe(`CN=${HOST}`);
    expect(certificate.serialNumber).toBe(issued.value.serial);
    expect(certificate.verify(issuer.publicKey)).toBe(true);
    expect(certificate.checkIssued(issuer)).toBe(true);
    expect(certificate.ca).toBe(false);
    expect(certificate.keyUsage).toEqual(['1.3.6.1.5.5.7.3.2']);
  });

  it('never gives two certificates one serial', async () => {
    const authority = await open();
    const certificateRequest = await aRequest(P256);
    const one = await authority.issueHostCertificate({ hostId: HOST, certificateRequest });
    const two = await authority.issueHostCertificate({ hostId: HOST, certificateRequest });
    expect(one.ok && two.ok && one.value.serial !== two.value.serial).toBe(true);
  });

  it.each([
    ['not a request', async () => 'hello'],
    ['a certificate', async () => await (await open()).certificatePem()],
    ['a weak key', async () => await aRequest(RSA(1024))],
    ['too long', async () => `${await aRequest(P256)}${'A'.repeat(10_000)}`],
    [
      'signed by another key',
      async () => {
        const pem = await aRequest(P256);
        const bytes = Buffer.from(pem.replaceAll(/-----[^-]+-----|\s/g, ''), 'base64');
        // The last byte belongs to the signature's second number.
        bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
        return `-----BEGIN CERTIFICATE REQUEST-----\n${bytes.toString('base64')}\n-----END CERTIFICATE REQUEST-----`;
      },
    ],
  ])('refuses a request that is %s', async (_what, make) => {
    const issued = await (await open()).issueHostCertificate({ hostId: HOST, certificateRequest: await make() });
    expect(issued).toMatchObject({ ok: false, reason: { code: 'input-invalid' } });
  });

  it('keeps the listener certificate for the same names and makes another for other names or near its end', async () => {
    const authority = await open();
    const names = ['controller.example.org', '127.0.0.1', '::1', '2001:db8::7'];
    const first = await authority.listenerCredentials(names);
    expect(await (await open()).listenerCredentials(names.toReversed())).toEqual(first);
    const certificate = new X509Certificate(first.certificateChain);
    expect(certificate.checkHost('controller.example.org')).toBe('controller.example.org');
    for (const address of names.slice(1)) expect(certificate.checkIP(address)).toBe(address);

    const renamed = await authority.listenerCredentials([...names, 'other.example.org']);
    expect(renamed.certificateChain).not.toBe(first.certificateChain);

    const kept = await authority.listenerCredentials(names);
    now = addMs(THE_MORNING, 360 * DAY_MS);
    expect(await authority.listenerCredentials(names)).toEqual(kept);
    now = addMs(THE_MORNING, 370 * DAY_MS);
    expect(await authority.listenerCredentials(names)).not.toEqual(kept);
  });

  it('does not start on a key that is not its own', async () => {
    await open();
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const files = await openPrivateFiles(folder);
    await files.write('authority-key.pem', privateKey.export({ type: 'pkcs8', format: 'pem' }).toString());
    await expect(open()).rejects.toThrow('is not the certificate of');
  });
});
