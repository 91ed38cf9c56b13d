// Certificates as this authority writes them. Times come in; serials are random.

import './reflect-metadata.ts';
import { randomBytes, type webcrypto } from 'node:crypto';
import { isIP } from 'node:net';
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  type Extension,
  KeyUsageFlags,
  KeyUsagesExtension,
  type Pkcs10CertificateRequest,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509Certificate,
  X509CertificateGenerator,
} from '@peculiar/x509';

/** What every TLS library of the last ten years can verify; Ed25519 certificates are not among it. */
export const KEY_ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;

const DAY_MS = 86_400_000;
/** As long as an installation lives: replacing it means a new trust root for every agent. */
const AUTHORITY_DAYS = 20 * 365;
/** Version 1 of the protocol has no renewal, and a host leaves by being retired, at once, whatever its certificate says. */
const HOST_DAYS = 10 * 365;
/** What browsers and TLS libraries still accept for a listener. */
const LISTENER_DAYS = 397;
/** Clocks of hosts that boot without time: a certificate made a moment ago must not lie in their future. */
const BACKDATED_MS = DAY_MS;
/** RFC 5280 4.1.2.2: at most 20 bytes, positive. */
const SERIAL_BYTES = 16;

export interface AuthorityKeys {
  readonly certificate: X509Certificate;
  readonly privateKey: webcrypto.CryptoKey;
}

interface Wanted {
  readonly subject: string;
  readonly publicKey: webcrypto.CryptoKey | Pkcs10CertificateRequest['publicKey'];
  readonly now: Date;
  readonly days: number;
  readonly extensions: readonly Extension[];
}

export const readCertificate = (pem: string): X509Certificate => new X509Certificate(pem);

export const makeAuthorityCertificate = async (keys: webcrypto.CryptoKeyPair, now: Date): Promise<X509Certificate> =>
  await X509CertificateGenerator.createSelfSigned({
    serialNumber: serial(),
    name: 'CN=Slipway authority',
    keys,
    signingAlgorithm: KEY_ALGORITHM,
    ...validity(now, AUTHORITY_DAYS),
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });

/** `subject` is the host id, which is made of characters that need no quoting in a name. */
export const makeHostCertificate = async (
  authority: AuthorityKeys,
  host: { readonly hostId: string; readonly request: Pkcs10CertificateRequest; readonly now: Date },
): Promise<X509Certificate> =>
  await issue(authority, {
    subject: `CN=${host.hostId}`,
    publicKey: host.request.publicKey,
    now: host.now,
    days: HOST_DAYS,
    extensions: [new ExtendedKeyUsageExtension([ExtendedKeyUsage.clientAuth])],
  });

export const makeListenerCertificate = async (
  authority: AuthorityKeys,
  listener: { readonly names: readonly string[]; readonly publicKey: webcrypto.CryptoKey; readonly now: Date },
): Promise<X509Certificate> =>
  await issue(authority, {
    subject: 'CN=Slipway controller',
    publicKey: listener.publicKey,
    now: listener.now,
    days: LISTENER_DAYS,
    extensions: [
      new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth]),
      new SubjectAlternativeNameExtension(
        listener.names.map((name) => ({ type: isIP(name) === 0 ? ('dns' as const) : ('ip' as const), value: name })),
      ),
    ],
  });

const issue = async (authority: AuthorityKeys, wanted: Wanted): Promise<X509Certificate> =>
  await X509CertificateGenerator.create({
    serialNumber: serial(),
    issuer: authority.certificate.subjectName,
    subject: wanted.subject,
    publicKey: wanted.publicKey,
    signingKey: authority.privateKey,
    signingAlgorithm: KEY_ALGORITHM,
    ...validity(wanted.now, wanted.days),
    extensions: [
      new BasicConstraintsExtension(false, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      await AuthorityKeyIdentifierExtension.create(authority.certificate.publicKey),
      await SubjectKeyIdentifierExtension.create(wanted.publicKey),
      ...wanted.extensions,
    ],
  });

const validity = (now: Date, days: number): { readonly notBefore: Date; readonly notAfter: Date } => ({
  notBefore: new Date(now.getTime() - BACKDATED_MS),
  notAfter: new Date(now.getTime() + days * DAY_MS),
});

const serial = (): string => {
  const bytes = randomBytes(SERIAL_BYTES);
  // The first bit would make it negative, a zero byte would be cut off: both would read back as another number.
  bytes[0] = ((bytes[0] ?? 0) & 0x3f) | 0x40;
  return bytes.toString('hex');
};
