// Which documents this host believes: the trust root chain from the pinned digest on, and what it signs.

import {
  type Envelope,
  followTrustRoots,
  type JsonValue,
  openEnvelope,
  type PayloadType,
  type TrustRole,
  type TrustRoot,
} from '@slipway/core/document';
import type { Digest } from '@slipway/core/ids';
import { type Outcome, ok } from '@slipway/core/reasons';
import type { Crypto, TrustStore } from '../ports/index.ts';

interface Trusting {
  readonly trust: TrustStore;
  readonly crypto: Crypto;
  readonly delivered: readonly Envelope[];
}

/** Walks the stored chain, then whatever newer roots were delivered, and keeps what continues it. */
export const trustedRoot = async (options: Trusting): Promise<Outcome<TrustRoot>> => {
  const { trust, crypto, delivered } = options;
  const stored = await trust.read();
  const { pinnedDigest } = trust;
  const chain = followTrustRoots({ envelopes: [...stored, ...delivered], pinnedDigest, ...crypto });
  if (!chain.ok) return chain;
  const { root, envelopes } = chain.value;
  if (envelopes.at(-1) !== stored.at(-1)) await trust.write(envelopes);
  return ok(root);
};

/** Of the newest root that this host keeps and believes; 0 where there is none. Not how many: the first is the pinned one. */
export const trustedVersion = async ({ trust, crypto }: Pick<Trusting, 'trust' | 'crypto'>): Promise<number> => {
  const { pinnedDigest } = trust;
  const envelopes = await trust.read();
  const known = versions.get(envelopes);
  if (known?.pinnedDigest === pinnedDigest) return known.version;
  const chain = followTrustRoots({ envelopes, pinnedDigest, ...crypto });
  const version = chain.ok ? chain.value.root.version : 0;
  versions.set(envelopes, { pinnedDigest, version });
  return version;
};

/** By the list as it was read. Told with every check-in, where following the chain anew was a tenth of what a round costs. */
const versions = new WeakMap<readonly Envelope[], { readonly pinnedDigest: Digest; readonly version: number }>();

/** Opens an envelope that the given roles must have signed. */
export const openTrusted = (options: {
  readonly envelope: Envelope;
  readonly expectedType: PayloadType;
  readonly roles: readonly TrustRole[];
  readonly root: TrustRoot;
  readonly crypto: Crypto;
}): Outcome<JsonValue> => {
  const { envelope, expectedType, roles, root, crypto } = options;
  return openEnvelope({ envelope, expectedType, roles, root, ...crypto });
};
