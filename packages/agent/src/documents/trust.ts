// Which documents this host believes: the trust root chain from the pinned digest on, and what it signs.

import {
  acceptTrustRoot,
  type Envelope,
  type JsonValue,
  openEnvelope,
  type PayloadType,
  type TrustRole,
  type TrustRoot,
} from '@slipway/core/document';
import { type Outcome, refuse } from '@slipway/core/reasons';
import type { Crypto, TrustStore } from '../ports/index.ts';

/**
 * Walks the stored chain, then whatever newer roots were delivered. A delivered root that does not continue the chain is
 * ignored: it must not be able to stop a host that trusts an older one.
 */
export const trustedRoot = async (options: {
  readonly trust: TrustStore;
  readonly crypto: Crypto;
  readonly delivered: readonly Envelope[];
}): Promise<Outcome<TrustRoot>> => {
  const { trust, crypto, delivered } = options;
  const stored = await trust.read();
  const chain: Envelope[] = [];
  let current: TrustRoot | null = null;
  let refusal: Outcome<never> = refuse('not-found', { what: 'trust root', id: 'on this host' });
  for (const envelope of [...stored, ...delivered]) {
    const accepted: Outcome<TrustRoot> = acceptTrustRoot({
      current,
      envelope,
      pinnedDigest: trust.pinnedDigest,
      ...crypto,
    });
    if (!accepted.ok) {
      refusal = accepted;
      continue;
    }
    current = accepted.value;
    chain.push(envelope);
  }
  if (current === null) return refusal;
  if (chain.length > stored.length) await trust.write(chain);
  return { ok: true, value: current };
};

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
