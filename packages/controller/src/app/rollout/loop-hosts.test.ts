import { starterPolicy } from '@slipway/core/policy';
import { reason } from '@slipway/core/reasons';
import type { Instant } from '@slipway/core/time';
import { THE_MORNING } from '@slipway/testkit/builders';
import { aHostRecord, aLedger, anApproval, aRefusal, aStoredPatchSet } from '@slipway/testkit/store-rows';
import { describe, expect, it } from 'vitest';
import { ATTEMPT, contactOf, HOST, hostPlanDigest, later, openWith, plan } from '../../../test/rollout/open-rollout.ts';
import { lookAtRollouts } from './index.ts';

describe('one look', () => {
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
