// Plans that were tampered with, or that a planner with a fault would make: each differs in one respect from a right one.
// Digests and root are made anew after most of them, so that only the meaning is wrong.

import { sha256 } from '@slipway/testkit/builders';
import { digestOf, merkleRoot } from '../../src/document/index.ts';
import { asDigest } from '../../src/ids/index.ts';
import type { Bounds, HostPlan, Plan, PlanHeader, PlanningReport } from '../../src/plan/index.ts';
import type { ReasonCode } from '../../src/reasons/index.ts';

export interface Subject {
  readonly plan: Plan;
  readonly report: PlanningReport;
}

export interface Mutation {
  /** The reason that must be among the errors. */
  readonly caughtAs: ReasonCode;
  /** `null`: this plan has nothing to mutate so. */
  readonly apply: (subject: Subject) => Subject | null;
}

export const OTHER = asDigest(`sha256:${'0'.repeat(64)}`);

/** As whoever may write plans would: every digest fits what it names. */
export function resealed(plan: Plan): Plan {
  const hostPlans = plan.hostPlans.map((one) => ({ hostId: one.hostId, digest: digestOf(one, sha256) }));
  const root = merkleRoot(
    hostPlans.map(({ digest }) => digest),
    sha256,
  );
  const header = { ...plan.header, hostPlans, hostPlansRoot: root };
  return { ...plan, header, digest: digestOf(header, sha256) };
}

export const planned =
  (change: (plan: Plan) => Plan | null): Mutation['apply'] =>
  (subject) => {
    const plan = change(subject.plan);
    return plan === null ? null : { ...subject, plan: resealed(plan) };
  };

/** Tampered with after the digests were made. */
export const unsealed =
  (change: (plan: Plan) => Plan): Mutation['apply'] =>
  (subject) => ({ ...subject, plan: change(subject.plan) });

export const inHeader = (change: (header: PlanHeader) => Partial<PlanHeader> | null): Mutation['apply'] =>
  planned((plan) => {
    const part = change(plan.header);
    return part === null ? null : { ...plan, header: { ...plan.header, ...part } };
  });

export const inBounds = (change: (bounds: Bounds) => Partial<Bounds> | null): Mutation['apply'] =>
  inHeader(({ bounds }) => {
    const part = change(bounds);
    return part === null ? null : { bounds: { ...bounds, ...part } };
  });

/** On the first host plan to which it applies. */
export const inHostPlan = (change: (hostPlan: HostPlan) => Partial<HostPlan> | null): Mutation['apply'] =>
  planned((plan) => {
    for (const [index, hostPlan] of plan.hostPlans.entries()) {
      const part = change(hostPlan);
      if (part !== null) return { ...plan, hostPlans: plan.hostPlans.with(index, { ...hostPlan, ...part }) };
    }
    return null;
  });

export const withWaves = (change: (hosts: readonly PlanHeader['waves'][number][]) => PlanHeader['waves'] | null) =>
  inHeader(({ waves }) => {
    const changed = change(waves);
    return changed === null ? null : { waves: changed };
  });
