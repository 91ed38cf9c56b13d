// What another policy would touch, before anybody applies it: core compares, here is what it compares with. Nothing is
// stored.

import { type Policy, policyEffect, validatePolicy } from '@slipway/core/policy';
import { type Outcome, ok, refuse } from '@slipway/core/reasons';
import type { PolicyEffectAnswer, TouchedPlan } from '@slipway/protocol/api';
import type { StoredPlan, StoreView } from '../../ports/index.ts';
import { approvalStanding } from '../approval/index.ts';
import type { App } from '../context.ts';
import { everyHost } from '../fleet/index.ts';
import { approvalNotes } from './approval-notes.ts';
import { contactNotes } from './contact-notes.ts';

/** Plans looked through for those that still stand; older ones have run or run out. */
const PLANS_MAX = 200;
/** Hosts of a plan are planned again together: if none of so many follows it any more, none does. */
const HOSTS_ASKED = 20;

export const weighPolicy = async (
  app: App,
  after: Policy,
  { namedMax }: { readonly namedMax?: number | undefined } = {},
): Promise<Outcome<PolicyEffectAnswer>> => {
  const sound = validatePolicy(after, app.ports.zones);
  if (!sound.ok) return sound;
  const now = app.ports.clock.now();
  return await app.ports.store.read(async (view): Promise<Outcome<PolicyEffectAnswer>> => {
    const running = await view.plans.policy();
    if (running === null) return refuse('not-found', { what: 'policy', id: 'current' });
    const effect = policyEffect({
      before: running.value,
      after,
      hosts: await everyHost(view),
      now,
      zones: app.ports.zones,
      namedMax,
    });
    const touched = new Set(effect.touchedEnvironments);
    const plans = [...(await openRequests(view)), ...(await standingPlans(app, view)), ...(await openRollouts(view))];
    return ok({
      revision: running.revision,
      ...effect,
      notes: [...effect.notes, ...(await approvalNotes(view, after, now)), ...(await contactNotes(view, after))],
      plans: plans.filter(({ environment }) => touched.has(environment)),
    });
  });
};

/** Not planned yet: the planner reads the policy that holds when the last proposal has come. */
const openRequests = async ({ plans }: StoreView): Promise<readonly TouchedPlan[]> =>
  (await plans.openPlanRequests()).map(({ value: { planRequestId, environment, policyName = null, state } }) => ({
    kind: 'request',
    id: planRequestId,
    environment,
    policyName,
    state,
    policyRevision: null,
    keepsRules: false,
  }));

const openRollouts = async ({ plans, rollouts }: StoreView): Promise<readonly TouchedPlan[]> => {
  const open: TouchedPlan[] = [];
  for (const { value } of await rollouts.openRollouts()) {
    const plan = await plans.plan(value.planDigest);
    open.push({
      kind: 'rollout',
      id: value.rolloutId,
      environment: value.environment,
      policyName: plan?.policyName ?? null,
      state: value.state,
      policyRevision: plan?.policyRevision ?? null,
      keepsRules: true,
    });
  }
  return open;
};

const standingPlans = async (app: App, view: StoreView): Promise<readonly TouchedPlan[]> => {
  const now = app.ports.clock.now();
  const ran = new Set(
    (await view.rollouts.rollouts({ after: null, limit: PLANS_MAX })).items.map((one) => one.planDigest),
  );
  const standing: TouchedPlan[] = [];
  for (const plan of (await view.plans.plans({ after: null, limit: PLANS_MAX })).items) {
    const { digest, header, policyRevision, policyName = null } = plan;
    if (ran.has(digest) || header.bounds.expiresAt <= now || !(await isCurrent(view, plan))) continue;
    const { reason, askedAgain } = await approvalStanding(view, plan, { now, until: now });
    const last = askedAgain.at(-1);
    standing.push({
      kind: 'plan',
      id: digest,
      environment: header.environment,
      policyName,
      state: reason === null ? 'approved' : reason.code,
      policyRevision,
      keepsRules: true,
      ...(last === undefined ? {} : { askedAgain: { by: last.askedBy, at: last.askedAt, why: last.why } }),
    });
  }
  return standing;
};

/** A host has one plan that stands, of its highest generation: where none of a plan's hosts follows it, it is superseded. */
const isCurrent = async ({ plans }: StoreView, { digest, header }: StoredPlan): Promise<boolean> => {
  for (const hostId of header.bounds.hosts.slice(0, HOSTS_ASKED)) {
    if ((await plans.currentHostPlan(hostId))?.planDigest === digest) return true;
  }
  return false;
};
