// Asking for a plan: the request is noted, and every adopted host of the environment's policy is asked for its proposal anew, so
// that no plan is made on an old simulation.

import type { Digest } from '@slipway/core/ids';
import { applicableTargets } from '@slipway/core/patch-set';
import type { Override } from '@slipway/core/plan';
import { type Policy, type PolicyPlace, rulesAt, rulesOf } from '@slipway/core/policy';
import { standingReason } from '@slipway/core/promotion';
import { type Outcome, ok, refuse } from '@slipway/core/reasons';
import { addSeconds } from '@slipway/core/time';
import type { HostRecord, PlanRequest, StoredPatchSet, StoreView } from '../../ports/index.ts';
import type { Actor } from '../access/index.ts';
import type { App } from '../context.ts';
import { everyHost } from '../fleet/index.ts';

export interface PlanWish {
  readonly environment: string;
  /** `null`: for every host of the environment that no part policy selects. */
  readonly policyName?: string | null;
  readonly patchSetDigest: Digest;
  readonly overrides: readonly Override[];
  /** The schedule names what it asks for: asking again asks for nothing more. */
  readonly planRequestId?: string;
  /** See `PlanRequest`. */
  readonly forOccurrence?: string;
}

export const requestPlan = async (app: App, actor: Actor, wish: PlanWish): Promise<Outcome<PlanRequest>> => {
  const { clock, ids, nudge, store } = app.ports;
  const now = clock.now();
  const place: PolicyPlace = { environment: wish.environment, policyName: wish.policyName ?? null };
  const asked: string[] = [];
  const outcome = await store.write(async (change): Promise<Outcome<PlanRequest>> => {
    const policy = await change.plans.policy();
    if (policy === null) return refuse('not-found', { what: 'policy', id: 'current' });
    const known = whetherKnown(policy.value, place);
    if (!known.ok) return known;
    const found = await change.patchSets.patchSet(wish.patchSetDigest);
    if (found === null) return refuse('not-found', { what: 'patch set', id: wish.patchSetDigest });
    const before = wish.planRequestId === undefined ? null : await change.plans.planRequest(wish.planRequestId);
    if (before !== null) return ok(before.value);
    const said = (await change.promotions.standing(wish.patchSetDigest))?.value ?? null;
    if (said !== null && (said.standing === 'superseded' || said.standing === 'withdrawn')) {
      return { ok: false, reason: standingReason(said) };
    }
    const request: PlanRequest = {
      planRequestId: ids.named('plan'),
      ...wish,
      ...place,
      author: actor.person,
      requestedAt: now,
      proposalsUntil: addSeconds(now, app.options.proposalWaitSeconds),
      state: 'gathering',
      planDigest: null,
      report: null,
      reason: null,
    };
    await change.plans.addPlanRequest(request);
    for (const host of await everyHost(change)) {
      if (!isPlanned(host, policy.value, place) || !(await isConcerned(change, host, found))) continue;
      const { hostId } = host;
      await change.patchSets.putProposal({
        hostId,
        patchSetDigest: found.digest,
        askedAt: now,
        answeredAt: null,
        answer: null,
      });
      asked.push(hostId);
    }
    await change.access.addAuditEvent({
      at: now,
      who: actor.person,
      action: 'plan.make',
      object: request.planRequestId,
      facts: {
        environment: wish.environment,
        patchSet: wish.patchSetDigest,
        ...(place.policyName === null ? {} : { policy: place.policyName }),
      },
    });
    return ok(request);
  });
  for (const hostId of asked) nudge.notify(`host:${hostId}`);
  nudge.notify('planning');
  return outcome;
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
  const stored = await view.fleet.inventory(host.hostId);
  return stored !== null && applicableTargets(found.patchSet, stored.inventory).length > 0;
};
