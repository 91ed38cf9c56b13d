// From the digest that a line carried to the root that is trusted today.

import type { Digest } from '../ids/index.ts';
import { type Outcome, ok, refuse } from '../reasons/index.ts';
import { acceptTrustRoot } from './trust-root.ts';
import type { Envelope, Sha256, TrustRoot, VerifySignature } from './types.ts';

export interface TrustChain {
  readonly root: TrustRoot;
  /** From the pinned one on. */
  readonly envelopes: readonly Envelope[];
}

/**
 * Begins at the pinned root, of whatever version, and follows those that continue it. What came before the pinned one is
 * passed over: nothing that an older root's keys sign is believed. So is whatever does not continue the chain: it must not
 * be able to stop somebody who trusts an older one. Refused where the pinned root is not among them.
 */
export function followTrustRoots(options: {
  readonly envelopes: readonly Envelope[];
  readonly pinnedDigest: Digest;
  readonly verify: VerifySignature;
  readonly sha256: Sha256;
}): Outcome<TrustChain> {
  const { envelopes, ...by } = options;
  let root: TrustRoot | null = null;
  let refusal: Outcome<never> = refuse('not-found', { what: 'trust root', id: 'on this host' });
  const chain: Envelope[] = [];
  for (const envelope of envelopes) {
    const accepted: Outcome<TrustRoot> = acceptTrustRoot({ current: root, envelope, ...by });
    if (!accepted.ok) {
      refusal = accepted;
      continue;
    }
    root = accepted.value;
    chain.push(envelope);
  }
  return root === null ? refusal : ok({ root, envelopes: chain });
}
