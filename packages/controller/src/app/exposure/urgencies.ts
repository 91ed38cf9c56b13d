// Deadlines of an update: the earliest over its vulnerabilities and the hosts that need it.

import type { Release, VulnerabilityFacts } from '@slipway/core/advisory';
import type { Instant } from '@slipway/core/time';
import {
  compareLanes,
  deadlineFor,
  facingOf,
  humanImpactOf,
  type RulePack,
  type Urgency,
  type UrgencyFacts,
  urgencyFacts,
} from '@slipway/core/urgency';
import type { HostClass, StoreView, UpdateKey } from '../../ports/index.ts';
import { exposureSubject, isKevRead, readRules, ruleSubject } from '../knowledge/index.ts';

/** Read once for an answer about many updates. */
export interface UrgencyBasis {
  readonly rules: RulePack['rules'];
  readonly kevRead: boolean;
  readonly now: Instant;
  readonly asOf: Instant | null;
}

export const urgencyBasis = async (view: StoreView, now: Instant, asOf: Instant | null): Promise<UrgencyBasis> => ({
  rules: (await readRules(view)).rules,
  kevRead: await isKevRead(view),
  now: asOf ?? now,
  asOf,
});

export interface VulnerabilityUrgency {
  readonly vulnerability: string;
  readonly facts: UrgencyFacts;
  readonly urgency: Urgency;
}

/** One per vulnerability, each for the hosts of the classes that it is most urgent for. */
export const urgenciesOf = async (
  view: StoreView,
  basis: UrgencyBasis,
  update: UpdateKey & { readonly vulnerabilities: readonly string[] },
  classes: readonly HostClass[],
): Promise<readonly VulnerabilityUrgency[]> => {
  const { vulnerabilities, release, sourcePackage } = update;
  const known = new Map<string, VulnerabilityFacts[]>();
  for (const { record } of await view.knowledge.facts(vulnerabilities, basis.asOf)) {
    known.set(record.vulnerability, [...(known.get(record.vulnerability) ?? []), record]);
  }
  const starts = await readStarts(view, basis, { release, sourcePackage, vulnerabilities });
  return vulnerabilities.map((vulnerability) => {
    const facts = urgencyFacts(known.get(vulnerability) ?? [], { kevRead: basis.kevRead });
    const urgencies = classes.map((host) =>
      deadlineFor({
        facts,
        facing: facingOf(host.facing ?? undefined),
        humanImpact: humanImpactOf(host.humanImpact ?? undefined),
        starts: { ...starts(vulnerability), hostEnrolledAt: host.enrolledAt, facingChangedAt: host.facingChangedAt },
        rules: basis.rules,
        now: basis.now,
      }),
    );
    return { vulnerability, facts, urgency: urgencies.reduce(moreUrgent) };
  });
};

export const mostUrgent = (all: readonly VulnerabilityUrgency[]): VulnerabilityUrgency | null =>
  all.reduce<VulnerabilityUrgency | null>(
    (a, b) => (a === null || moreUrgent(a.urgency, b.urgency) === b.urgency ? b : a),
    null,
  );

/** The earlier deadline; of equal ones the higher lane; of equal ones the first. */
const moreUrgent = (a: Urgency, b: Urgency): Urgency => {
  if (a.deadline !== b.deadline) {
    if (b.deadline === null) return a;
    return a.deadline === null || b.deadline < a.deadline ? b : a;
  }
  return compareLanes(b.lane, a.lane) > 0 ? b : a;
};

const readStarts = async (
  { knowledge }: StoreView,
  { rules, now }: UrgencyBasis,
  of: { readonly release: Release; readonly sourcePackage: string; readonly vulnerabilities: readonly string[] },
) => {
  const subjectOf = (vulnerability: string) =>
    exposureSubject(of.release, { vulnerability, sourcePackage: of.sourcePackage });
  const subjects = of.vulnerabilities.map(subjectOf);
  const first = await knowledge.starts('first-known', subjects);
  const fixed = await knowledge.starts('fix-known', subjects);
  const entered = await knowledge.starts(
    'rule-entered',
    of.vulnerabilities.flatMap((vulnerability) => rules.map(({ name }) => ruleSubject(vulnerability, name))),
  );
  return (vulnerability: string) => ({
    firstKnownAt: first.get(subjectOf(vulnerability)) ?? now,
    fixPublishedAt: fixed.get(subjectOf(vulnerability)) ?? null,
    ruleEnteredAt: Object.fromEntries(
      rules.flatMap(({ name }) => {
        const at = entered.get(ruleSubject(vulnerability, name));
        return at === undefined ? [] : [[name, at]];
      }),
    ),
  });
};
