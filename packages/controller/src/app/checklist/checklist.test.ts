// Looks at checklists, from a store: what plans, rollouts, announcements and earlier environments say, and when it is looked.

import { openMemoryStore } from '@slipway/controller/store/memory';
import { checklistOf, whyBlocked } from '@slipway/core/checklist';
import { digestOf } from '@slipway/core/document';
import { asHostId, asRolloutId } from '@slipway/core/ids';
import type { ChecklistItem } from '@slipway/core/policy';
import type { Reading } from '@slipway/core/reading';
import { ok } from '@slipway/core/reasons';
import type { Rollout } from '@slipway/core/rollout';
import { addSeconds, type Instant } from '@slipway/core/time';
import { aPolicy, sha256, THE_MORNING } from '@slipway/testkit/builders';
import { aHostRecord, aRollout, aStoredPatchSet, aStoredPlan, aWebhook } from '@slipway/testkit/store-rows';
import { describe, expect, it } from 'vitest';
import type { Probes } from '../../ports/index.ts';
import type { App } from '../context.ts';
import { tell } from '../notify/index.ts';
import { lookAtChecklists, shownChecklist } from './index.ts';

const HOUR = 3600;
/** Two days ahead. */
const STARTS = addSeconds(THE_MORNING, 48 * HOUR);
const BACKUP: ChecklistItem = {
  ...{ name: 'backup', kind: 'plug-in', plugIn: 'check_backup', parameters: {}, maxAgeHours: 24 },
};
const STORE: ChecklistItem = { name: 'store', kind: 'http', url: 'https://store.example/', status: 200 };

const planOf = (environment: string) => {
  const { plan, hostPlans } = aStoredPlan(['host-1', 'host-2']);
  const occurrence = {
    id: 'one',
    startsAt: STARTS,
    cutOffAt: addSeconds(STARTS, 3 * HOUR),
    endsAt: addSeconds(STARTS, 4 * HOUR),
  };
  const bounds = { ...plan.header.bounds, occurrences: [occurrence], expiresAt: occurrence.endsAt };
  const header = { ...plan.header, environment, bounds };
  return { stored: { ...plan, header, digest: digestOf(header, sha256) }, hostPlans };
};

const world = async (items: readonly ChecklistItem[], capabilities: readonly string[] = ['readings/1']) => {
  const store = openMemoryStore();
  const { stored, hostPlans } = planOf('prod');
  let now: Instant = THE_MORNING;
  const nudged: string[] = [];
  const probes: Pick<Probes, 'http'> = { http: async () => ok({ status: 200, body: '' }) };
  const app = {
    ports: {
      store,
      sha256,
      probes,
      clock: { now: () => now },
      nudge: { notify: (subject: string) => nudged.push(subject) },
      log: {
        error: (_message: string, { error }: { readonly error: unknown }) => {
          throw error;
        },
      },
    },
  } as unknown as App;
  await store.write(async ({ checklists, fleet, outbox, patchSets, plans }) => {
    await plans.savePolicy({ revision: 0, value: aPolicy() }, 'ada', now);
    await patchSets.addPatchSet(aStoredPatchSet());
    await plans.addPlan(stored, hostPlans);
    await checklists.addChecklist(checklistOf(items, { ...stored, hostPlans }));
    await outbox.putAudience(aWebhook('ops'));
    for (const hostId of ['host-1', 'host-2']) {
      const record = aHostRecord({ hostId });
      if (record.contact === null) throw new Error('it was heard');
      await fleet.addHost({ ...record, contact: { ...record.contact, capabilities } });
    }
  });
  const shown = async () => {
    const found = await store.read(async (view) => await shownChecklist(view, stored.digest, now));
    if (found === null) throw new Error('the plan has a checklist');
    return found;
  };
  return {
    store,
    stored,
    hostPlans,
    nudged,
    probes,
    shown,
    change: async (rollout: Rollout): Promise<void> => {
      await store.write(async ({ rollouts }) => {
        const found = await rollouts.rollout(rollout.rolloutId);
        if (found !== null) await rollouts.saveRollout({ ...found, value: rollout });
      });
    },
    /** Both hosts say it, now, to whatever they were asked. */
    hear: async (said: Pick<Reading, 'state' | 'modifiedAt'>): Promise<void> => {
      await store.write(async ({ readings }) => {
        for (const hostId of stored.header.bounds.hosts) {
          for (const one of await readings.readingsOn(hostId)) {
            const reading = { ...said, text: '', takenAt: now, exit: null };
            await readings.putReading({ ...one, taken: { reading, receivedAt: now } });
          }
        }
      });
    },
    codes: async () => (await shown()).items.map(({ state, reason }) => reason?.code ?? state),
    /** Looks so many seconds before the window. */
    lookAt: async (seconds: number): Promise<void> => {
      now = addSeconds(STARTS, -seconds);
      await lookAtChecklists(app);
    },
    wanted: async () => {
      const found = await store.read(
        async ({ readings }) =>
          await Promise.all(stored.header.bounds.hosts.map((hostId) => readings.readingsOn(hostId))),
      );
      return found.flat().filter(({ wantedUntil }) => wantedUntil > now).length;
    },
    add: async (rollout: Rollout) => await store.write(async ({ rollouts }) => await rollouts.addRollout(rollout)),
  };
};

const rolloutOf = (
  planDigest: Rollout['planDigest'],
  phases: readonly Rollout['hosts'][number]['phase'][],
  given: Partial<Omit<Rollout, 'rolloutId'>> = {},
): Rollout =>
  aRollout({
    rolloutId: 'rollout-1',
    planDigest,
    hosts: phases.map((phase, at) => ({
      ...{ hostId: asHostId(`host-${at + 1}`), wave: 0, phase, since: THE_MORNING },
      ...{ attemptId: null, reason: null, step: null },
    })),
    ...given,
  });

describe('a checklist', () => {
  it('is shown before anybody has looked, and lets nobody begin', async () => {
    const { shown } = await world([BACKUP]);
    expect(await shown()).toMatchObject({
      lookedAt: null,
      items: [{ name: 'backup', state: 'unknown' }],
      blocks: { code: 'checklist-not-looked-at' },
    });
  });

  it('asks hosts from a day before the window on, those that can answer', async () => {
    const { lookAt, codes, wanted } = await world([BACKUP]);
    await lookAt(24 * HOUR + 1);
    expect([await codes(), await wanted()]).toEqual([['checklist-asked-from'], 0]);
    await lookAt(23 * HOUR);
    expect([await codes(), await wanted()]).toEqual([['checklist-reading-awaited'], 2]);
    const old = await world([BACKUP], []);
    await old.lookAt(HOUR);
    expect([await old.codes(), await old.wanted()]).toEqual([['checklist-reading-awaited'], 0]);
  });

  it('is looked at seldom from afar, often near the window, and is not fresh for long', async () => {
    const { lookAt, shown, store, stored } = await world([{ name: 'back', kind: 'way-back' }]);
    const looks = async (...seconds: readonly number[]) => {
      const seen = new Set<string | null>();
      for (const one of seconds) {
        await lookAt(one);
        seen.add((await shown()).lookedAt);
      }
      return seen.size;
    };
    expect(await looks(20_000, 19_900, 19_101, 19_100)).toBe(2);
    expect(await looks(3000, 2990, 2971, 2970)).toBe(2);
    const found = await store.read(async ({ checklists }) => await checklists.checklist(stored.digest));
    const fresh = (seconds: number) =>
      whyBlocked(found?.look ?? null, { rolloutId: null, now: addSeconds(STARTS, -2970 + seconds) }) === null;
    expect([fresh(0), fresh(120), fresh(121)]).toEqual([true, true, false]);
  });

  it('is looked at by nobody after the last cut-off', async () => {
    const { lookAt, shown } = await world([{ name: 'back', kind: 'way-back' }]);
    await lookAt(-3 * HOUR);
    expect((await shown()).lookedAt).toBeNull();
  });

  it('tells what no environment before has proven, until one has', async () => {
    const { add, lookAt, codes, store } = await world([{ name: 'tier', kind: 'tier-before' }]);
    await lookAt(HOUR);
    expect(await codes()).toEqual(['checklist-unproven']);
    const dev = planOf('dev');
    await store.write(async ({ plans }) => await plans.addPlan(dev.stored, dev.hostPlans));
    await add(
      rolloutOf(dev.stored.digest, ['done', 'failed'], {
        environment: 'dev',
        state: 'completed',
        endedAt: THE_MORNING,
      }),
    );
    await lookAt(HOUR - 60);
    expect(await codes()).toEqual(['green']);
  });

  it('wants a window announced in time, to somebody who has taken it', async () => {
    const { lookAt, codes, store, stored } = await world([{ name: 'told', kind: 'announced', hoursBefore: 24 }]);
    await lookAt(25 * HOUR);
    expect(await codes()).toEqual(['checklist-not-announced']);
    const [occurrence] = stored.header.bounds.occurrences;
    if (occurrence === undefined) throw new Error('it has one');
    const { environment } = stored.header;
    await store.write(async (change) => {
      await tell(change, {
        ...{
          eventId: 'told',
          at: addSeconds(STARTS, -25 * HOUR),
          kind: 'window-announced',
          environments: [environment],
        },
        about: `window ${environment} ${occurrence.startsAt}`,
        content: {
          ...{ plan: stored.digest, environment, policy: null, occurrence, local: null },
          ...{ hoursBefore: 24, late: false, approved: true, hosts: [], hostsInAll: 2 },
        },
      });
    });
    await lookAt(20 * HOUR);
    expect(await codes()).toEqual(['checklist-not-announced']);
    await store.write(async ({ outbox }) => {
      for (const one of await outbox.dueDeliveries('ops', addSeconds(STARTS, 0), 10))
        await outbox.saveDelivery({ ...one, state: 'delivered' });
    });
    await lookAt(HOUR);
    expect(await codes()).toEqual(['green']);
  });

  it('is about hosts that have not begun, and about nobody once its rollout has ended', async () => {
    const { add, change, lookAt, codes, wanted, store, stored, shown } = await world([BACKUP]);
    await add(rolloutOf(stored.digest, ['done', 'waiting']));
    await lookAt(HOUR);
    expect([await codes(), await wanted()]).toEqual([['checklist-reading-awaited'], 1]);
    // Its grant may be taken back, or be used.
    await change(rolloutOf(stored.digest, ['done', 'granted']));
    await lookAt(HOUR - 30);
    expect(await codes()).toEqual(['checklist-reading-awaited']);
    await store.write(async ({ rollouts }) => {
      const found = await rollouts.rollout(asRolloutId('rollout-1'));
      if (found !== null) await rollouts.saveRollout({ ...found, value: rolloutOf(stored.digest, ['done', 'away']) });
    });
    await lookAt(HOUR - 60);
    expect(await codes()).toEqual(['green']);
    const before = (await shown()).lookedAt;
    await store.write(async ({ rollouts }) => {
      const found = await rollouts.rollout(asRolloutId('rollout-1'));
      const ended = rolloutOf(stored.digest, ['done', 'done'], { state: 'completed', endedAt: STARTS });
      if (found !== null) await rollouts.saveRollout({ ...found, value: ended });
    });
    await lookAt(HOUR - 600);
    expect((await shown()).lookedAt).toBe(before);
  });

  it('has rollouts look again where it turned, and not where it says the same', async () => {
    const { lookAt, nudged } = await world([{ name: 'back', kind: 'way-back' }]);
    await lookAt(HOUR);
    const first = nudged.filter((subject) => subject === 'rollout').length;
    await lookAt(HOUR - 60);
    expect([first, nudged.filter((subject) => subject === 'rollout').length]).toEqual([1, 1]);
  });

  it('is as unproven for the next rollout of the plan as it was, though nobody was left in the one before', async () => {
    const { add, change, lookAt, codes, stored } = await world([{ name: 'tier', kind: 'tier-before' }]);
    await add(rolloutOf(stored.digest, ['waiting', 'waiting']));
    await lookAt(HOUR);
    expect(await codes()).toEqual(['checklist-unproven']);
    await change(rolloutOf(stored.digest, ['excused', 'excused'], { state: 'aborting' }));
    await lookAt(HOUR - 20);
    await change(rolloutOf(stored.digest, ['excused', 'excused'], { state: 'aborted', endedAt: STARTS }));
    await add({ ...rolloutOf(stored.digest, ['waiting', 'waiting']), rolloutId: asRolloutId('rollout-2') });
    await lookAt(HOUR - 40);
    expect(await codes()).toEqual(['checklist-unproven']);
  });

  it('keeps the newer look, whichever controller comes to an end with its own first', async () => {
    const { probes, lookAt, codes } = await world([STORE]);
    probes.http = async () => {
      // While this one waits, another one looks.
      probes.http = async () => ok({ status: 503, body: '' });
      await lookAt(HOUR - 20);
      return ok({ status: 200, body: '' });
    };
    await lookAt(HOUR);
    expect(await codes()).toEqual(['probe-failed']);
  });

  it('is looked at again where the clock went back', async () => {
    const { lookAt, shown } = await world([{ name: 'back', kind: 'way-back' }]);
    await lookAt(HOUR);
    await lookAt(2 * HOUR);
    expect(await shown()).toMatchObject({ lookedAt: addSeconds(STARTS, -2 * HOUR), blocks: null });
  });

  it('waits for no other one whose address does not answer', async () => {
    const { probes, lookAt, store, hostPlans } = await world([STORE]);
    const { stored } = planOf('dev');
    await store.write(async ({ checklists, plans }) => {
      await plans.addPlan(stored, hostPlans);
      await checklists.addChecklist(checklistOf([{ name: 'back', kind: 'way-back' }], { ...stored, hostPlans }));
    });
    let answer: () => void = () => undefined;
    probes.http = async () => {
      await new Promise<void>((resolve) => {
        answer = resolve;
      });
      return ok({ status: 200, body: '' });
    };
    const looking = lookAt(HOUR);
    const lookedAt = async () =>
      await store.read(async ({ checklists }) => (await checklists.checklist(stored.digest))?.look?.at);
    await expect.poll(lookedAt).toBe(addSeconds(STARTS, -HOUR));
    answer();
    await looking;
  });

  it('asks a host again for a file that was too old, and not for one that is young', async () => {
    const { hear, lookAt, wanted } = await world([{ name: 'dump', kind: 'file-age', path: '/dump', maxAgeHours: 24 }]);
    await lookAt(HOUR);
    expect(await wanted()).toBe(2);
    await hear({ state: 'ok', modifiedAt: addSeconds(STARTS, -30 * HOUR) });
    await lookAt(HOUR - 400);
    expect(await wanted()).toBe(2);
    await hear({ state: 'ok', modifiedAt: addSeconds(STARTS, -2 * HOUR) });
    await lookAt(HOUR - 800);
    expect(await wanted()).toBe(0);
  });
});
