// Deadlines of an update: of each of its vulnerabilities, on hosts that are alike.

import type { VulnerabilityFacts } from '@slipway/core/advisory';
import type { Instant } from '@slipway/core/time';
import {
  deadlineFor,
  facingOf,
  humanImpactOf,
  type RulePack,
  type Urgency,
  type UrgencyFacts,
  type UrgencyStarts,
  urgencyFacts,
} from '@slipway/core/urgency';
import { type DueFirst, dueKey, type HostClass, type StoreView, type UpdateKey } from '../../ports/index.ts';
import {
  type Excepting,
  exceptingNow,
  exposureSubject,
  isKevRead,
  NOTHING_EXCEPTED,
  readRules,
  ruleSubject,
} from '../knowledge/index.ts';

/** Read once for an answer about many updates. */
export interface UrgencyBasis {
  readonly rules: RulePack['rules'];
  readonly kevRead: boolean;
  readonly now: Instant;
  readonly asOf: Instant | null;
  /** Of today: which acted on another day is not laid over it. */
  readonly excepting: Excepting;
}

export const urgencyBasis = async (view: StoreView, now: Instant, asOf: Instant | null): Promise<UrgencyBasis> => ({
  rules: (await readRules(view)).rules,
  kevRead: await isKevRead(view),
  now: asOf ?? now,
  asOf,
  excepting: asOf === null ? await exceptingNow(view, now) : NOTHING_EXCEPTED,
});

/** What of a host matters for a deadline. */
export type UrgencyHost = Pick<HostClass, 'facing' | 'humanImpact' | 'enrolledAt' | 'facingChangedAt'>;

export interface Urgencies {
  readonly facts: ReadonlyMap<string, UrgencyFacts>;
  of(vulnerability: string, host: UrgencyHost): Urgency;
  startsOf(vulnerability: string): Pick<UrgencyStarts, 'firstKnownAt' | 'fixPublishedAt' | 'ruleEnteredAt'>;
}

export const readUrgencies = async (
  view: StoreView,
  basis: UrgencyBasis,
  update: Omit<UpdateKey, 'fixedVersion'> & { readonly vulnerabilities: readonly string[] },
): Promise<Urgencies> => {
  const { vulnerabilities } = update;
  const known = new Map<string, VulnerabilityFacts[]>();
  for (const { record } of await view.knowledge.facts(vulnerabilities, basis.asOf)) {
    known.set(record.vulnerability, [...(known.get(record.vulnerability) ?? []), record]);
  }
  const startsOf = await readStarts(view, basis, update);
  const facts = new Map(
    vulnerabilities.map((one) => [one, urgencyFacts(known.get(one) ?? [], { kevRead: basis.kevRead })]),
  );
  return {
    facts,
    startsOf,
    of: (vulnerability, host) =>
      deadlineFor({
        facts: facts.get(vulnerability) ?? urgencyFacts([], { kevRead: basis.kevRead }),
        facing: facingOf(host.facing ?? undefined),
        humanImpact: humanImpactOf(host.humanImpact ?? undefined),
        starts: { ...startsOf(vulnerability), hostEnrolledAt: host.enrolledAt, facingChangedAt: host.facingChangedAt },
        rules: basis.rules,
        now: basis.now,
      }),
  };
};

/** Of these vulnerabilities on such hosts; of equally urgent ones the first. */
export const dueFirstOf = (urgencies: Urgencies, vulnerabilities: readonly string[], host: UrgencyHost): DueFirst => {
  const all = vulnerabilities.map(
    (vulnerability): DueFirst => ({
      vulnerability,
      urgency: urgencies.of(vulnerability, host),
    }),
  );
  return all.reduce(moreUrgent);
};

/** The earlier deadline; of equal ones the higher lane; of equal ones the first. */
export const moreUrgent = <T extends { readonly urgency: Urgency }>(a: T, b: T): T =>
  dueKey(b.urgency) < dueKey(a.urgency) ? b : a;

const readStarts = async (
  { knowledge }: StoreView,
  { rules, now }: UrgencyBasis,
  of: Omit<UpdateKey, 'fixedVersion'> & { readonly vulnerabilities: readonly string[] },
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
