// Asking for a plan: the request is noted, and every adopted host of the environment's policy is asked for its proposal anew, so
// that no plan is made on an old simulation.

import type { Digest, HostId } from '@slipway/core/ids';
import { applicableTargets } from '@slipway/core/patch-set';
import { CAPABILITY_OF_ROLLBACK, type Override } from '@slipway/core/plan';
import { type Policy, type PolicyPlace, rulesAt, rulesOf } from '@slipway/core/policy';
import { standingReason } from '@slipway/core/promotion';
import { type Outcome, ok, refuse } from '@slipway/core/reasons';
import { addSeconds, type Instant } from '@slipway/core/time';
import type { HostRecord, PlanRequest, RollbackOf, StoredPatchSet, StoreView } from '../../ports/index.ts';
import type { Actor } from '../access/index.ts';
import type { App } from '../context.ts';
import { everyHost } from '../fleet/index.ts';

export interface PlanWish {
  readonly environment: string;
  /** `null`: for every host of the environment that no part policy selects. */
  readonly policyName?: string | null;
  readonly patchSetDigest: Digest;
  readonly overrides: readonly Override[];
  /** Whoever asks again names what is asked for: asking once more asks for nothing more. */
  readonly planRequestId?: string;
  /** See `PlanRequest`. */
  readonly forOccurrence?: string;
  readonly leavesHosts?: 'in-newer-plans';
  readonly onlyHosts?: readonly HostId[];
  readonly anyTimeUntil?: Instant;
  readonly rollback?: RollbackOf;
}

export const requestPlan = async (app: App, actor: Actor, wish: PlanWish): Promise<Outcome<PlanRequest>> => {
  const { clock, ids, nudge, store } = app.ports;
  const noting = {
    wish: { ...wish, planRequestId: wish.planRequestId ?? ids.named('plan') },
    author: actor.person,
    who: actor.person,
    now: clock.now(),
    waitSeconds: app.options.proposalWaitSeconds,
  };
  const outcome = await store.write(async (change) => await noteRequest(change, noting));
  if (!outcome.ok) return outcome;
  const { request, asked } = outcome.value;
  for (const hostId of asked) nudge.notify(`host:${hostId}`);
  nudge.notify('planning');
  return ok(request);
};

export interface Noting {
  readonly wish: PlanWish & { readonly planRequestId: string };
  /** Who cannot approve what comes of it. */
  readonly author: string;
  /** For the audit: whose act it is. */
  readonly who: string;
  readonly now: Instant;
  readonly waitSeconds: number;
}

export interface NotedRequest {
  readonly request: PlanRequest;
  /** Whose proposals are wanted anew: they hear of it with their next check-in, at once if they are told. */
  readonly asked: readonly HostId[];
}

/** In the caller's write: a request stands with what it follows from, or not at all. */
export const noteRequest = async (change: StoreView, noting: Noting): Promise<Outcome<NotedRequest>> => {
  const { wish, author, now, waitSeconds } = noting;
  const place: PolicyPlace = { environment: wish.environment, policyName: wish.policyName ?? null };
  const policy = await change.plans.policy();
  if (policy === null) return refuse('not-found', { what: 'policy', id: 'current' });
  const known = whetherKnown(policy.value, place);
  if (!known.ok) return known;
  const found = await change.patchSets.patchSet(wish.patchSetDigest);
  if (found === null) return refuse('not-found', { what: 'patch set', id: wish.patchSetDigest });
  if ((found.patchSet.takesBack === undefined) !== (wish.rollback === undefined)) {
    return refuse('rollback-patch-set', { patchSet: wish.patchSetDigest });
  }
  const before = await change.plans.planRequest(wish.planRequestId);
  if (before !== null) return ok({ request: before.value, asked: [] });
  const said = (await change.promotions.standing(wish.patchSetDigest))?.value ?? null;
  if (said !== null && (said.standing === 'superseded' || said.standing === 'withdrawn')) {
    return { ok: false, reason: standingReason(said) };
  }
  const request: PlanRequest = {
    ...wish,
    ...place,
    author,
    requestedAt: now,
    proposalsUntil: addSeconds(now, waitSeconds),
    state: 'gathering',
    planDigest: null,
    report: null,
    reason: null,
  };
  await change.plans.addPlanRequest(request);
  const asked: HostId[] = [];
  for (const host of await everyHost(change)) {
    if (wish.onlyHosts !== undefined && !wish.onlyHosts.includes(host.hostId)) continue;
    if (!isPlanned(host, policy.value, place) || !(await isConcerned(change, host, found))) continue;
    const { hostId } = host;
    const proposal = { hostId, patchSetDigest: found.digest, askedAt: now, answeredAt: null, answer: null };
    await change.patchSets.putProposal(proposal);
    asked.push(hostId);
  }
  await noteAudit(change, noting, place);
  return ok({ request, asked });
};

const noteAudit = async (change: StoreView, { wish, who, now }: Noting, place: PolicyPlace): Promise<void> => {
  await change.access.addAuditEvent({
    at: now,
    who,
    action: 'plan.make',
    object: wish.planRequestId,
    facts: {
      environment: wish.environment,
      patchSet: wish.patchSetDigest,
      ...(place.policyName === null ? {} : { policy: place.policyName }),
      ...(wish.onlyHosts === undefined ? {} : { hosts: wish.onlyHosts.length }),
    },
  });
};

const whetherKnown = (policy: Policy, { environment, policyName }: PolicyPlace): Outcome<void> => {
  if (rulesAt(policy, { environment, policyName: null }) === null) {
    return refuse('not-found', { what: 'environment', id: environment });
  }
  if (rulesAt(policy, { environment, policyName }) !== null) return ok(undefined);
  return refuse('not-found', { what: `policy of ${environment}`, id: policyName ?? '' });
};

/** A host that two policies select is in no plan, and is asked nothing for one. */
const isPlanned = ({ labels }: HostRecord, policy: Policy, { environment, policyName }: PolicyPlace): boolean => {
  const rules = rulesOf(labels, policy);
  return rules.kind === 'rules' && rules.environment.name === environment && rules.policyName === policyName;
};

/** Observed hosts are asked nothing for a plan: they cannot be in it. */
const isConcerned = async (view: StoreView, host: HostRecord, found: StoredPatchSet): Promise<boolean> => {
  if (host.wantedMode !== 'adopted' || host.retiredAt !== null) return false;
  // Whoever is taken back was named, and an agent that does not know how is not asked.
  if (found.patchSet.takesBack !== undefined) return knowsTheWayBack(host);
  const stored = await view.fleet.inventory(host.hostId);
  return stored !== null && applicableTargets(found.patchSet, stored.inventory).length > 0;
};

const knowsTheWayBack = ({ contact }: HostRecord): boolean =>
  contact?.capabilities.includes(CAPABILITY_OF_ROLLBACK) === true;
