import type { Signing } from '@slipway/controller/ports';
import {
  acceptTrustRoot,
  digestOf,
  type Envelope,
  openEnvelope,
  type Sha256,
  type TrustRoot,
  type VerifySignature,
} from '@slipway/core/document';
import { describe, expect, it } from 'vitest';
import { digestOfText } from '../builders/index.ts';

/** Keys that nobody has used yet, with the cryptography of whoever believes them. */
export interface SigningUnderTest {
  readonly signing: Signing;
  /** As the next start of the program has it. */
  readonly reopen: () => Promise<Signing>;
  /** A successor of the root that holds, by the means of whoever keeps these keys; seen after `reopen`. */
  readonly succeed: () => Promise<void>;
  readonly verify: VerifySignature;
  readonly sha256: Sha256;
  readonly dispose: () => Promise<void>;
}

const TYPE = 'application/vnd.slipway.adoption+json;version=1';
const DOCUMENT = { schema: 'slipway.adoption/1', order: 1 };

export const describeSigning = (name: string, create: () => Promise<SigningUnderTest>): void => {
  const using = async (test: (under: SigningUnderTest) => Promise<void>): Promise<void> => {
    const under = await create();
    try {
      await test(under);
    } finally {
      await under.dispose();
    }
  };
  const opened = ({ verify, sha256 }: SigningUnderTest, root: TrustRoot, envelope: Envelope, type = TYPE) =>
    openEnvelope({ envelope, expectedType: type as typeof TYPE, root, roles: ['controller'], verify, sha256 });

  describe(`${name} signs`, () => {
    it('under a first root that an agent accepts for its digest alone', async () =>
      await using(async (under) => {
        const { envelopes, current, currentDigest } = await under.signing.trustRoots();
        expect(envelopes).toHaveLength(1);
        expect(currentDigest).toBe(digestOf(current, under.sha256));
        expect(followed(under, envelopes, currentDigest)).toEqual([current]);
        expect(current).toMatchObject({
          schema: 'slipway.trust-root/1',
          version: 1,
          roles: { controller: { threshold: 1 }, approver: { keyIds: [], threshold: 0 } },
        });
        expect(accepted(under, null, envelopes[0], digestOfText('another root'))).toBeNull();
      }));

    it('what its own root verifies, the same each time, and one changed byte is seen', async () =>
      await using(async (under) => {
        const { current } = await under.signing.trustRoots();
        const envelope = await under.signing.sign(TYPE, DOCUMENT);
        expect(opened(under, current, envelope)).toEqual({ ok: true, value: DOCUMENT });
        expect(await under.signing.sign(TYPE, { order: 1, schema: 'slipway.adoption/1' })).toEqual(envelope);
        const bytes = Buffer.from(envelope.payload, 'base64');
        bytes[bytes.length - 2] = (bytes.at(-2) ?? 0) ^ 1;
        expect(opened(under, current, { ...envelope, payload: bytes.toString('base64') })).toMatchObject({
          ok: false,
          reason: { code: 'signature-missing' },
        });
      }));

    it('one type of document, which does not pass for another', async () =>
      await using(async (under) => {
        const { current } = await under.signing.trustRoots();
        const other = 'application/vnd.slipway.start-grant+json;version=1';
        const envelope = await under.signing.sign(TYPE, DOCUMENT);
        expect(opened(under, current, { ...envelope, payloadType: other }, other).ok).toBe(false);
      }));

    it('nothing that has no canonical form', async () =>
      await using(async ({ signing }) => {
        for (const document of [{ half: 0.5 }, { nothing: undefined }]) {
          await expect(signing.sign(TYPE, document)).rejects.toThrow(/canonical|undefined|whole|number/i);
        }
      }));

    it('with the same keys under the same roots after the next start', async () =>
      await using(async (under) => {
        const before = await under.signing.trustRoots();
        const again = await under.reopen();
        expect(await again.trustRoots()).toEqual(before);
        expect(await again.sign(TYPE, DOCUMENT)).toEqual(await under.signing.sign(TYPE, DOCUMENT));
      }));

    it('under the root that holds now, which whoever trusts the first follows to', async () =>
      await using(async (under) => {
        const first = await under.signing.trustRoots();
        await under.succeed();
        const again = await under.reopen();
        const { envelopes, current, currentDigest } = await again.trustRoots();
        expect(envelopes.slice(0, 1)).toEqual(first.envelopes);
        expect(followed(under, envelopes, first.currentDigest)).toEqual([first.current, current]);
        expect(currentDigest).toBe(digestOf(current, under.sha256));
        expect(opened(under, current, await again.sign(TYPE, DOCUMENT)).ok).toBe(true);
        // What somebody was handed before is theirs: it does not grow behind their back.
        expect(first.envelopes).toHaveLength(1);
      }));
  });
};

const accepted = (
  { verify, sha256 }: SigningUnderTest,
  current: TrustRoot | null,
  envelope: Envelope | undefined,
  pinnedDigest: Parameters<typeof acceptTrustRoot>[0]['pinnedDigest'],
): TrustRoot | null => {
  if (envelope === undefined) return null;
  const outcome = acceptTrustRoot({ current, pinnedDigest, envelope, verify, sha256 });
  return outcome.ok ? outcome.value : null;
};

/** As an agent goes from one to the next. */
const followed = (
  under: SigningUnderTest,
  envelopes: readonly Envelope[],
  pinnedDigest: Parameters<typeof acceptTrustRoot>[0]['pinnedDigest'],
): readonly (TrustRoot | null)[] => {
  const roots: (TrustRoot | null)[] = [];
  for (const envelope of envelopes) roots.push(accepted(under, roots.at(-1) ?? null, envelope, pinnedDigest));
  return roots;
};
