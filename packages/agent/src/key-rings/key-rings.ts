import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { type Instant, instantOfMs } from '@slipway/core/time';
import { binaryOf, packetsIn, subpacketsOf } from './packets.ts';

/** A key or subkey, and how long it lives; `null`: it never expires. */
interface ExpiringKey {
  /** Sixteen hexadecimal digits, as signatures name their issuer. */
  readonly keyId: string;
  readonly expiresAtSeconds: number | null;
}

/** As it stands in a ring. */
export interface NamedKey extends ExpiringKey {
  /** Forty hexadecimal digits, in capitals. */
  readonly fingerprint: string;
  readonly kind: 'primary' | 'subkey';
}

/** Debian's whole keyring has 60 kB. */
const BYTES_MAX = 1024 * 1024;
const [SIGNATURE, PUBLIC_KEY, SUBKEY] = [2, 6, 14];
/** RFC 4880, 5.2.3.1 */
const [CREATED, KEY_EXPIRES, ISSUER, ISSUER_FINGERPRINT] = [2, 9, 16, 33];
/** Certifications of a user id, and a signature directly on the key: 5.2.1. */
const OF_PRIMARY: ReadonlySet<number> = new Set([0x10, 0x11, 0x12, 0x13, 0x1f]);
const OF_SUBKEY = 0x18;

interface Found {
  readonly fingerprint: string;
  readonly keyId: string;
  readonly createdAt: number;
  readonly primary: Found | null;
  /** By the newest signature that the primary key made on it; 0: for ever. */
  lives: number;
  saidAt: number;
}

/** Keys of version 4; others are passed over. */
export const keysIn = (bytes: Uint8Array): readonly NamedKey[] => {
  const found: Found[] = [];
  let primary: Found | null = null;
  for (const { tag, body } of binaryOf(Buffer.from(bytes), 'PUBLIC KEY BLOCK').flatMap(packetsIn)) {
    if ((tag === PUBLIC_KEY || tag === SUBKEY) && body[0] === 4 && body.length > 5) {
      const fingerprint = fingerprintOf(body);
      const key: Found = {
        ...{
          fingerprint,
          keyId: fingerprint.slice(-16).toLowerCase(),
          createdAt: body.readUInt32BE(1),
          lives: 0,
          saidAt: -1,
        },
        primary: tag === SUBKEY ? primary : null,
      };
      if (tag === PUBLIC_KEY) primary = key;
      found.push(key);
    } else if (tag === SIGNATURE && primary !== null) {
      const [latest] = found.slice(-1);
      if (latest !== undefined) noteLife(latest, primary, body);
    }
  }
  return found.map((key) => ({
    keyId: key.keyId,
    expiresAtSeconds: endOf(key),
    fingerprint: key.fingerprint,
    kind: key.primary === null ? 'primary' : 'subkey',
  }));
};

/** What signs for a ring: a primary key answers for its subkeys. Sorted. */
export const primaryFingerprints = (keys: readonly NamedKey[]): readonly string[] =>
  [...new Set(keys.filter(({ kind }) => kind === 'primary').map(({ fingerprint }) => fingerprint))].sort();

const fingerprintOf = (body: Buffer): string => {
  const head = Buffer.from([0x99, body.length >> 8, body.length & 0xff]);
  return createHash('sha1').update(head).update(body).digest('hex').toUpperCase();
};

const noteLife = (key: Found, primary: Found, signature: Buffer): void => {
  const type = signature[1] ?? 0;
  if (!(key.primary === null ? OF_PRIMARY.has(type) : type === OF_SUBKEY)) return;
  const subpackets = subpacketsOf(signature);
  // Others sign keys as well, and say nothing of how long one lives.
  if (!subpackets.some(({ type: kind, body }) => issuerOf(kind, body) === primary.keyId)) return;
  const number = (kind: number): number =>
    subpackets.find((one) => one.type === kind && one.body.length === 4)?.body.readUInt32BE(0) ?? 0;
  const saidAt = number(CREATED ?? 0);
  if (saidAt < key.saidAt) return;
  key.saidAt = saidAt;
  key.lives = number(KEY_EXPIRES ?? 0);
};

const issuerOf = (kind: number, body: Buffer): string | null => {
  if (kind === ISSUER) return body.toString('hex');
  return kind === ISSUER_FINGERPRINT ? body.subarray(1).toString('hex').slice(-16) : null;
};

const endOf = ({ createdAt, lives, primary }: Found): number | null => {
  const own = lives === 0 ? null : createdAt + lives;
  const above = primary === null ? null : endOf(primary);
  if (own === null || above === null) return own ?? above;
  return Math.min(own, above);
};

/** Who made the signatures of a clearsigned file, or of a detached one. */
export const issuersIn = (bytes: Uint8Array): ReadonlySet<string> =>
  new Set(
    binaryOf(Buffer.from(bytes), 'SIGNATURE')
      .flatMap(packetsIn)
      .filter(({ tag }) => tag === SIGNATURE)
      .flatMap(({ body }) => subpacketsOf(body).flatMap(({ type, body: inner }) => issuerOf(type, inner) ?? [])),
  );

/** Of files that may be gone, or may not be read. */
export const readKeys = async (paths: readonly string[]): Promise<readonly NamedKey[]> => {
  const keys: NamedKey[] = [];
  for (const path of paths) {
    try {
      if ((await stat(path)).size <= BYTES_MAX) keys.push(...keysIn(await readFile(path)));
    } catch {
      // Nothing is known of its keys then.
    }
  }
  return keys;
};

/**
 * Until when one of these keys is good, since one good signature is enough; `issuers`: of those that made one, `null`: whichever. `null`:
 * one never expires. `undefined`: none is known.
 */
export const lastExpiry = (
  keys: readonly ExpiringKey[],
  issuers: ReadonlySet<string> | null,
): Instant | null | undefined => {
  const ends = keys
    .filter(({ keyId }) => issuers === null || issuers.has(keyId))
    .map(({ expiresAtSeconds }) => expiresAtSeconds);
  if (ends.length === 0) return undefined;
  return ends.includes(null) ? null : instantOfMs(Math.max(...ends.map(Number)) * 1000);
};
