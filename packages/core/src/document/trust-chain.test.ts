import { digestOfText, sha256, THE_MORNING } from '@slipway/testkit/builders';
import { type Signer, sealed, seededSigner, verify } from '@slipway/testkit/signer';
import { describe, expect, it } from 'vitest';
import { digestOf } from './canonical.ts';
import { followTrustRoots } from './trust-chain.ts';
import type { Envelope, TrustRoot } from './types.ts';

const TYPE = 'application/vnd.slipway.trust-root+json;version=1';
const controller = seededSigner('controller');
const successor = seededSigner('its next key');
const approver = seededSigner('approver');

const rootOf = (version: number, key: Signer, approvers: readonly Signer[]): TrustRoot => ({
  schema: 'slipway.trust-root/1',
  version,
  issuedAt: THE_MORNING,
  authorityFingerprint: digestOfText('authority'),
  keys: [key, ...approvers].map((one) => one.key),
  roles: {
    controller: { keyIds: [key.keyId], threshold: 1 },
    approver: { keyIds: approvers.map(({ keyId }) => keyId), threshold: approvers.length },
  },
});

const first = rootOf(1, controller, []);
/** From here on an approver is asked. */
const second = rootOf(2, controller, [approver]);
const third = rootOf(3, successor, [approver]);
const CHAIN = [
  sealed(TYPE, first, [controller]),
  sealed(TYPE, second, [controller]),
  sealed(TYPE, third, [controller, successor, approver]),
];
/** What whoever has stolen the controller's key can make: another root 2 under the first, which asks nobody. */
const forged = rootOf(2, controller, []);
const FORGED = sealed(TYPE, forged, [controller]);

const followed = (pinned: TrustRoot, envelopes: readonly Envelope[]): string => {
  const chain = followTrustRoots({ envelopes, pinnedDigest: digestOf(pinned, sha256), verify, sha256 });
  if (!chain.ok) return chain.reason.code;
  const { root, envelopes: kept } = chain.value;
  return `${root.version}, ${root.roles.approver.threshold} approvers, ${kept.length} kept`;
};

describe('the chain of trust roots', () => {
  it.each([
    ['the first', first, '3, 1 approvers, 3 kept'],
    ['the one that asks approvers', second, '3, 1 approvers, 2 kept'],
    ['the newest', third, '3, 1 approvers, 1 kept'],
  ])('is followed from %s, whatever its version, to the newest', (_which, pinned, expected) => {
    expect(followed(pinned, CHAIN)).toBe(expected);
  });

  it('of a stolen controller cannot begin before the pinned root: no other root 2 is believed', () => {
    // Who pins the first is told by the stolen controller what the second is.
    expect(followed(first, [CHAIN[0]!, FORGED])).toBe('2, 0 approvers, 2 kept');
    expect(followed(second, [CHAIN[0]!, FORGED])).toBe('document-malformed');
    expect(followed(second, [CHAIN[0]!, FORGED, CHAIN[1]!])).toBe('2, 1 approvers, 1 kept');
    expect(followed(second, [CHAIN[1]!, FORGED])).toBe('2, 1 approvers, 1 kept');
  });

  it('is not continued by a root that the approvers of the pinned one did not sign', () => {
    const unsigned = sealed(TYPE, rootOf(3, controller, []), [controller]);
    expect(followed(second, [CHAIN[1]!, unsigned])).toBe('2, 1 approvers, 1 kept');
    expect(followed(second, [CHAIN[1]!, unsigned, CHAIN[2]!])).toBe('3, 1 approvers, 2 kept');
  });

  it('is refused where the pinned root is not in it', () => {
    expect(followed(third, CHAIN.slice(0, 2))).toBe('document-malformed');
    expect(followed(first, [])).toBe('not-found');
  });
});
