import { openMemoryStore } from '@slipway/controller/store/memory';
import { decodeBase64, decodeUtf8, type Envelope } from '@slipway/core/document';
import { asAttemptId, asHostId } from '@slipway/core/ids';
import type { StartGrant } from '@slipway/core/rollout';
import { addSeconds } from '@slipway/core/time';
import type { CheckIn } from '@slipway/protocol/agent';
import { digestOfText, sha256, THE_MORNING } from '@slipway/testkit/builders';
import { newSigner, sealed } from '@slipway/testkit/signer';
import { aGrant, aHostRecord, anApproval, aStoredPlan, aWantedReading } from '@slipway/testkit/store-rows';
import { describe, expect, it } from 'vitest';
import type { App } from '../context.ts';
import { checkInReply, isQuiet, lookAtHost } from './check-in-reply.ts';

const TYPE = 'application/vnd.slipway.start-grant+json;version=1';
const HOST = asHostId('host-1');
const ATTEMPT = asAttemptId('attempt-1');
const signer = newSigner();
const LATEST = addSeconds(THE_MORNING, 600);

const granted: StartGrant = {
  schema: 'slipway.start-grant/1',
  hostId: HOST,
  rolloutId: 'rollout-1' as StartGrant['rolloutId'],
  attemptId: ATTEMPT,
  planDigest: digestOfText('plan'),
  hostPlanDigest: digestOfText('host plan'),
  generation: 1,
  occurrenceId: 'tonight',
  issuedAt: THE_MORNING,
  latestStartAt: LATEST,
};

const message = {
  capabilities: [] as readonly string[],
  adoptionOrder: 1,
  trustRootVersion: 1,
  inventoryDigest: null,
  readyFor: null,
  attemptId: null,
};

/** What a host is handed that many seconds after the grant was signed. */
const handedAfter = async (seconds: number, also: Partial<CheckIn> = {}): Promise<StartGrant | null> => {
  const store = openMemoryStore();
  const envelope = sealed(TYPE, granted, [signer]);
  await store.write(async ({ fleet, rollouts }) => {
    await fleet.addHost(aHostRecord({ hostId: HOST }));
    await rollouts.putGrant(aGrant(HOST, ATTEMPT, { envelope, latestStartAt: LATEST }));
  });
  const ports = {
    store,
    clock: { now: () => addSeconds(THE_MORNING, seconds) },
    signing: {
      trustRoots: async () => ({ envelopes: [] }),
      sign: async (type: Envelope['payloadType'], document: object) => sealed(type, document, [signer]),
    },
  };
  const app = { ports, options: { idleCheckInSeconds: 60 } } as unknown as App;
  const seen = await store.read(async (view) => await lookAtHost(view, HOST, ports.clock.now()));
  if (seen === null) throw new Error('the host was added');
  const { grant } = await checkInReply(app, seen, { ...message, ...also } as CheckIn);
  if (grant === null) return null;
  return JSON.parse(decodeUtf8(decodeBase64(grant.payload) ?? new Uint8Array()) ?? '') as StartGrant;
};

describe('a grant that stands', () => {
  it('is handed over as it was signed, at once', async () => {
    expect(await handedAfter(5)).toEqual(granted);
  });

  it('is signed anew for a host that comes later: the host holds its instant against its own clock', async () => {
    expect(await handedAfter(300)).toEqual({ ...granted, issuedAt: addSeconds(THE_MORNING, 300) });
  });

  it('is not handed over once its time is over', async () => {
    expect(await handedAfter(600)).toBeNull();
  });

  it('is not handed over to a host that has begun by it', async () => {
    expect(await handedAfter(5, { attemptId: ATTEMPT })).toBeNull();
  });
});

describe('a host plan that the host is ready for', () => {
  const { plan, hostPlans } = aStoredPlan([HOST]);
  const readyFor = plan.header.hostPlans[0]?.digest ?? null;
  const formOf = async (isGranted: boolean): Promise<string> => {
    const store = openMemoryStore();
    const preparing = { planDigest: plan.digest, until: LATEST };
    await store.write(async ({ approvals, fleet, plans, rollouts }) => {
      await fleet.addHost(aHostRecord({ hostId: HOST, wantedMode: 'adopted', reportedMode: 'adopted', preparing }));
      await plans.addPlan(plan, hostPlans);
      await approvals.addApproval(anApproval(plan));
      if (isGranted) await rollouts.putGrant(aGrant(HOST, ATTEMPT, { latestStartAt: LATEST }));
    });
    const ports = { store, clock: { now: () => THE_MORNING }, sha256 };
    const signing = { trustRoots: async () => ({ envelopes: [] }) };
    const app = { ports: { ...ports, signing }, options: { idleCheckInSeconds: 60 } } as unknown as App;
    const seen = await store.read(async (view) => await lookAtHost(view, HOST, THE_MORNING));
    if (seen === null) throw new Error('the host was added');
    return (await checkInReply(app, seen, { ...message, readyFor } as unknown as CheckIn)).hostPlan.form;
  };

  it('is not sent again', async () => expect(await formOf(false)).toBe('same'));

  it('comes with a grant all the same: what it is ready for may be of an earlier plan, whose header it holds', async () =>
    expect(await formOf(true)).toBe('new'));
});

describe('readings that are wanted', () => {
  const replyTo = async (capabilities: readonly string[], wantedSeconds: number) => {
    const store = openMemoryStore();
    const wanted = aWantedReading({ hostId: HOST, wantedUntil: addSeconds(THE_MORNING, wantedSeconds), taken: null });
    await store.write(async ({ fleet, readings }) => {
      await fleet.addHost(aHostRecord({ hostId: HOST }));
      await readings.putReading(wanted);
    });
    const seen = await store.read(async (view) => await lookAtHost(view, HOST, THE_MORNING));
    if (seen === null) throw new Error('the host was added');
    const ports = {
      store,
      clock: { now: () => THE_MORNING },
      signing: { trustRoots: async () => ({ envelopes: [] }) },
    };
    const app = { ports, options: { idleCheckInSeconds: 60 } } as unknown as App;
    return await checkInReply(app, seen, { ...message, capabilities } as unknown as CheckIn);
  };

  it('are asked of an agent that takes them', async () => {
    const reply = await replyTo(['readings/1'], 60);
    expect(reply.wants.readings).toMatchObject([{ kind: 'plug-in', plugIn: 'check_backup' }]);
    expect(isQuiet(reply)).toBe(false);
  });

  it('are not sent to an older agent, nor when nobody wants them any more', async () => {
    for (const reply of [await replyTo(['steps/1'], 60), await replyTo(['readings/1'], 0)]) {
      expect(reply.wants).not.toHaveProperty('readings');
    }
  });
});
