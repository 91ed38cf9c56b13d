// What hosts may fetch between approval and start, and until when.

import { openMemoryStore } from '@slipway/controller/store/memory';
import { asHostId } from '@slipway/core/ids';
import { addSeconds, type Instant } from '@slipway/core/time';
import { THE_MORNING } from '@slipway/testkit/builders';
import { aHostRecord, aStoredPatchSet, aStoredPlan } from '@slipway/testkit/store-rows';
import { describe, expect, it } from 'vitest';
import type { HostRecord, Store } from '../../ports/index.ts';
import { approve, refusePlan } from '../approval/index.ts';
import type { App } from '../context.ts';
import { startRollout } from '../rollout/index.ts';
import { standingHostPlan } from './standing-host-plan.ts';

const HOST = asHostId('host-1');
const NOW = addSeconds(THE_MORNING, 60);
const ANA = { person: 'ana', roles: ['approver', 'operator'], teams: [] } as const;
const { plan, hostPlans } = aStoredPlan([HOST]);

const opened = async (): Promise<{ readonly app: App; readonly store: Store; readonly woken: string[] }> => {
  const store = openMemoryStore();
  await store.write(async ({ fleet, patchSets, plans }) => {
    await fleet.addHost(aHostRecord({ hostId: HOST, wantedMode: 'adopted', reportedMode: 'adopted' }));
    await patchSets.addPatchSet(aStoredPatchSet());
    await plans.addPlan(plan, hostPlans);
  });
  const woken: string[] = [];
  const ports = {
    store,
    clock: { now: () => NOW },
    ids: { rolloutId: () => 'rollout-1' },
    nudge: { notify: (subject: string) => void woken.push(subject) },
  };
  return { app: { ports } as unknown as App, store, woken };
};

const handed = async (store: Store, now: Instant = NOW): Promise<'nothing' | 'near' | 'far'> =>
  await store.read(async (view) => {
    const host = await view.fleet.host(HOST);
    const standing = host === null ? null : await standingHostPlan(view, host.value, now);
    if (standing === null) return 'nothing';
    expect(standing.hostPlan.hostId).toBe(HOST);
    return standing.isNear ? 'near' : 'far';
  });

const change = async (store: Store, given: Partial<HostRecord>): Promise<void> =>
  await store.write(async ({ fleet }) => {
    const host = await fleet.host(HOST);
    if (host !== null) await fleet.saveHost({ revision: host.revision, value: { ...host.value, ...given } });
  });

describe('an approved plan before its rollout', () => {
  it('is handed to its hosts from the approval on, which wakes them', async () => {
    const { app, store, woken } = await opened();
    expect(await handed(store)).toBe('nothing');
    expect((await approve(app, ANA, plan.digest)).ok).toBe(true);
    expect(woken).toContain(`host:${HOST}`);
    expect(await handed(store)).not.toBe('nothing');
  });

  it('keeps a line open only about the time of a window', async () => {
    const { app, store } = await opened();
    await approve(app, ANA, plan.digest);
    const [window] = plan.header.bounds.occurrences;
    const startsAt = window?.startsAt ?? NOW;
    expect(await handed(store, addSeconds(startsAt, -700))).toBe('far');
    expect(await handed(store, addSeconds(startsAt, -500))).toBe('near');
  });

  it.each<[string, (opening: { app: App; store: Store }) => Promise<Instant | undefined>]>([
    ['its bounds have expired', async () => plan.header.bounds.expiresAt],
    [
      'its approvals are void',
      async ({ store }) => {
        await store.write(({ approvals }) => approvals.voidApprovals(plan.digest));
        return undefined;
      },
    ],
    [
      'the host was told to leave',
      async ({ store }) => {
        await change(store, { wantedMode: 'observed' });
        return undefined;
      },
    ],
    [
      'a newer plan stands for the host',
      async ({ store }) => {
        const newer = aStoredPlan([HOST], 9);
        await store.write(({ plans }) => plans.addPlan(newer.plan, newer.hostPlans));
        return undefined;
      },
    ],
  ])('is handed over no more once %s', async (_what, happen) => {
    const { app, store } = await opened();
    await approve(app, ANA, plan.digest);
    const now = await happen({ app, store });
    expect(await handed(store, now)).toBe('nothing');
  });

  it('is fetched by nobody any more once somebody has refused it', async () => {
    const { app, store } = await opened();
    await approve(app, ANA, plan.digest);
    await refusePlan(app, ANA, { planDigest: plan.digest, why: 'no' });
    const host = await store.read(async ({ fleet }) => await fleet.host(HOST));
    expect([host?.value.preparing, await handed(store)]).toEqual([null, 'nothing']);
  });

  it('gives way to a newer one, also where an older one is approved after it', async () => {
    const { app, store } = await opened();
    const newer = aStoredPlan([HOST], 9);
    await store.write(({ plans }) => plans.addPlan(newer.plan, newer.hostPlans));
    await approve(app, ANA, newer.plan.digest);
    expect(await handed(store)).not.toBe('nothing');
    await approve(app, ANA, plan.digest);
    expect(await handed(store)).not.toBe('nothing');
  });

  it("is the rollout's from its start on, and nobody's when that has ended", async () => {
    const { app, store } = await opened();
    await approve(app, ANA, plan.digest);
    expect((await startRollout(app, ANA, plan.digest)).ok).toBe(true);
    expect(await handed(store)).toBe('near');
    await store.write(async ({ rollouts }) => {
      const [open] = await rollouts.openRollouts();
      if (open !== undefined) {
        const value = { ...open.value, state: 'aborted', endedAt: NOW } as const;
        await rollouts.saveRollout({ revision: open.revision, value });
      }
    });
    expect(await handed(store)).toBe('nothing');
  });

  it('is not handed over again by a name that is added while it is rolled out', async () => {
    const { app, store } = await opened();
    await approve(app, ANA, plan.digest);
    await startRollout(app, ANA, plan.digest);
    await approve(app, { ...ANA, person: 'bea' }, plan.digest);
    const host = await store.read(async ({ fleet }) => await fleet.host(HOST));
    expect(host?.value.preparing).toBeNull();
  });
});
