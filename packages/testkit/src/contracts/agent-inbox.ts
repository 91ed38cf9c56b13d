import type { Inbox } from '@slipway/agent/ports';
import type { Envelope } from '@slipway/core/document';
import { asDigest, asHostId, asKeyId } from '@slipway/core/ids';
import type { HostPlanBundle } from '@slipway/core/plan';
import { asInstant } from '@slipway/core/time';
import { describe, expect, it } from 'vitest';

/** One empty inbox, as the reporter writes it and as the executor reads it. */
export interface InboxUnderTest {
  readonly reporter: Inbox;
  readonly executor: Pick<Inbox, 'read' | 'contactAt'>;
  readonly dispose: () => Promise<void>;
}

const EMPTY = { trustRoots: [], hostPlan: null, grant: null, adoption: null, isolation: null };

const envelope = (payloadType: Envelope['payloadType'], payload: string): Envelope => ({
  payloadType,
  payload,
  signatures: [{ keyid: asKeyId(`sha256:${'b'.repeat(64)}`), sig: 'c2ln' }],
});
const ROOTS = [
  envelope('application/vnd.slipway.trust-root+json;version=1', 'b25l'),
  envelope('application/vnd.slipway.trust-root+json;version=1', 'dHdv'),
];
const GRANT = envelope('application/vnd.slipway.start-grant+json;version=1', 'Z3JhbnQ=');
const ORDER = envelope('application/vnd.slipway.adoption+json;version=1', 'b3JkZXI=');

const ISOLATION = envelope('application/vnd.slipway.isolation+json;version=1', 'aXNvbGF0ZQ==');

const DIGEST = asDigest(`sha256:${'c'.repeat(64)}`);
/** Of the right shape; whether it is believed is not the inbox's affair. */
const BUNDLE: HostPlanBundle = {
  header: envelope('application/vnd.slipway.plan-header+json;version=1', 'aGVhZGVy'),
  hostPlan: {
    schema: 'slipway.host-plan/1',
    hostId: asHostId('host-1'),
    hostname: 'app1',
    environment: 'prod',
    group: null,
    clusters: [],
    generation: 7,
    patchSetDigest: DIGEST,
    index: {
      platform: { distribution: 'debian', release: 'bookworm', architecture: 'amd64' },
      digest: DIGEST,
      sizeBytes: 100,
    },
    fingerprint: DIGEST,
    transaction: [],
    conffiles: [],
    restart: 'affected-units',
    reboot: 'never',
    steps: [],
    checks: [],
    wayBack: { kind: 'packages', when: 'automatic', previous: [] },
    expectedSeconds: 60,
    wayBackSeconds: 60,
  },
  proof: { leafIndex: 0, leafCount: 1, path: [] },
};

export const describeInbox = (name: string, create: () => Promise<InboxUnderTest>): void => {
  const using = async (test: (under: InboxUnderTest) => Promise<void>): Promise<void> => {
    const under = await create();
    try {
      await test(under);
    } finally {
      await under.dispose();
    }
  };
  describe(`${name} is an inbox`, () => {
    it('is empty at first', async () =>
      await using(async ({ executor }) => {
        expect(await executor.read()).toEqual(EMPTY);
        expect(await executor.contactAt()).toBeNull();
      }));

    it('hands over each document as it was put', async () =>
      await using(async ({ reporter, executor }) => {
        await reporter.putTrustRoots(ROOTS);
        await reporter.putHostPlan(BUNDLE);
        await reporter.putGrant(GRANT);
        await reporter.putAdoption(ORDER);
        await reporter.putIsolation({ order: ISOLATION, hostPlan: BUNDLE });
        await reporter.noteContact(asInstant('2026-11-21T08:00:00.000Z'));
        expect(await executor.read()).toEqual({
          trustRoots: ROOTS,
          hostPlan: BUNDLE,
          grant: GRANT,
          adoption: ORDER,
          isolation: { order: ISOLATION, hostPlan: BUNDLE },
        });
        expect(await executor.contactAt()).toBe('2026-11-21T08:00:00.000Z');
      }));

    it('keeps the newest of each kind and leaves the others alone', async () =>
      await using(async ({ reporter, executor }) => {
        await reporter.putGrant(GRANT);
        await reporter.putAdoption(ORDER);
        const newer = { ...GRANT, payload: 'bmV3ZXI=' };
        await reporter.putGrant(newer);
        expect(await executor.read()).toEqual({ ...EMPTY, grant: newer, adoption: ORDER });
      }));

    it('hands over an order to serve without a plan, and none where it was only woken', async () =>
      await using(async ({ reporter, executor }) => {
        await reporter.putIsolation({ order: ISOLATION, hostPlan: null });
        expect((await executor.read()).isolation).toEqual({ order: ISOLATION, hostPlan: null });
        await reporter.putIsolation(null);
        expect(await executor.read()).toEqual(EMPTY);
      }));

    it('takes a grant back, also one that was never there', async () =>
      await using(async ({ reporter, executor }) => {
        await reporter.withdrawGrant();
        await reporter.putAdoption(ORDER);
        await reporter.putGrant(GRANT);
        await reporter.withdrawGrant();
        expect(await executor.read()).toEqual({ ...EMPTY, adoption: ORDER });
      }));
  });
};
