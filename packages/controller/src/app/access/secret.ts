// Secrets of tokens are random and 256 bits long, so their plain digest is enough to store and to look up by.

import { encodeUtf8, type Sha256 } from '@slipway/core/document';
import type { Digest } from '@slipway/core/ids';

export const secretDigest = (secret: string, sha256: Sha256): Digest => sha256(encodeUtf8(secret));
