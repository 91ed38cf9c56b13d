// From the digest that the controller printed to the authority that may vouch for it, as hosts do at enrolment
// (docs/adr/0008): what the network shows is public and believed only as far as the digest carries it.

import { createHash, createPublicKey, type KeyObject, verify, X509Certificate } from 'node:crypto';
import { get } from 'node:https';
import { followTrustRoots, type Sha256, type VerifySignature } from '@slipway/core/document';
import { asDigest, type Digest } from '@slipway/core/ids';
import { explain } from '@slipway/core/reasons';
import { parseTrustReply } from '@slipway/protocol/agent';
import { failed } from '../exit/index.ts';
import { unreachable } from './transport.ts';

const ANSWER_MS_MAX = 30_000;
/** A chain of trust roots and one certificate; a root is about a kilobyte. */
const ANSWER_BYTES_MAX = 4 * 1024 * 1024;

/** PEM of the authority that the current trust root names. */
export const pinnedAuthority = async (url: string, trustDigest: Digest): Promise<string> => {
  const reply = parseTrustReply(await fetchTrust(url));
  if (!reply.ok)
    throw failed(3, `What answers at ${url} does not speak as a controller does: ${explain(reply.reason)}`);
  const { trustRoots: envelopes } = reply.value;
  const chain = followTrustRoots({ envelopes, pinnedDigest: trustDigest, sha256, verify: verifyEd25519 });
  if (!chain.ok) {
    throw failed(
      3,
      `What answers at ${url} does not have the trust root ${trustDigest}. Compare the digest with what the controller printed; if they are equal, somebody stands in between.`,
    );
  }
  if (fingerprintOf(reply.value.authority) !== chain.value.root.authorityFingerprint) {
    throw failed(
      3,
      `What answers at ${url} shows another authority than its trust root names. Nothing was sent to it.`,
    );
  }
  return reply.value.authority;
};

/** Over a connection that proves nothing yet: no token goes there, and what comes is held against the digest. */
const fetchTrust = (url: string): Promise<unknown> =>
  new Promise((resolve, reject) => {
    const refuse = (error: unknown): void => reject(unreachable(url, error));
    const asked = get(`${url}/agent/v1/trust`, { rejectUnauthorized: false, timeout: ANSWER_MS_MAX }, (answer) => {
      const chunks: Buffer[] = [];
      let size = 0;
      answer.on('data', (chunk: Buffer) => {
        size += chunk.length;
        if (size > ANSWER_BYTES_MAX) answer.destroy(new Error('the answer is too large'));
        else chunks.push(chunk);
      });
      answer.on('error', refuse);
      answer.on('end', () => {
        try {
          resolve(JSON.parse(Buffer.concat(chunks).toString('utf8')));
        } catch {
          // Whatever it is, it is no trust reply: the parser says so.
          resolve(null);
        }
      });
    });
    asked.on('timeout', () => asked.destroy(new Error(`no answer within ${ANSWER_MS_MAX / 1000} s`)));
    asked.on('error', refuse);
  });

const fingerprintOf = (pem: string): Digest | null => {
  try {
    return sha256(new X509Certificate(pem).raw);
  } catch {
    return null;
  }
};

const sha256: Sha256 = (bytes) => asDigest(`sha256:${createHash('sha256').update(bytes).digest('hex')}`);

/** SubjectPublicKeyInfo of an Ed25519 key up to the 32 bytes of the key itself (RFC 8410). */
const ED25519_PREFIX = Buffer.from('302a300506032b6570032100', 'hex');

const verifyEd25519: VerifySignature = ({ publicKey, bytes, signature }) => {
  const key = keyOf(publicKey);
  return key !== null && verify(null, bytes, key, signature);
};

const keyOf = (raw: Uint8Array): KeyObject | null => {
  try {
    return createPublicKey({ key: Buffer.concat([ED25519_PREFIX, raw]), format: 'der', type: 'spki' });
  } catch {
    // No key: a signature that does not hold.
    return null;
  }
};
