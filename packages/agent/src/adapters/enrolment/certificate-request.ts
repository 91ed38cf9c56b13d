// PKCS #10 (RFC 2986) with an ECDSA key on P-256, which every TLS library takes. Written here because the agent carries no
// library for it; checked against OpenSSL in the test.

import { createPrivateKey, generateKeyPairSync, sign } from 'node:crypto';
import { bitString, integerZero, noAttributes, objectIdentifier, sequence, set, utf8Text } from './der.ts';

export interface HostKey {
  /** PKCS #8, PEM. */
  readonly privateKey: string;
  /** SubjectPublicKeyInfo, DER. */
  readonly publicKey: Uint8Array;
}

const COMMON_NAME = '2.5.4.3';
const ECDSA_WITH_SHA256 = '1.2.840.10045.4.3.2';
const LINE = 64;
/** ub-common-name of X.520: longer ones are refused by strict readers. */
const COMMON_NAME_LENGTH_MAX = 64;

export const newHostKey = (): HostKey => {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return {
    privateKey: privateKey.export({ format: 'pem', type: 'pkcs8' }).toString(),
    publicKey: publicKey.export({ format: 'der', type: 'spki' }),
  };
};

/** PEM. The common name is a courtesy: the controller puts the host id there. */
export const certificateRequest = (key: HostKey, commonName: string): string => {
  const name = sequence(
    set(sequence(objectIdentifier(COMMON_NAME), utf8Text(commonName.slice(0, COMMON_NAME_LENGTH_MAX)))),
  );
  const information = sequence(integerZero(), name, key.publicKey, noAttributes());
  const signature = sign('sha256', information, createPrivateKey(key.privateKey));
  const request = sequence(information, sequence(objectIdentifier(ECDSA_WITH_SHA256)), bitString(signature));
  const text = Buffer.from(request).toString('base64');
  const lines = Array.from({ length: Math.ceil(text.length / LINE) }, (_unused, index) =>
    text.slice(index * LINE, (index + 1) * LINE),
  );
  return `-----BEGIN CERTIFICATE REQUEST-----\n${lines.join('\n')}\n-----END CERTIFICATE REQUEST-----\n`;
};
