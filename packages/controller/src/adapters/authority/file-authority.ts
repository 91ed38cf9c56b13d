import { createHash, createPrivateKey, X509Certificate as NodeCertificate, webcrypto } from 'node:crypto';
import { asDigest, type Digest } from '@slipway/core/ids';
import { ok } from '@slipway/core/reasons';
import type { Authority, Clock, PrivateFiles } from '../../ports/index.ts';
import { readCertificateRequest } from './certificate-request.ts';
import {
  type AuthorityKeys,
  KEY_ALGORITHM,
  makeAuthorityCertificate,
  makeHostCertificate,
  makeListenerCertificate,
  readCertificate,
} from './certificates.ts';

const AUTHORITY_KEY = 'authority-key.pem';
const AUTHORITY_CERTIFICATE = 'authority-certificate.pem';
const LISTENER_KEY = 'listener-key.pem';
const LISTENER_CERTIFICATE = 'listener-certificate.pem';

const DAY_MS = 86_400_000;
/** A month in which somebody can notice that renewing does not work. */
const RENEW_BEFORE_MS = 30 * DAY_MS;

export interface ListenerCredentials {
  /** PEM: the listener's certificate followed by the authority's, so that a client can pin the latter. */
  readonly certificateChain: string;
  readonly key: string;
}

export interface FileAuthority extends Authority {
  /** SHA-256 of the authority's certificate (DER), as the trust root pins it. */
  readonly fingerprint: Digest;
  /** The kept certificate while it is for these names and not near its end; else a new one. */
  listenerCredentials(names: readonly string[]): Promise<ListenerCredentials>;
}

export const openFileAuthority = async (files: PrivateFiles, clock: Clock): Promise<FileAuthority> => {
  const now = (): Date => new Date(clock.now());
  const keys = await openAuthority(files, now());
  const certificatePem = keys.certificate.toString('pem');
  return {
    fingerprint: asDigest(
      `sha256:${createHash('sha256').update(new Uint8Array(keys.certificate.rawData)).digest('hex')}`,
    ),
    certificatePem: async () => certificatePem,
    listenerCredentials: async (names) => {
      const kept = await keptListener(files, { names, now: now(), certificatePem });
      return kept ?? (await makeListener(files, keys, { names, now: now(), certificatePem }));
    },
    issueHostCertificate: async ({ hostId, certificateRequest }) => {
      const request = await readCertificateRequest(certificateRequest);
      if (!request.ok) return request;
      const issued = await makeHostCertificate(keys, { hostId, request: request.value, now: now() });
      const certificate = issued.toString('pem');
      // Node's own reading of the serial is what a TLS connection will show of it.
      return ok({ certificate, serial: new NodeCertificate(certificate).serialNumber });
    },
  };
};

const openAuthority = async (files: PrivateFiles, now: Date): Promise<AuthorityKeys> => {
  const keyPem = await files.read(AUTHORITY_KEY);
  const certificatePem = await files.read(AUTHORITY_CERTIFICATE);
  if (keyPem !== null && certificatePem !== null) {
    const certificate = new NodeCertificate(certificatePem);
    if (!certificate.checkPrivateKey(createPrivateKey(keyPem))) {
      throw new Error(`${AUTHORITY_CERTIFICATE} is not the certificate of ${AUTHORITY_KEY}`);
    }
    return { certificate: readCertificate(certificatePem), privateKey: await importKey(keyPem) };
  }
  // The certificate is written last and the trust root after it: until then nobody has been told of the key.
  const pair = await generatePair();
  const certificate = await makeAuthorityCertificate(pair, now);
  await files.write(AUTHORITY_KEY, await exportKey(pair.privateKey));
  await files.write(AUTHORITY_CERTIFICATE, certificate.toString('pem'));
  return { certificate, privateKey: pair.privateKey };
};

interface ListenerWish {
  readonly names: readonly string[];
  readonly now: Date;
  readonly certificatePem: string;
}

const keptListener = async (files: PrivateFiles, wish: ListenerWish): Promise<ListenerCredentials | null> => {
  const key = await files.read(LISTENER_KEY);
  const certificate = await files.read(LISTENER_CERTIFICATE);
  if (key === null || certificate === null) return null;
  const read = new NodeCertificate(certificate);
  const fits =
    read.checkPrivateKey(createPrivateKey(key)) &&
    read.validToDate.getTime() - wish.now.getTime() > RENEW_BEFORE_MS &&
    namesOf(read) === [...wish.names].sort().join();
  return fits ? { key, certificateChain: `${certificate.trimEnd()}\n${wish.certificatePem}\n` } : null;
};

/** Node prints them as `DNS:a, IP Address:::1`. */
const namesOf = ({ subjectAltName }: NodeCertificate): string =>
  (subjectAltName ?? '')
    .split(', ')
    .map((entry) => shortAddress(entry.replace(/^(DNS|IP Address):/, '')))
    .sort()
    .join();

/** Node writes an IPv6 address in full; a URL parser knows the short form of both. */
const shortAddress = (name: string): string =>
  name.includes(':') ? new URL(`https://[${name}]`).hostname.slice(1, -1) : name;

const makeListener = async (
  files: PrivateFiles,
  authority: AuthorityKeys,
  wish: ListenerWish,
): Promise<ListenerCredentials> => {
  const pair = await generatePair();
  const { names, now } = wish;
  const made = await makeListenerCertificate(authority, { names, publicKey: pair.publicKey, now });
  const key = await exportKey(pair.privateKey);
  await files.write(LISTENER_KEY, key);
  await files.write(LISTENER_CERTIFICATE, made.toString('pem'));
  return { key, certificateChain: `${made.toString('pem')}\n${wish.certificatePem}\n` };
};

const generatePair = async (): Promise<webcrypto.CryptoKeyPair> =>
  await webcrypto.subtle.generateKey(KEY_ALGORITHM, true, ['sign', 'verify']);

const exportKey = async (key: webcrypto.CryptoKey): Promise<string> =>
  createPrivateKey({ key: Buffer.from(await webcrypto.subtle.exportKey('pkcs8', key)), format: 'der', type: 'pkcs8' })
    .export({ format: 'pem', type: 'pkcs8' })
    .toString();

const importKey = async (pem: string): Promise<webcrypto.CryptoKey> =>
  await webcrypto.subtle.importKey(
    'pkcs8',
    createPrivateKey(pem).export({ format: 'der', type: 'pkcs8' }),
    KEY_ALGORITHM,
    false,
    ['sign'],
  );
