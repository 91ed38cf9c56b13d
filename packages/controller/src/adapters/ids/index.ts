// Identifiers and secrets from the system's random source.
// Not here: the simulator's, which are the same for the same seed.
// May import: ports, core/ids, node:.

import { randomBytes, randomInt } from 'node:crypto';
import { asHostId, asRolloutId, type Digest } from '@slipway/core/ids';
import type { Ids } from '../../ports/index.ts';

/** Without `0`, `1`, `i`, `l` and `o`, so that an id can be read out and typed. */
const ALPHABET = '23456789abcdefghjkmnpqrstuvwxyz';
/** 31^8 is 850 thousand million: with a million hosts, one in a million of meeting a known id, which the store refuses. */
const LENGTH = 8;
const SECRET_BYTES = 32;

export const randomIds: Ids = {
  hostId: (of) => asHostId(of === undefined ? named('host') : `host-${lettersOf(of)}`),
  rolloutId: () => asRolloutId(named('rollout')),
  named: (prefix) => named(prefix),
  // The prefix lets people and secret scanners tell what it is, and keeps it from beginning with `-`, which
  // command lines take for an option.
  secret: () => `slipway_${randomBytes(SECRET_BYTES).toString('base64url')}`,
};

/** A digest has no favourites that would matter among 31 letters: a byte more or less in 256. */
const lettersOf = (digest: Digest): string =>
  [...Buffer.from(digest.slice('sha256:'.length), 'hex').subarray(0, LENGTH)]
    .map((byte) => ALPHABET[byte % ALPHABET.length])
    .join('');

const named = (prefix: string): string =>
  `${prefix}-${Array.from({ length: LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]).join('')}`;
