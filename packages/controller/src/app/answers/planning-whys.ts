// What the newest plan of a host's policy says of it, read once for an answer about many hosts; what an older plan said no
// longer holds.

import type { HostId } from '@slipway/core/ids';
import { type Policy, type PolicyPlace, placesOf, rulesOf } from '@slipway/core/policy';
import { type Reason, reason } from '@slipway/core/reasons';
import type { Rollout } from '@slipway/core/rollout';
import type { Why } from '@slipway/protocol/api';
import type { HostRecord, StoredPlan, StoreView } from '../../ports/index.ts';
import { approvalState } from '../approval/index.ts';
import type { App } from '../context.ts';
import { SCHEDULE } from '../promotion/index.ts';

/** Plans and rollouts looked through for the newest of a place. */
const LOOKED_AT_MAX = 200;

export type WhyReason = Why['reasons'][number];

/** Outside any environment, or in a conflict, nobody plans a host, which its own reasons say. */
export type PlanningWhys = (
  host: Pick<HostRecord, 'hostId' | 'labels'>,
  packageName: string | null,
) => readonly WhyReason[];

interface Newest {
  readonly plan: StoredPlan;
  readonly ran: Rollout | null;
  /** Where it has not run: what it waits for. */
  readonly waits: Reason;
}

/** `of`: whose places are asked about; `null`: every place of the policy. */
export const readPlanningWhys = async (
  app: App,
  view: StoreView,
  policy: Policy | null,
  of: Pick<HostRecord, 'labels'> | null = null,
): Promise<PlanningWhys> => {
  if (policy === null) return () => [];
  const newest = new Map<string, Newest>();
  const plans = (await view.plans.plans({ after: null, limit: LOOKED_AT_MAX })).items;
  const rollouts = (await view.rollouts.rollouts({ after: null, limit: LOOKED_AT_MAX })).items;
  const own = of === null ? null : placeOf(policy, of);
  for (const place of of === null ? placesOf(policy) : [...(own === null ? [] : [own])]) {
    const plan = plans.find((one) => keyOf(placeOfPlan(one)) === keyOf(place));
    if (plan === undefined) continue;
    const ran = rollouts.find(({ planDigest }) => planDigest === plan.digest) ?? null;
    newest.set(keyOf(place), { plan, ran, waits: await waitsFor(app, view, plan) });
  }
  return (host, packageName) => {
    const place = placeOf(policy, host);
    return place === null ? [] : reasonsOf(place, newest.get(keyOf(place)) ?? null, host.hostId, packageName);
  };
};

const placeOfPlan = ({ header, policyName = null }: StoredPlan): PolicyPlace => ({
  environment: header.environment,
  policyName,
});

const placeOf = (policy: Policy, { labels }: Pick<HostRecord, 'labels'>): PolicyPlace | null => {
  const rules = rulesOf(labels, policy);
  return rules.kind === 'rules' ? { environment: rules.environment.name, policyName: rules.policyName } : null;
};

/** A blank is in no name. */
const keyOf = ({ environment, policyName }: PolicyPlace): string => `${environment} ${policyName ?? ''}`;

const waitsFor = async (app: App, view: StoreView, plan: StoredPlan): Promise<Reason> => {
  const approved = await approvalState(view, plan, app.ports.clock.now());
  if (!approved.ok) return approved.reason;
  return plan.author === SCHEDULE.person ? reason('starts-by-itself') : reason('not-started', { plan: plan.digest });
};

const reasonsOf = (
  { environment }: PolicyPlace,
  newest: Newest | null,
  hostId: HostId,
  packageName: string | null,
): readonly WhyReason[] => {
  const planned = newest?.plan.header.bounds.hosts.includes(hostId) === true;
  const said = newest === null ? [] : reportReasons(newest.plan, hostId, packageName);
  if (newest === null || (!planned && said.length === 0)) {
    return [{ source: 'planning', id: null, package: null, reason: reason('not-planned', { environment }) }];
  }
  return planned ? [...said, ...standingReasons(newest, hostId)] : said;
};

const reportReasons = (
  { digest, report }: StoredPlan,
  hostId: HostId,
  packageName: string | null,
): readonly WhyReason[] => [
  ...report.leftOut
    .filter((one) => one.hostId === hostId)
    .map((one): WhyReason => ({ source: 'planning', id: digest, package: null, reason: one.reason })),
  ...report.updatesLeftOut
    .filter((one) => one.hostId === hostId && (packageName === null || one.name === packageName))
    .map((one): WhyReason => ({ source: 'planning', id: digest, package: one.name, reason: one.reason })),
];

/** The host is planned and in no open rollout: nobody approved, nobody started, or it ran and this is how it ended. */
const standingReasons = ({ plan, ran, waits }: Newest, hostId: HostId): readonly WhyReason[] => {
  if (ran === null) return [{ source: 'planning', id: plan.digest, package: null, reason: waits }];
  const ended = ran.hosts.find((host) => host.hostId === hostId) ?? null;
  const why = ended?.reason ?? ran.reason;
  return why === null ? [] : [{ source: 'rollout', id: ran.rolloutId, package: null, reason: why }];
};
