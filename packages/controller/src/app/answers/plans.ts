// Plans, as people read them before they put their name to one.

import type { Digest, HostId } from '@slipway/core/ids';
import { differenceOfPlans, type Plan, type PlanningReport } from '@slipway/core/plan';
import { type Outcome, ok, refuse } from '@slipway/core/reasons';
import type { PlanAnswer, PlanDifferenceAnswer, PlanSummary } from '@slipway/protocol/api';
import { mapPage, type Page, type PageRequest, type StoredPlan, type StoreView } from '../../ports/index.ts';
import { type ApprovalStanding, approvalStanding } from '../approval/index.ts';
import { shownChecklist } from '../checklist/index.ts';
import type { App } from '../context.ts';
import { whyNotPromoted } from '../rollout/index.ts';
import { hostnamesIn } from './hostnames.ts';
import { gapDeadlines } from './parity-gaps.ts';

export const listPlans = async (app: App, page: PageRequest): Promise<Page<PlanSummary>> =>
  mapPage(await app.ports.store.read(async ({ plans }) => await plans.plans(page)), summaryOf);

const summaryOf = ({
  digest,
  header,
  author,
  madeAt,
  notes,
  policyName = null,
  rollback,
}: StoredPlan): PlanSummary => ({
  digest,
  environment: header.environment,
  policyName,
  patchSetDigest: header.bounds.patchSetDigest,
  author,
  madeAt,
  hosts: header.bounds.hosts.length,
  waves: header.waves.length,
  approval: header.approval,
  errors: notes.filter(({ severity }) => severity === 'error').length,
  warnings: notes.filter(({ severity }) => severity === 'warning').length,
  ...(rollback === undefined ? {} : { takesBack: rollback }),
});

export const showPlan = async (app: App, digest: Digest): Promise<Outcome<PlanAnswer>> =>
  await app.ports.store.read(async (view): Promise<Outcome<PlanAnswer>> => {
    const plan = await view.plans.plan(digest);
    if (plan === null) return refuse('not-found', { what: 'plan', id: digest });
    const { header, report, notes, author, madeAt, policyRevision, policyName = null } = plan;
    const now = app.ports.clock.now();
    const standing = await approvalStanding(view, plan, { now });
    return ok({
      digest,
      header,
      report,
      hostnames: Object.fromEntries(await hostnamesIn(view, namedIn(report))),
      notes,
      author,
      madeAt,
      policyRevision,
      policyName,
      ...(plan.rollback === undefined ? {} : { takesBack: plan.rollback }),
      gapDeadlines: await gapDeadlines(view, header.environment, report.parityGaps ?? []),
      approved: await approvedAnswer(view, digest, standing),
      notPromoted: await whyNotPromoted(view, header.bounds.patchSetDigest),
      previous: await view.plans.planBefore(digest),
      rollouts: (await view.rollouts.rolloutsOf(digest)).map(({ rolloutId, state }) => ({ rolloutId, state })),
      checklist: await shownChecklist(view, digest, now),
    });
  });

const namedIn = ({ leftOut, updatesLeftOut, alreadyThere, parityGaps = [] }: PlanningReport): ReadonlySet<HostId> =>
  new Set([
    ...[...leftOut, ...updatesLeftOut].map(({ hostId }) => hostId),
    ...alreadyThere,
    ...parityGaps.flatMap(({ hosts }) => hosts),
  ]);

/** Names that do not count any more are shown as long as they are not enough: so that it is seen whose are missing. */
const approvedAnswer = async (
  view: StoreView,
  digest: Digest,
  { names, reason, refusal, askedAgain, changeRequest }: ApprovalStanding,
): Promise<PlanAnswer['approved']> => ({
  given: reason === null ? names.counted : await view.approvals.approvalsOf(digest),
  reason,
  names: { given: names.given, needed: names.needed, openTeams: names.openTeams },
  refusal,
  askedAgain,
  changeRequest: changeRequest?.number ?? null,
});

export const comparePlans = async (app: App, before: Digest, after: Digest): Promise<Outcome<PlanDifferenceAnswer>> =>
  await app.ports.store.read(async (view): Promise<Outcome<PlanDifferenceAnswer>> => {
    const one = await wholePlan(view, before);
    if (!one.ok) return one;
    const two = await wholePlan(view, after);
    return two.ok ? ok(differenceOfPlans(one.value, two.value)) : two;
  });

const wholePlan = async (view: StoreView, digest: Digest): Promise<Outcome<Plan>> => {
  const plan = await view.plans.plan(digest);
  if (plan === null) return refuse('not-found', { what: 'plan', id: digest });
  return ok({ header: plan.header, digest, hostPlans: await view.plans.hostPlans(digest) });
};
