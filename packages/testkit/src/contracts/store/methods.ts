// Every method of the port by name: which change, with a call that would, and which only read.

import type { Store, StoreView } from '@slipway/controller/ports';
import { asAttemptId } from '@slipway/core/ids';
import { aPolicy, THE_MORNING } from '../../builders/index.ts';
import {
  aCutRequest,
  aGrant,
  aHostRecord,
  aLease,
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
} from '../../store-rows/index.ts';
import { FIRST } from './pages.ts';

const { plan, hostPlans } = aStoredPlan(['host-1']);

/** Every method that changes, with something that it would change; in this order they work in one write. */
export const CHANGING: readonly (readonly [name: string, change: (view: StoreView) => Promise<unknown>])[] = [
  ['fleet.addHost', (view) => view.fleet.addHost(aHostRecord({ hostId: 'host-1' }))],
  [
    'fleet.saveHost',
    (view) => view.fleet.saveHost({ revision: 1, value: aHostRecord({ hostId: 'before', hostname: 'changed' }) }),
  ],
  ['fleet.putInventory', (view) => view.fleet.putInventory(hostIdOf('before'), aStoredInventory())],
  [
    'fleet.addHostEvent',
    (view) =>
      view.fleet.addHostEvent({ hostId: hostIdOf('before'), at: THE_MORNING, event: { kind: 'enrolled', by: 'ada' } }),
  ],
  ['fleet.forgetLedger', (view) => view.fleet.forgetLedger(hostIdOf('before'))],
  ['fleet.addLedgerEntries', (view) => view.fleet.addLedgerEntries(hostIdOf('before'), [])],
  ['patchSets.addCutRequest', (view) => view.patchSets.addCutRequest(aCutRequest({ cutId: 'cut-1' }))],
  [
    'patchSets.saveCutRequest',
    (view) => view.patchSets.saveCutRequest({ revision: 1, value: aCutRequest({ cutId: 'cut-1', state: 'failed' }) }),
  ],
  ['patchSets.addPatchSet', (view) => view.patchSets.addPatchSet(aStoredPatchSet())],
  ['patchSets.putProposal', (view) => view.patchSets.putProposal(aStoredProposal({ hostId: 'before' }))],
  ['patchSets.noteIndex', (view) => view.patchSets.noteIndex('debian bookworm', THE_MORNING)],
  ['plans.addPlanRequest', (view) => view.plans.addPlanRequest(aPlanRequest({ planRequestId: 'request-1' }))],
  [
    'plans.savePlanRequest',
    (view) =>
      view.plans.savePlanRequest({ revision: 1, value: aPlanRequest({ planRequestId: 'request-1', state: 'empty' }) }),
  ],
  ['plans.addPlan', (view) => view.plans.addPlan(plan, hostPlans)],
  ['plans.savePolicy', (view) => view.plans.savePolicy({ revision: 0, value: aPolicy() }, 'ada', THE_MORNING)],
  ['approvals.addApproval', (view) => view.approvals.addApproval(anApproval(plan))],
  ['approvals.voidApprovals', (view) => view.approvals.voidApprovals(plan.digest)],
  ['rollouts.addRollout', (view) => view.rollouts.addRollout(aRollout({ rolloutId: 'rollout-1' }))],
  [
    'rollouts.saveRollout',
    (view) => view.rollouts.saveRollout({ revision: 1, value: aRollout({ rolloutId: 'rollout-1', state: 'paused' }) }),
  ],
  ['rollouts.claim', (view) => view.rollouts.claim('rollouts', 'one', THE_MORNING, THE_MORNING)],
  [
    'rollouts.releaseClaim',
    (view) => view.rollouts.releaseClaim({ name: 'rollouts', owner: 'one', epoch: 1, expiresAt: THE_MORNING }),
  ],
  ['rollouts.putLease', (view) => view.rollouts.putLease(aLease('before', 'attempt-1'))],
  ['rollouts.freeLease', (view) => view.rollouts.freeLease(hostIdOf('before'), asAttemptId('attempt-2'))],
  ['rollouts.putGrant', (view) => view.rollouts.putGrant(aGrant('before', 'attempt-1'))],
  ['rollouts.setTakenByHand', (view) => view.rollouts.setTakenByHand(hostIdOf('before'), true)],
  ['access.addToken', (view) => view.access.addToken(anApiToken({ tokenId: 'token-1' }))],
  ['access.revokeToken', (view) => view.access.revokeToken('token-1', THE_MORNING)],
  ['access.addEnrolmentToken', (view) => view.access.addEnrolmentToken(anEnrolmentToken({ tokenId: 'enrol-1' }))],
  [
    'access.useEnrolmentToken',
    (view) => view.access.useEnrolmentToken(anEnrolmentToken({ tokenId: 'enrol-1' }).secretDigest, THE_MORNING),
  ],
  ['access.addAuditEvent', (view) => view.access.addAuditEvent(anAuditFact())],
  ['access.setSetting', (view) => view.access.setSetting('switch', 'thrown')],
];

/** Every other method. */
export const READING: readonly string[] = [
  'fleet.host',
  'fleet.hostByCertificate',
  'fleet.hosts',
  'fleet.inventory',
  'fleet.inventoryDigest',
  'fleet.hostsWithPackage',
  'fleet.packageVersions',
  'fleet.hostEvents',
  'fleet.ledger',
  'fleet.ledgerHead',
  'patchSets.cutRequest',
  'patchSets.openCutRequests',
  'patchSets.patchSet',
  'patchSets.patchSets',
  'patchSets.proposal',
  'patchSets.unansweredProposals',
  'patchSets.newestIndex',
  'plans.planRequest',
  'plans.openPlanRequests',
  'plans.plan',
  'plans.plans',
  'plans.hostPlans',
  'plans.hostPlan',
  'plans.currentHostPlan',
  'plans.policy',
  'plans.policyRevision',
  'approvals.approvalsOf',
  'approvals.approvalsForPatchSet',
  'rollouts.rollout',
  'rollouts.rollouts',
  'rollouts.openRollouts',
  'rollouts.claimHolds',
  'rollouts.leases',
  'rollouts.grantsOf',
  'rollouts.takenByHand',
  'access.tokenByDigest',
  'access.tokens',
  'access.auditEvents',
  'access.setting',
];

/** A look at every kind of row. */
export const everything = (store: Store) =>
  store.read(async (view) => ({
    hosts: (await view.fleet.hosts(FIRST)).items.map(({ hostname }) => hostname),
    inventory: await view.fleet.inventoryDigest(hostIdOf('before')),
    events: (await view.fleet.hostEvents(hostIdOf('before'), FIRST)).items.length,
    head: await view.fleet.ledgerHead(hostIdOf('before')),
    patchSets: (await view.patchSets.patchSets(FIRST)).items.length,
    proposals: (await view.patchSets.unansweredProposals(hostIdOf('before'))).length,
    newestIndex: await view.patchSets.newestIndex('debian bookworm'),
    plans: (await view.plans.plans(FIRST)).items.length,
    policy: await view.plans.policy(),
    approvals: (await view.approvals.approvalsOf(plan.digest)).length,
    rollouts: (await view.rollouts.rollouts(FIRST)).items.length,
    leases: (await view.rollouts.leases()).length,
    grants: (await view.rollouts.grantsOf(hostIdOf('before'))).length,
    taken: (await view.rollouts.takenByHand()).length,
    tokens: (await view.access.tokens(FIRST)).items.length,
    audit: (await view.access.auditEvents(FIRST)).items.length,
    setting: await view.access.setting('switch'),
  }));
