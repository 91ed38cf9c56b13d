// The rollout loop over a real store: what one look at the hosts may lead to, and what one broken rollout may not.

import { openMemoryStore } from '@slipway/controller/store/memory';
import { type CivilWindow, NO_ZONES, type Zones } from '@slipway/core/calendar';
import { type ChecklistLook, checklistOf } from '@slipway/core/checklist';
import type { LedgerFact } from '@slipway/core/execution';
import { asAttemptId, asHostId, asRolloutId, type HostId } from '@slipway/core/ids';
import type { LabelledHosts } from '@slipway/core/plan';
import { type ChecklistItem, starterPolicy } from '@slipway/core/policy';
import { reason } from '@slipway/core/reasons';
import type { RolloutHost } from '@slipway/core/rollout';
import { addSeconds, type Instant } from '@slipway/core/time';
import { digestOfText, THE_MORNING } from '@slipway/testkit/builders';
import {
  aGrant,
  aHostRecord,
  aLease,
  aLedger,
  anApproval,
  anEnvelope,
  aQuarantine,
  aRefusal,
  aRollout,
  aStanding,
  aStoredPatchSet,
  aStoredPlan,
} from '@slipway/testkit/store-rows';
import { describe, expect, it } from 'vitest';
import type { HostContact, StoreView } from '../../ports/index.ts';
import type { App } from '../context.ts';
import { explainRollout, lookAtRollouts } from './index.ts';

const HOST = asHostId('host-1');
const ATTEMPT = asAttemptId('rollout-1-host-1-1');
const { plan, hostPlans } = aStoredPlan([HOST]);
const hostPlanDigest = plan.header.hostPlans[0]?.digest ?? digestOfText('none');

const later = (seconds: number): Instant => addSeconds(THE_MORNING, seconds);

const appAt = (now: { at: Instant }) => {
  const store = openMemoryStore();
  const errors: string[] = [];
  const ports = {
    store,
    zones: NO_ZONES as Zones,
    clock: { now: () => now.at },
    nudge: { notify: () => undefined },
    log: { error: (message: string) => void errors.push(message), warn: () => undefined },
    signing: { sign: async () => anEnvelope('application/vnd.slipway.start-grant+json;version=1', 'grant') },
  };
  return { app: { ports, options: { owner: 'one', proposalWaitSeconds: 30 } } as unknown as App, ports, store, errors };
};

const contactOf = (given: Partial<HostContact>): HostContact => {
  const { contact } = aHostRecord({ hostId: HOST });
  if (contact === null) throw new Error('a host record has a contact');
  return { ...contact, readyFor: hostPlanDigest, ...given };
};

type Plan = ReturnType<typeof aStoredPlan>['plan'];
/** As the planner makes it: with the labels that the host had then. */
const planWith = (labels: LabelledHosts['labels']): Plan => ({
  ...plan,
  header: { ...plan.header, bounds: { ...plan.header.bounds, labels: [{ labels, hosts: [HOST] }] } },
});

const openWith = async (options: {
  readonly planned?: Plan;
  readonly at: Instant;
  readonly host: Partial<RolloutHost>;
  readonly contact: Partial<HostContact>;
  readonly ledger?: readonly LedgerFact[];
  /** A rollout whose plan is not in the store. */
  readonly brokenBefore?: string;
}) => {
  const now = { at: options.at };
  const opened = appAt(now);
  await opened.store.write(async ({ approvals, fleet, plans, rollouts }) => {
    await fleet.addHost(aHostRecord({ hostId: HOST, contact: contactOf({ seenAt: options.at, ...options.contact }) }));
    await fleet.addLedgerEntries(HOST, aLedger(options.ledger ?? []));
    const planned = options.planned ?? plan;
    await plans.addPlan(planned, hostPlans);
    await approvals.addApproval(anApproval(planned));
    if (options.brokenBefore !== undefined) {
      await rollouts.addRollout(aRollout({ rolloutId: options.brokenBefore, hosts: [] }));
    }
    const waiting = {
      hostId: HOST,
      wave: 0,
      phase: 'waiting',
      since: THE_MORNING,
      attemptId: null,
      reason: null,
      step: null,
    } as const;
    await rollouts.addRollout(
      aRollout({ rolloutId: 'rollout-1', planDigest: plan.digest, hosts: [{ ...waiting, ...options.host }] }),
    );
    if (options.host.phase === 'granted') {
      await rollouts.putLease(aLease(HOST, ATTEMPT));
      await rollouts.putGrant(aGrant(HOST, ATTEMPT));
    }
  });
  const phase = async (): Promise<string | undefined> =>
    (await opened.store.read(async ({ rollouts }) => await rollouts.rollout('rollout-1' as never)))?.value.hosts[0]
      ?.phase;
  const leases = async (): Promise<readonly HostId[]> =>
    (await opened.store.read(async ({ rollouts }) => await rollouts.leases())).map(({ hostId }) => hostId);
  const waiting = async (): Promise<string | undefined> => {
    const explained = await explainRollout(opened.app, 'rollout-1' as never);
    return explained.ok ? explained.value.waiting[0]?.reason.code : explained.reason.code;
  };
  return { ...opened, now, phase, leases, waiting };
};

const [PLANNED] = hostPlans[0]?.transaction ?? [];
const BACK: ChecklistItem = { name: 'back', kind: 'way-back' };
const aLook = (at: Instant, state: 'green' | 'blocking') => ({
  at,
  rolloutId: null,
  items: [{ name: 'back', kind: 'way-back', state, reason: null, evidenceAt: at }] satisfies ChecklistLook['items'],
});

/** A database of one zone, always the same ahead of UTC. */
const zonesAhead = (version: string, offsetMsAtStart: number): Zones => ({
  version,
  names: ['Test/Zone'],
  rulesOf: (zone) => ({ zone, fromMs: 0, untilMs: Date.UTC(2100, 0), offsetMsAtStart, changes: [] }),
});

describe('one look', () => {
  it('goes on with the other rollouts where one cannot be looked at', async () => {
    const { app, errors, phase } = await openWith({ at: later(60), host: {}, contact: {}, brokenBefore: 'rollout-0' });
    await lookAtRollouts(app);
    expect(await phase()).toBe('granted');
    expect(errors).toEqual(['rollout not looked at']);
  });

  it('takes no member of a cluster away while another one was never heard of: who says that it serves?', async () => {
    const { app, store, phase, waiting } = await openWith({ at: later(60), host: {}, contact: {} });
    await store.write(async ({ fleet, plans }) => {
      const clusters = [{ name: 'app', members: 'environment = prod', awayMax: 1 }];
      await plans.savePolicy({ revision: 0, value: { ...starterPolicy(), clusters } }, 'ada', THE_MORNING);
      await fleet.addHost(aHostRecord({ hostId: 'host-2', contact: null }));
    });
    await lookAtRollouts(app);
    expect([await phase(), await waiting()]).toEqual(['waiting', 'waiting-for-cluster']);
  });

  it.each([
    ['throws the switch', async ({ access }: StoreView) => await access.setSetting('switch', 'stopped')],
    ['refuses the plan', async ({ approvals }: StoreView) => void (await approvals.addRefusal(aRefusal(plan)))],
    [
      'finds an item that is not green',
      async ({ checklists }: StoreView) => await checklists.saveLook(plan.digest, aLook(later(61), 'blocking')),
    ],
    [
      'quarantines a version',
      async ({ promotions }: StoreView) =>
        await promotions.addQuarantine(
          aQuarantine({
            quarantineId: 'q',
            package: { kind: 'binary', name: PLANNED?.name ?? '' },
            version: PLANNED?.to ?? '',
          }),
        ),
    ],
    [
      'holds the patch set',
      async ({ promotions }: StoreView) =>
        void (await promotions.saveStanding({
          revision: 0,
          value: aStanding({ patchSetDigest: plan.header.bounds.patchSetDigest }),
        })),
    ],
  ])('stores no grant where somebody %s between look and signature', async (_who, says) => {
    const { app, now, ports, store, phase, leases } = await openWith({ at: later(60), host: {}, contact: {} });
    await store.write(async ({ checklists }) => {
      await checklists.addChecklist(checklistOf([BACK], { ...plan, hostPlans }));
      await checklists.saveLook(plan.digest, aLook(later(59), 'green'));
    });
    const { sign } = ports.signing;
    ports.signing.sign = async () => {
      await store.write(says);
      return await sign();
    };
    await lookAtRollouts(app);
    now.at = later(62);
    ports.signing.sign = sign;
    await lookAtRollouts(app);
    expect([await phase(), await leases()]).toEqual(['waiting', []]);
  });

  it('begins nothing on a look at the checklist for another rollout of the plan, or while nobody has looked', async () => {
    const { app, now, store, phase, waiting } = await openWith({ at: later(60), host: {}, contact: {} });
    await store.write(
      async ({ checklists }) => await checklists.addChecklist(checklistOf([BACK], { ...plan, hostPlans })),
    );
    await lookAtRollouts(app);
    expect([await phase(), await waiting()]).toEqual(['waiting', 'checklist-not-looked-at']);
    for (const [rolloutId, expected] of [
      ['rollout-0', 'waiting'],
      ['rollout-1', 'granted'],
    ] as const) {
      await store.write(async ({ checklists }) => {
        await checklists.saveLook(plan.digest, { ...aLook(now.at, 'green'), rolloutId: asRolloutId(rolloutId) });
      });
      await lookAtRollouts(app);
      expect(await phase()).toBe(expected);
    }
  });

  it('grants a start to a host that is ready', async () => {
    const { app, phase, leases } = await openWith({ at: later(60), host: {}, contact: {} });
    await lookAtRollouts(app);
    expect([await phase(), await leases()]).toEqual(['granted', [HOST]]);
  });

  it('begins nothing in a freeze that is newer than the plan, names it, and begins when it ends', async () => {
    const { app, store, now, phase, waiting } = await openWith({ at: later(60), host: {}, contact: {} });
    const spans = [{ startsAt: later(0), endsAt: later(120) }];
    const freeze = { name: 'closing', why: 'books are closed', when: { kind: 'dates', spans } } as const;
    const saved = async (revision: number, environments: readonly string[]) =>
      await store.write(async ({ plans }) => {
        const value = { ...starterPolicy(), freezes: [{ ...freeze, environments }] };
        await plans.savePolicy({ revision, value }, 'ada', THE_MORNING);
      });
    await saved(0, ['prod']);
    await lookAtRollouts(app);
    expect([await phase(), await waiting()]).toEqual(['waiting', 'frozen']);
    now.at = later(119);
    await lookAtRollouts(app);
    expect(await phase()).toBe('waiting');
    now.at = later(120);
    await lookAtRollouts(app);
    expect(await phase()).toBe('granted');
    // Of another environment it takes nothing back; of this one it does, until the freeze is gone.
    await saved(1, ['dev']);
    now.at = later(119);
    expect(await waiting()).toBe('may-begin');
    await saved(2, ['prod']);
    expect(await waiting()).toBe('frozen');
  });

  it('gives no grant that would reach into a freeze that is newer than the plan', async () => {
    const { app, store, now, phase, waiting } = await openWith({ at: later(60), host: {}, contact: {} });
    const spans = [{ startsAt: later(660), endsAt: later(1200) }];
    const freeze = { name: 'closing', why: 'books are closed', when: { kind: 'dates', spans } } as const;
    await store.write(async ({ plans }) => {
      const value = { ...starterPolicy(), freezes: [{ ...freeze, environments: ['prod'] }] };
      await plans.savePolicy({ revision: 0, value }, 'ada', THE_MORNING);
    });
    await lookAtRollouts(app);
    expect([await phase(), await waiting()]).toEqual(['waiting', 'frozen']);
    now.at = later(59);
    await lookAtRollouts(app);
    expect(await phase()).toBe('granted');
  });

  it('begins nothing where a newer zone database puts the approved night elsewhere, and goes on where it does not', async () => {
    const window: CivilWindow = {
      ...{ kind: 'weekly', weekdays: ['saturday'], zone: 'Test/Zone', start: '08:00', cutOffMinutes: 60 },
      until: { kind: 'elapsed', minutes: 600 },
    };
    const occurrence = { id: 'weekly-2026-11-21t08-00', startsAt: '2026-11-21T08:00:00.000Z' as Instant };
    const spans = [{ ...occurrence, endsAt: '2026-11-21T18:00:00.000Z' as Instant }];
    const planned: Plan = { ...plan, zoneStamp: { zone: 'Test/Zone', version: '2026a', spans } };
    const opened = await openWith({ planned, at: later(60), host: {}, contact: {} });
    const { app, ports, store, phase, waiting } = opened;
    await store.write(async ({ plans }) => {
      const environments = starterPolicy().environments.map((one) => ({ ...one, window }));
      await plans.savePolicy({ revision: 0, value: { ...starterPolicy(), environments } }, 'ada', THE_MORNING);
    });
    ports.zones = zonesAhead('2026b', 3_600_000);
    await lookAtRollouts(app);
    expect([await phase(), await waiting()]).toEqual(['waiting', 'zone-rules-moved']);
    ports.zones = zonesAhead('2026c', 0);
    await lookAtRollouts(app);
    expect(await phase()).toBe('granted');
  });

  it('grants none while the switch is not plainly released', async () => {
    const { app, store, phase, waiting } = await openWith({ at: later(60), host: {}, contact: {} });
    await store.write(async ({ access }) => await access.setSetting('switch', 'st0pped'));
    await lookAtRollouts(app);
    expect([await phase(), await waiting()]).toEqual(['waiting', 'stopped-by-switch']);
  });

  it('grants none to a host whose clock would make it refuse, and says so', async () => {
    const { app, phase, waiting } = await openWith({ at: later(60), host: {}, contact: { clockSkewSeconds: -300 } });
    await lookAtRollouts(app);
    expect([await phase(), await waiting()]).toEqual(['waiting', 'clock-skewed']);
  });

  it('leaves a host out that was told to leave, although it has not heard of it yet', async () => {
    const { app, store, phase } = await openWith({ at: later(60), host: {}, contact: {} });
    await store.write(async ({ fleet }) => {
      const host = await fleet.host(HOST);
      if (host !== null) await fleet.saveHost({ ...host, value: { ...host.value, wantedMode: 'observed' } });
    });
    await lookAtRollouts(app);
    expect(await phase()).toBe('excused');
  });

  it.each([
    ['moved to another value', { environment: 'prod', group: null, role: 'db' }],
    ['taken away', { environment: 'prod', group: '1', role: 'app' }],
    ['set where it had none', { environment: 'prod', group: null, role: null }],
  ])('leaves a host out whose label was %s since it was planned', async (_how, labels) => {
    const { app, store, phase, leases } = await openWith({
      at: later(60),
      host: {},
      contact: {},
      planned: planWith(labels),
    });
    await store.write(async ({ fleet }) => {
      const host = await fleet.host(HOST);
      const now = { environment: 'prod', role: 'app', owner: 'anybody' };
      if (host !== null) await fleet.saveHost({ ...host, value: { ...host.value, labels: now } });
    });
    await lookAtRollouts(app);
    expect([await phase(), await leases()]).toEqual(['excused', []]);
    const explained = await explainRollout(app, 'rollout-1' as never);
    expect(explained.ok && explained.value.rollout.hosts[0]?.reason?.code).toBe('label-moved');
  });

  it('minds no label that policy did not ask for', async () => {
    const planned = planWith({ environment: 'prod', group: null, role: null });
    const { app, store, phase } = await openWith({ at: later(60), host: {}, contact: {}, planned });
    await store.write(async ({ fleet }) => {
      const host = await fleet.host(HOST);
      const now = { environment: 'prod', owner: 'somebody else' };
      if (host !== null) await fleet.saveHost({ ...host, value: { ...host.value, labels: now } });
    });
    await lookAtRollouts(app);
    expect(await phase()).toBe('granted');
  });

  it('leaves no host out for what it said of an earlier host plan', async () => {
    const refusal = { hostPlanDigest: digestOfText('an earlier one'), reason: reason('drifted', { detail: 'then' }) };
    const { app, phase } = await openWith({ at: later(60), host: {}, contact: { refusal } });
    await lookAtRollouts(app);
    expect(await phase()).toBe('granted');
  });

  it('leaves a host out for what it says of this one', async () => {
    const refusal = { hostPlanDigest, reason: reason('drifted', { detail: 'now' }) };
    const { app, phase } = await openWith({ at: later(60), host: {}, contact: { refusal } });
    await lookAtRollouts(app);
    expect(await phase()).toBe('excused');
  });

  it('asks again, once, for a host that drifted: a plan for it alone, by whoever asked for the first one', async () => {
    const refusal = { hostPlanDigest, reason: reason('drifted', { detail: 'openssl is no longer at 3.0.15' }) };
    const { app, now, store, phase } = await openWith({ at: later(60), host: {}, contact: { refusal } });
    await store.write(async ({ fleet, patchSets, plans }) => {
      await patchSets.addPatchSet({ ...aStoredPatchSet(), digest: plan.header.bounds.patchSetDigest });
      await plans.savePolicy({ revision: 0, value: starterPolicy() }, 'ada', THE_MORNING);
      await fleet.addHost(aHostRecord({ hostId: 'host-2' }));
    });
    await lookAtRollouts(app);
    now.at = later(120);
    await lookAtRollouts(app);
    expect(await phase()).toBe('excused');
    const { requests, audit } = await store.read(async ({ access, plans }) => ({
      requests: (await plans.openPlanRequests()).map(({ value }) => value),
      audit: (await access.auditEvents({ after: null, limit: 9 })).items,
    }));
    expect(requests).toMatchObject([
      {
        environment: 'prod',
        patchSetDigest: plan.header.bounds.patchSetDigest,
        onlyHosts: [HOST],
        author: plan.author,
        proposalsUntil: later(90),
      },
    ]);
    expect(audit.map(({ who, action }) => `${action} by ${who}`)).toEqual(['plan.make by slipway']);
  });

  it('asks for nothing where a host left for another reason', async () => {
    const { app, store, phase } = await openWith({ at: later(60), host: {}, contact: {} });
    await store.write(async ({ fleet, plans }) => {
      await plans.savePolicy({ revision: 0, value: starterPolicy() }, 'ada', THE_MORNING);
      const host = await fleet.host(HOST);
      if (host !== null) await fleet.saveHost({ ...host, value: { ...host.value, wantedMode: 'observed' } });
    });
    await lookAtRollouts(app);
    expect(await phase()).toBe('excused');
    expect(await store.read(async ({ plans }) => await plans.openPlanRequests())).toEqual([]);
  });

  it('begins nobody further once the approval will have expired by the last instant of a grant', async () => {
    const expiresAt = later(1200);
    const { app, now, store, phase, waiting } = await openWith({ at: later(601), host: {}, contact: {} });
    await store.write(async ({ approvals }) => {
      await approvals.voidApprovals(plan.digest);
      await approvals.addApproval(anApproval(plan, { approvedBy: 'dora', expiresAt }));
    });
    await lookAtRollouts(app);
    expect([await phase(), await waiting()]).toEqual(['waiting', 'approval-expired']);
    // Ten minutes and a second before it ends a host may still be let begin.
    now.at = later(599);
    await lookAtRollouts(app);
    expect(await phase()).toBe('granted');
    now.at = later(1200);
    expect(await waiting()).toBe('approval-expired');
  });

  it('begins nobody further by a plan that somebody refused', async () => {
    const { app, store, phase, waiting } = await openWith({ at: later(60), host: {}, contact: {} });
    await store.write(async ({ approvals }) => void (await approvals.addRefusal(aRefusal(plan))));
    await lookAtRollouts(app);
    expect([await phase(), await waiting()]).toEqual(['waiting', 'plan-refused']);
  });
});

describe('a host that holds a grant and whose ledger is longer than what it has told', () => {
  // Its check-ins arrive and its lines do not: a border refuses them, or the store is full.
  const granted = { phase: 'granted', since: THE_MORNING, attemptId: ATTEMPT } as const;
  const untold = async () => await openWith({ at: later(1000), host: granted, contact: { ledgerSequence: 3 } });

  it('may have begun: its lease is not given to another', async () => {
    const { app, phase, leases } = await untold();
    await lookAtRollouts(app);
    expect(await phase()).not.toBe('waiting');
    expect(await leases()).toEqual([HOST]);
  });

  it('counts as lost in the end, and is found again by its own word', async () => {
    const { app, store, now, phase, leases } = await untold();
    const hear = async (seenAt: Instant): Promise<void> => {
      now.at = seenAt;
      await store.write(async ({ fleet }) => {
        const host = await fleet.host(HOST);
        if (host === null) throw new Error('the host is gone');
        await fleet.saveHost({ ...host, value: { ...host.value, contact: contactOf({ seenAt, ledgerSequence: 3 }) } });
      });
      await lookAtRollouts(app);
    };
    await hear(later(3600));
    expect([await phase(), await leases()]).toEqual(['lost', [HOST]]);
    await store.write(async ({ fleet }) => {
      const begun = { kind: 'attempt-begun', attemptId: ATTEMPT, hostPlanDigest, generation: 1 } as const;
      const preflight = { kind: 'step-begun', attemptId: ATTEMPT, step: 'preflight' } as const;
      const ended = { kind: 'attempt-ended', attemptId: ATTEMPT, outcome: 'done', reason: null } as const;
      await fleet.addLedgerEntries(HOST, aLedger([begun, preflight, ended]));
    });
    await hear(later(3660));
    await lookAtRollouts(app);
    expect([await phase(), await leases()]).toEqual(['done', []]);
  });

  it('is believed once everything is told: it has begun nothing', async () => {
    const { app, phase } = await openWith({ at: later(1000), host: granted, contact: {} });
    await lookAtRollouts(app);
    expect(['waiting', 'granted']).toContain(await phase());
  });
});
