// What people and policy say about plans and patch sets: approvals, refusals, change requests, promotions, quarantines.

import type { StoreView } from '@slipway/controller/ports';
import type {
  ChangeRequest,
  ChangeRequestEvent,
  ChangeResult,
  PlanAskedAgain,
  PlanRefusal,
} from '@slipway/core/approval';
import { asRolloutId } from '@slipway/core/ids';
import type { VersionQuarantine } from '@slipway/core/patch-set';
import type { Approval } from '@slipway/core/plan';
import type {
  Answer,
  ClosingItem,
  Evidence,
  EvidenceItem,
  NotDone,
  PatchSetStanding,
  Promotion,
  PromotionState,
} from '@slipway/core/promotion';
import { reason } from '@slipway/core/reasons';
import { digestOfText, THE_MORNING } from '../../../builders/index.ts';
import { aChangeRequest, aPromotion, aQuarantine, aStanding } from '../../../store-rows/index.ts';
import type { Whole } from '../../whole.ts';
import { everyPage } from '../pages.ts';
import { HOST } from './fleet.ts';
import { STORED_PLANS } from './plans.ts';

const keysOf = <Word extends string>(words: Readonly<Record<Word, true>>): readonly Word[] =>
  Object.keys(words) as Word[];
const why = reason('host-stopped');
const ROLLOUT = asRolloutId('rollout-1');
const [FIRST_PLAN] = STORED_PLANS;
if (FIRST_PLAN === undefined) throw new Error('no plan was made');
const PLAN = FIRST_PLAN;

const RULES = keysOf<Approval['rule']>({
  automatic: true,
  self: true,
  team: true,
  teams: true,
  'change-request': true,
});
const APPROVALS: readonly Whole<Approval>[] = RULES.map((rule) => ({
  planDigest: PLAN.digest,
  bounds: PLAN.header.bounds as Whole<Approval>['bounds'],
  approvedBy: 'dora',
  rule,
  team: 'operations',
  teams: ['operations', 'security'],
  outside: 'change-board',
  reference: 'CHG0001',
  removals: ['libssl1.1'],
  approvedAt: THE_MORNING,
  expiresAt: PLAN.header.bounds.expiresAt,
}));

const REFUSAL: Whole<PlanRefusal> = {
  planDigest: PLAN.digest,
  refusedBy: 'change-board',
  why: 'the month closes that night',
  refusedAt: THE_MORNING,
  outside: 'change-board',
};

const ASKED_AGAIN: Whole<PlanAskedAgain> = {
  planDigest: PLAN.digest,
  askedBy: 'ada',
  why: 'the month is closed',
  askedAt: THE_MORNING,
  refusal: REFUSAL,
  changeRequest: 'CHG-000001',
};

const HISTORY: readonly Whole<ChangeRequestEvent>[] = keysOf<ChangeRequestEvent['what']>({
  opened: true,
  edited: true,
  named: true,
  approved: true,
  'approval-lost': true,
  rejected: true,
  closed: true,
}).map((what) => ({ at: THE_MORNING, who: 'dora', what, detail: 'as agreed', answerId: 'answer-1' }));

const OUTCOMES = keysOf<ChangeResult['outcome']>({
  completed: true,
  failed: true,
  aborted: true,
  rejected: true,
  expired: true,
  superseded: true,
  withdrawn: true,
});
const STATES: { readonly [State in ChangeRequest['state']]: Partial<ChangeRequest> } = {
  open: { outside: { system: 'change-board', reference: null } },
  approved: { outside: { system: 'change-board', reference: 'CHG0001' } },
  rejected: { result: { outcome: 'rejected', text: 'not tonight', rolloutId: null } },
  closed: { result: { outcome: 'completed', text: 'all hosts', rolloutId: ROLLOUT } },
};
/** One per plan: every state, then every outcome. */
const CHANGE_REQUESTS: readonly Partial<ChangeRequest>[] = [
  ...Object.entries(STATES).map(([state, its]) => ({ ...its, state: state as ChangeRequest['state'] })),
  ...OUTCOMES.map((outcome) => ({ state: 'closed' as const, result: { outcome, text: '', rolloutId: ROLLOUT } })),
].map((its) => ({ ...its, history: HISTORY }));
const planOfRequest = (at: number) => ({ ...PLAN, digest: digestOfText(`plan of change request ${at}`) });

const ANSWERS = keysOf<Answer>({ yes: true, no: true, unknown: true });
const EVIDENCE: Evidence = {
  environment: 'dev',
  judgedAt: THE_MORNING,
  items: keysOf<EvidenceItem['item']>({
    standing: true,
    hosts: true,
    gates: true,
    soak: true,
    exposure: true,
    files: true,
  }).flatMap((item) => ANSWERS.map((answer) => ({ item, answer, reason: why }))),
};
const CLOSING: readonly ClosingItem[] = keysOf<ClosingItem['item']>({
  'patched-within-schedule': true,
  'tier-before-verified': true,
  'services-healthy': true,
  'old-kernels-gone': true,
  'way-back-available': true,
}).flatMap((item) => ANSWERS.map((answer) => ({ item, answer, reason: why })));
const OUTCOME = {
  done: 3,
  alreadyThere: 1,
  excused: 1,
  notDone: keysOf<NotDone>({ failed: true, missed: true, 'not-planned': true }).map((what) => ({
    hostId: HOST,
    hostname: 'app1',
    what,
    reason: why,
  })),
};
const { occurrence } = aPromotion({ promotionId: 'any' });
const aWholePromotion: Whole<Promotion> = {
  ...aPromotion({ promotionId: 'whole' }),
  policyName: 'web',
  by: 'ada',
  evidence: EVIDENCE,
  occurrence,
  reason: why,
  planRequestId: 'request-1',
  planDigest: PLAN.digest,
  rolloutId: ROLLOUT,
  further: [ROLLOUT],
  outcome: OUTCOME,
  endedAt: THE_MORNING,
  excused: { by: 'dora', why: 'the others are to be retired', at: THE_MORNING },
  closedAt: null,
  cycles: [
    {
      occurrence,
      planDigest: PLAN.digest,
      rolloutId: ROLLOUT,
      state: 'incomplete',
      outcome: OUTCOME,
      closedAt: THE_MORNING,
      closing: CLOSING,
    },
    {
      occurrence: null,
      planDigest: null,
      rolloutId: null,
      state: 'nothing-to-do',
      outcome: null,
      closedAt: THE_MORNING,
      closing: [],
    },
  ],
};
/** Whether it is over. */
const PROMOTION_STATES: { readonly [State in PromotionState]: boolean } = {
  planning: false,
  planned: false,
  'rolling-out': false,
  done: true,
  incomplete: false,
  failed: true,
  'nothing-to-do': true,
  superseded: true,
  withdrawn: true,
};
const promotionIdOf = (state: string): string => `promotion-${state}`;

const STANDINGS = keysOf<PatchSetStanding['standing']>({
  current: true,
  held: true,
  superseded: true,
  withdrawn: true,
});
const standingDigest = (standing: string) => digestOfText(`${standing} patch set`);

const QUARANTINES: readonly VersionQuarantine[] = (() => {
  const person: Whole<VersionQuarantine> = aQuarantine({
    quarantineId: 'quarantine-lifted',
    platform: { distribution: 'debian', release: 'bookworm' },
    package: { kind: 'binary', name: 'openssl' },
    lifted: { by: 'dora', why: 'it was the disk', at: THE_MORNING },
  });
  const causes = keysOf<VersionQuarantine['cause']>({ person: true, 'advisory-withdrawn': true, 'hosts-failed': true });
  return [person, ...causes.map((cause) => aQuarantine({ quarantineId: `quarantine-${cause}`, cause }))];
})();

export const fillProcess = async ({ approvals, changeRequests, promotions }: StoreView): Promise<void> => {
  for (const approval of APPROVALS) await approvals.addApproval(approval);
  await approvals.addRefusal(REFUSAL);
  await approvals.voidRefusal(PLAN.digest);
  await approvals.addRefusal({ ...REFUSAL, why: 'and that night too' });
  await approvals.addAskedAgain(ASKED_AGAIN);
  for (const [at, given] of CHANGE_REQUESTS.entries()) {
    await changeRequests.addChangeRequest(aChangeRequest(planOfRequest(at), given));
  }
  for (const [state, over] of Object.entries(PROMOTION_STATES)) {
    await promotions.addPromotion({
      ...(state === 'rolling-out' ? aWholePromotion : aPromotion({ promotionId: 'any' })),
      promotionId: promotionIdOf(state),
      state: state as PromotionState,
      closedAt: over ? THE_MORNING : null,
    });
  }
  await promotions.addPromotion(aPromotion({ promotionId: 'promotion-new' }));
  for (const standing of STANDINGS) {
    const value = aStanding({ patchSetDigest: standingDigest(standing), standing });
    await promotions.saveStanding({ revision: 0, value });
  }
  for (const quarantine of QUARANTINES) await promotions.addQuarantine(quarantine);
};

export const readProcess = async ({ approvals, changeRequests, promotions }: StoreView): Promise<object> => {
  const listed = await everyPage((page) => changeRequests.changeRequests(page));
  const all = await everyPage((page) => promotions.promotions(page));
  const quarantines = await everyPage((page) => promotions.quarantines(page));
  return {
    refusal: await approvals.refusalOf(PLAN.digest),
    refusalsSince: await approvals.refusalsSince(THE_MORNING),
    askedAgain: await approvals.askedAgainOf(PLAN.digest),
    changeRequests: await Promise.all(listed.map(({ number }) => changeRequests.changeRequest(number))),
    changeRequestsOf: await Promise.all(listed.map(({ planDigest }) => changeRequests.changeRequestOf(planDigest))),
    openChangeRequests: (await changeRequests.openChangeRequests()).map(({ value }) => value.number),
    promotions: await Promise.all(all.map(({ promotionId }) => promotions.promotion(promotionId))),
    promotionsIn: idsOf(await promotions.promotionsIn('dev', 100)),
    promotionsOf: idsOf(await promotions.promotionsOf(aWholePromotion.patchSetDigest)),
    openPromotions: idsOf(await promotions.openPromotions()),
    standings: await promotions.standings(),
    standing: await Promise.all(STANDINGS.map((standing) => promotions.standing(standingDigest(standing)))),
    quarantines: await Promise.all(quarantines.map(({ quarantineId }) => promotions.quarantine(quarantineId))),
    standingQuarantines: (await promotions.standingQuarantines()).map(({ quarantineId }) => quarantineId),
  };
};

const idsOf = (found: readonly { readonly value: Promotion }[]): readonly string[] =>
  found.map(({ value }) => value.promotionId);
