// What goes in is copied and frozen, so that a row can never change because somebody kept the object.

import { createHash } from 'node:crypto';
import { canonicalise, type Sha256 } from '@slipway/core/document';
import { asDigest } from '@slipway/core/ids';

/** Through the canonical form, as the SQL stores do: what has none is refused here too, and not first in production. */
export const copyOf = <T extends object>(value: T): T => frozen(JSON.parse(canonicalise(value)) as T);

const frozen = <T>(value: T): T => {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    Object.values(value).forEach(frozen);
  }
  return value;
};

export const sha256: Sha256 = (bytes) => asDigest(`sha256:${createHash('sha256').update(bytes).digest('hex')}`);
