// The methods of the port that change, by name and with a call that would; and a look at everything.
import type { Store, StoreView } from '@slipway/controller/ports';
import { asAttemptId, asRolloutId } from '@slipway/core/ids';
import { aPolicy, THE_MORNING } from '../../builders/index.ts';
import {
  aChangeRequest,
  aChecklistLook,
  aCourse,
  aCutRequest,
  aDelivery,
  aGateReading,
  aGrant,
  aHostRecord,
  aLease,
  anAccount,
  anAdvisoryRecord,
  anApiToken,
  anApproval,
  anAskedAgain,
  anAuditFact,
  anEnrolmentToken,
  anEvent,
  anUpdateCount,
  aPlanChecklist,
  aPlanRequest,
  aPromotion,
  aQuarantine,
  aRefusal,
  aRollout,
  aSession,
  aStanding,
  aStoredFeed,
  aStoredInventory,
  aStoredPatchSet,
  aStoredPlan,
  aStoredProposal,
  aStoredVerdict,
  aWantedReading,
  aWebhook,
  hostIdOf,
  OF_BOOKWORM,
} from '../../store-rows/index.ts';
import { FIRST } from './pages.ts';

const A_FAILED_CUT = aCutRequest({ cutId: 'cut-1', state: 'failed' });
const { plan, hostPlans } = aStoredPlan(['host-1']);

/** A store need not give numbers again that a failed write was given: those of this write are asked for. */
let importBegun = 1;
const aPackageId = async (view: StoreView): Promise<number> =>
  (await view.knowledge.packagesOn(hostIdOf('before'), null))[0]?.packageId ?? 1;

/** Every method that changes, with something that it would change; in this order they work in one write. */
export const CHANGING: readonly (readonly [name: string, change: (view: StoreView) => Promise<unknown>])[] = [
  ['fleet.addHost', (view) => view.fleet.addHost(aHostRecord({ hostId: 'host-1' }))],
  [
    'fleet.saveHost',
    (view) => view.fleet.saveHost({ revision: 1, value: aHostRecord({ hostId: 'before', hostname: 'changed' }) }),
  ],
  [
    'fleet.noteSeen',
    (view) =>
      view.fleet.noteSeen([{ hostId: hostIdOf('before'), revision: 2, seenAt: THE_MORNING, clockSkewSeconds: 1 }]),
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
  ['patchSets.saveCutRequest', (view) => view.patchSets.saveCutRequest({ revision: 1, value: A_FAILED_CUT })],
  ['patchSets.addPatchSet', (view) => view.patchSets.addPatchSet(aStoredPatchSet())],
  ['patchSets.noteLeftOut', (view) => view.patchSets.noteLeftOut(aStoredPatchSet().digest, null)],
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
  ['approvals.addRefusal', (view) => view.approvals.addRefusal(aRefusal(plan))],
  ['approvals.voidRefusal', (view) => view.approvals.voidRefusal(plan.digest)],
  ['approvals.addAskedAgain', (view) => view.approvals.addAskedAgain(anAskedAgain(plan))],
  ['changeRequests.addChangeRequest', (view) => view.changeRequests.addChangeRequest(aChangeRequest(plan))],
  [
    'changeRequests.saveChangeRequest',
    (view) =>
      view.changeRequests.saveChangeRequest({
        revision: 1,
        value: { number: 'CHG-000001', ...aChangeRequest(plan, { state: 'closed' }) },
      }),
  ],
  ['promotions.addPromotion', (view) => view.promotions.addPromotion(aPromotion({ promotionId: 'promotion-1' }))],
  [
    'promotions.savePromotion',
    (view) =>
      view.promotions.savePromotion({
        revision: 1,
        value: aPromotion({ promotionId: 'promotion-1', state: 'superseded' }),
      }),
  ],
  ['promotions.saveStanding', (view) => view.promotions.saveStanding({ revision: 0, value: aStanding() })],
  ['promotions.addQuarantine', (view) => view.promotions.addQuarantine(aQuarantine({ quarantineId: 'quarantine-1' }))],
  [
    'promotions.saveQuarantine',
    (view) =>
      view.promotions.saveQuarantine({
        revision: 1,
        value: aQuarantine({ quarantineId: 'quarantine-1', why: 'it breaks' }),
      }),
  ],
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
  ['rollouts.putGateReading', (view) => view.rollouts.putGateReading(asRolloutId('rollout-1'), aGateReading())],
  ['rollouts.putGrant', (view) => view.rollouts.putGrant(aGrant('before', 'attempt-1'))],
  ['rollouts.setTakenByHand', (view) => view.rollouts.setTakenByHand(hostIdOf('before'), true)],
  ['access.addToken', (view) => view.access.addToken(anApiToken({ tokenId: 'token-1' }))],
  ['access.revokeToken', (view) => view.access.revokeToken('token-1', THE_MORNING)],
  ['access.addEnrolmentToken', (view) => view.access.addEnrolmentToken(anEnrolmentToken({ tokenId: 'enrol-1' }))],
  [
    'access.useEnrolmentToken',
    (view) => view.access.useEnrolmentToken(anEnrolmentToken({ tokenId: 'enrol-1' }).secretDigest, THE_MORNING),
  ],
  ['access.revokeEnrolmentToken', (view) => view.access.revokeEnrolmentToken('enrol-1', THE_MORNING)],
  ['access.putAccount', (view) => view.access.putAccount(anAccount({ name: 'ada' }))],
  ['access.addSession', (view) => view.access.addSession(aSession({ account: 'ada' }))],
  ['access.endSessions', (view) => view.access.endSessions({ account: 'ada' })],
  ['access.addAuditEvent', (view) => view.access.addAuditEvent(anAuditFact())],
  ['access.setSetting', (view) => view.access.setSetting('switch', 'thrown')],
  ['knowledge.addFeed', (view) => view.knowledge.addFeed(aStoredFeed())],
  [
    'knowledge.saveFeed',
    (view) => view.knowledge.saveFeed({ revision: 1, value: aStoredFeed({ goodAt: THE_MORNING }) }),
  ],
  [
    'knowledge.beginImport',
    async (view) => {
      importBegun = await view.knowledge.beginImport('debian', THE_MORNING);
    },
  ],
  ['knowledge.addPortion', (view) => view.knowledge.addPortion(importBegun, [anAdvisoryRecord({ recordId: 'DSA-1' })])],
  [
    'knowledge.finishImport',
    (view) => view.knowledge.finishImport(importBegun, { at: THE_MORNING, feedDate: THE_MORNING }),
  ],
  ['knowledge.forgetClosedBefore', (view) => view.knowledge.forgetClosedBefore(THE_MORNING, 10)],
  ['knowledge.judgeEverythingAgain', (view) => view.knowledge.judgeEverythingAgain()],
  [
    'knowledge.saveAssessment',
    async (view) =>
      await view.knowledge.saveAssessment(
        { packageId: await aPackageId(view), release: OF_BOOKWORM, subjects: [], verdicts: [aStoredVerdict()] },
        THE_MORNING,
      ),
  ],
  ['knowledge.noteStarts', (view) => view.knowledge.noteStarts('fix-known', ['a'], THE_MORNING)],
  ['knowledge.restart', (view) => view.knowledge.restart('fix-known', 'b', THE_MORNING)],
  [
    'knowledge.addNews',
    (view) =>
      view.knowledge.addNews([
        { release: OF_BOOKWORM, sourcePackage: 'openssl', fixedVersion: null, vulnerability: 'CVE-2026-1' },
      ]),
  ],
  ['knowledge.forgetNews', (view) => view.knowledge.forgetNews([])],
  ['outbox.putAudience', (view) => view.outbox.putAudience(aWebhook())],
  ['outbox.addEvent', (view) => view.outbox.addEvent(anEvent(), [aDelivery()])],
  ['outbox.saveDelivery', (view) => view.outbox.saveDelivery(aDelivery({ attempts: 1 }))],
  ['outbox.forgetEvents', (view) => view.outbox.forgetEvents(THE_MORNING, 10)],
  ['outbox.removeAudience', (view) => view.outbox.removeAudience('nobody')],
  ['exposures.countEverythingAgain', (view) => view.exposures.countEverythingAgain()],
  ['exposures.countAgain', (view) => view.exposures.countAgain([anUpdateCount()])],
  ['exposures.saveCount', (view) => view.exposures.saveCount(anUpdateCount(), THE_MORNING)],
  ['readings.putReading', (view) => view.readings.putReading(aWantedReading({ hostId: 'before' }))],
  ['readings.forgetReadings', (view) => view.readings.forgetReadings(THE_MORNING)],
  ['checklists.addChecklist', (view) => view.checklists.addChecklist(aPlanChecklist())],
  ['checklists.replaceChecklist', (view) => view.checklists.replaceChecklist(aPlanChecklist())],
  ['checklists.saveLook', (view) => view.checklists.saveLook(aPlanChecklist().planDigest, aChecklistLook())],
  [
    'reports.noteLook',
    (view) =>
      view.reports.noteLook(hostIdOf('before'), {
        at: THE_MORNING,
        nextAt: THE_MORNING,
        spans: [{ from: THE_MORNING, until: null, reason: null }],
        courses: [aCourse()],
      }),
  ],
  ['reports.lookAgain', (view) => view.reports.lookAgain(hostIdOf('before'))],
  ['reports.lookAtAllAgain', (view) => view.reports.lookAtAllAgain()],
  ['reports.forgetCourses', (view) => view.reports.forgetCourses(THE_MORNING, 10)],
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
    refusal: await view.approvals.refusalOf(plan.digest),
    askedAgain: (await view.approvals.askedAgainOf(plan.digest)).length,
    changeRequests: (await view.changeRequests.changeRequests(FIRST)).items.length,
    promotions: (await view.promotions.promotions(FIRST)).items.length,
    standings: (await view.promotions.standings()).length,
    quarantines: (await view.promotions.quarantines(FIRST)).items.length,
    rollouts: (await view.rollouts.rollouts(FIRST)).items.length,
    leases: (await view.rollouts.leases()).length,
    grants: (await view.rollouts.grantsOf(hostIdOf('before'))).length,
    gateReadings: (await view.rollouts.gateReadings(asRolloutId('rollout-1'))).length,
    taken: (await view.rollouts.takenByHand()).length,
    tokens: (await view.access.tokens(FIRST)).items.length,
    accounts: (await view.access.accounts(FIRST)).items.length,
    session: await view.access.session(aSession({ account: 'ada' }).secretDigest),
    audit: (await view.access.auditEvents(FIRST)).items.length,
    setting: await view.access.setting('switch'),
    feeds: (await view.knowledge.feeds()).length,
    statements: (await view.knowledge.advisories(FIRST, null)).items.length,
    pending: (await view.knowledge.pendingPackages(10)).length,
    packages: (await view.knowledge.packagesOn(hostIdOf('before'), null)).length,
    verdicts: (await view.knowledge.verdictsOf([1], null)).length,
    updates: (await view.knowledge.exposedUpdates(FIRST, null)).items.length,
    starts: (await view.knowledge.starts('fix-known', ['a', 'b'])).size,
    audiences: (await view.outbox.audiences()).length,
    notices: (await view.outbox.events(FIRST)).items.length,
    deliveries: (await view.outbox.deliveriesOf('event-1')).length,
    counts: (await view.exposures.counted(FIRST, {})).items.length,
    uncounted: await view.exposures.countUncounted(),
    readings: (await view.readings.readingsOn(hostIdOf('before'))).length,
    checklist: await view.checklists.checklist(aPlanChecklist().planDigest),
    courses: (await view.reports.coursesOf(hostIdOf('before'))).open.length,
  }));
