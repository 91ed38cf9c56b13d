import type { Store, StoreView } from '@slipway/controller/ports';
import { asAttemptId } from '@slipway/core/ids';
import { addMs } from '@slipway/core/time';
import { aPackage, aPolicy, aProposal, digestOfText, THE_MORNING } from '../../../builders/index.ts';
import {
  aCutRequest,
  aGrant,
  aHostRecord,
  aLease,
  aLedger,
  anApiToken,
  anApproval,
  anAuditFact,
  anEnrolmentToken,
  aPlanRequest,
  aRollout,
  aStoredInventory,
  aStoredPatchSet,
  aStoredPlan,
  aStoredProposal,
  hostIdOf,
} from '../../../store-rows/index.ts';

const HOST = hostIdOf('host-1');
const OTHER = hostIdOf('host-2');
const attemptId = asAttemptId('attempt-1');

/** A handful of rows of every kind that version 1 had, in an empty store. The same each time. */
export const fillFirst = async (store: Store): Promise<void> => {
  for (const fill of [fleet, histories, patchSets, plans, rollouts, access]) await store.write(fill);
};

const fleet = async ({ fleet: its }: StoreView): Promise<void> => {
  await its.addHost(aHostRecord({ hostId: HOST }));
  await its.addHost(
    aHostRecord({
      hostId: OTHER,
      labels: { environment: 'dev', role: 'app' },
      wantedMode: 'observed',
      reportedMode: 'observed',
      contact: null,
      barred: { code: 'host-identity-doubled', facts: {} },
      retiredAt: addMs(THE_MORNING, 1000),
    }),
  );
  await its.saveHost({ revision: 1, value: aHostRecord({ hostId: HOST, generation: 1, refreshWanted: true }) });
  const shared = aPackage({ name: 'openssl', version: '3.0.15-1~deb12u1' });
  await its.putInventory(
    HOST,
    aStoredInventory({
      packages: [
        shared,
        aPackage({ name: 'libc6', version: '2.36-9+deb12u13', sourceName: 'glibc', automatic: true, held: true }),
        aPackage({ name: 'nginx', version: '1.22.1-9+deb12u2', state: 'half-configured' }),
      ],
      updates: { kind: 'unknown', asOf: THE_MORNING, detail: 'the archive could not be reached' },
      reboot: { kind: 'needed', causes: ['linux-image-amd64'] },
    }),
  );
  await its.putInventory(OTHER, aStoredInventory({ packages: [shared], system: { hostname: OTHER } }));
};

const histories = async ({ fleet: its }: StoreView): Promise<void> => {
  const at = THE_MORNING;
  const before = aPackage({ name: 'openssl', version: '3.0.14-1' });
  const after = aPackage({ name: 'openssl', version: '3.0.15-1~deb12u1' });
  await its.addHostEvent({ hostId: HOST, at, event: { kind: 'enrolled', by: 'ada' } });
  await its.addHostEvent({
    hostId: HOST,
    at,
    event: {
      kind: 'packages-changed',
      by: 'foreign',
      attemptId: null,
      difference: { added: [], removed: [], changed: [{ before, after }] },
    },
  });
  await its.addHostEvent({ hostId: HOST, at, event: { kind: 'rebooted', bootIdBefore: 'one', bootIdAfter: 'two' } });
  await its.addHostEvent({ hostId: HOST, at, event: { kind: 'barred', reason: { code: 'host-restored', facts: {} } } });
  await its.addHostEvent({
    hostId: HOST,
    at,
    event: { kind: 'attempt-ended', attemptId, outcome: 'done', reason: null },
  });
  const hostPlanDigest = digestOfText('host plan');
  await its.addLedgerEntries(
    HOST,
    aLedger([
      { kind: 'adopted', order: 1, generation: 0, taken: ['apt-daily-upgrade.timer'] },
      { kind: 'attempt-begun', attemptId, hostPlanDigest, generation: 1 },
      { kind: 'step-begun', attemptId, step: 'apply' },
      {
        kind: 'step-ended',
        attemptId,
        step: 'apply',
        outcome: 'failed',
        reason: { code: 'apply-failed', facts: { status: 100, detail: 'a script failed' } },
        evidence: { exitStatus: 100, output: 'dpkg: error\n' },
      },
      {
        kind: 'attempt-ended',
        attemptId,
        outcome: 'gone-back',
        reason: { code: 'went-back', facts: { detail: 'apply' } },
      },
      { kind: 'left', order: 2, generation: 1, taken: [] },
    ]),
  );
};

const patchSets = async ({ patchSets: its }: StoreView): Promise<void> => {
  const stored = aStoredPatchSet();
  await its.addCutRequest(aCutRequest({ cutId: 'cut-1' }));
  await its.addCutRequest(aCutRequest({ cutId: 'cut-2', hosts: 'environment = dev' }));
  await its.saveCutRequest({
    revision: 1,
    value: aCutRequest({ cutId: 'cut-1', state: 'cut', patchSetDigest: stored.digest }),
  });
  await its.addPatchSet(stored);
  await its.addPatchSet(aStoredPatchSet('3.0.18-1'));
  const inventory = aStoredInventory().inventory;
  const answer = aProposal({ patchSet: stored.patchSet, patchSetDigest: stored.digest, inventory });
  await its.putProposal(aStoredProposal({ hostId: HOST, answeredAt: THE_MORNING, answer }));
  await its.putProposal(
    aStoredProposal({
      hostId: OTHER,
      answeredAt: THE_MORNING,
      answer: { unable: { code: 'proposal-unable', facts: { detail: 'the archive is away' } } },
    }),
  );
  await its.putProposal(aStoredProposal({ hostId: HOST, patchSetDigest: aStoredPatchSet('3.0.18-1').digest }));
  await its.noteIndex('debian bookworm-security', THE_MORNING);
};

const plans = async ({ plans: its, approvals }: StoreView): Promise<void> => {
  const first = aStoredPlan([HOST, OTHER], 1);
  const second = aStoredPlan([HOST], 2);
  await its.addPlanRequest(aPlanRequest({ planRequestId: 'request-1' }));
  await its.addPlanRequest(aPlanRequest({ planRequestId: 'request-2' }));
  await its.savePlanRequest({
    revision: 1,
    value: aPlanRequest({
      planRequestId: 'request-1',
      state: 'planned',
      planDigest: first.plan.digest,
      report: first.plan.report,
      overrides: [{ kind: 'leave-out', hostId: OTHER, why: 'in repair' }],
    }),
  });
  await its.savePolicy({ revision: 0, value: aPolicy() }, 'ada', THE_MORNING);
  await its.savePolicy(
    { revision: 1, value: aPolicy({ clusters: [{ name: 'app', members: 'role = app', awayMax: 1 }] }) },
    'ada',
    THE_MORNING,
  );
  await its.addPlan(first.plan, first.hostPlans);
  await its.addPlan(second.plan, second.hostPlans);
  await approvals.addApproval(anApproval(first.plan));
  await approvals.voidApprovals(first.plan.digest);
  await approvals.addApproval(anApproval(second.plan, { rule: 'team', team: 'operations', approvedBy: 'zoe' }));
};

const rollouts = async ({ rollouts: its }: StoreView): Promise<void> => {
  const planDigest = aStoredPlan([HOST], 2).plan.digest;
  await its.addRollout(aRollout({ rolloutId: 'rollout-1', planDigest, state: 'completed', endedAt: THE_MORNING }));
  await its.addRollout(aRollout({ rolloutId: 'rollout-2', planDigest }));
  await its.saveRollout({
    revision: 1,
    value: aRollout({
      rolloutId: 'rollout-2',
      planDigest,
      state: 'paused',
      reason: { code: 'paused-by-person', facts: { person: 'ada' } },
    }),
  });
  await its.claim('rollout/rollout-2', 'controller-1', THE_MORNING, addMs(THE_MORNING, 30_000));
  await its.putLease(aLease(HOST, attemptId));
  await its.putGrant(aGrant(HOST, attemptId));
  await its.putGrant(aGrant(HOST, 'attempt-0', { state: 'ended' }));
  await its.setTakenByHand(OTHER, true);
};

const access = async ({ access: its }: StoreView): Promise<void> => {
  await its.addToken(anApiToken({ tokenId: 'token-1', roles: ['viewer', 'approver'] }));
  await its.addToken(anApiToken({ tokenId: 'token-2', expiresAt: addMs(THE_MORNING, 1000) }));
  await its.revokeToken('token-2', THE_MORNING);
  await its.addEnrolmentToken(anEnrolmentToken({ tokenId: 'enrol-1', usesLeft: 2 }));
  for (const order of [1, 2, 3]) await its.addAuditEvent(anAuditFact({ facts: { order, by: 'ada' } }));
  await its.setSetting('incarnation', 'one');
  await its.setSetting('controller-version', '0.1.0');
};
