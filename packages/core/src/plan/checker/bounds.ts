import type { Occurrence } from '../../calendar/index.ts';
import { type Instant, msOfInstant } from '../../time/index.ts';
import type { CheckerNote, ClusterLimit, HostPlan, RollbackInput } from '../types.ts';
import { goingWith } from './carried.ts';
import type { Facts } from './facts.ts';
import { checkLabels } from './labels.ts';
import { differs, error } from './notes.ts';
import { belongsTo } from './window.ts';

/** What the approval would allow is what policy and overrides allow, and no more. */
export function* checkBounds(facts: Facts): Iterable<CheckerNote> {
  yield* checkChanges(facts);
  yield* checkClusterLimits(facts);
  yield* checkOccurrences(facts);
  yield* checkLabels(facts);
}

function* checkChanges({ plan, input, environment }: Facts): Iterable<CheckerNote> {
  const { newDependencies, removals, downgrades } = plan.header.bounds.changes;
  const { rollback } = input;
  const comes = plan.hostPlans.some(({ transaction }) => transaction.some(({ kind }) => kind === 'install'));
  const ofRollback = comes ? 'allowed' : 'refused';
  const expected = rollback === undefined ? (environment?.newDependencies ?? 'refused') : ofRollback;
  if (newDependencies !== expected) yield differs('rule for new dependencies', newDependencies, expected);
  const falls = rollback === undefined ? 'refused' : 'allowed';
  if (downgrades !== falls) yield differs('rule for downgrades', downgrades, falls);
  const allowed = new Set(
    rollback === undefined
      ? input.overrides.flatMap((one) => (one.kind === 'allow-removal' ? [one.package] : []))
      : broughtBy(rollback),
  );
  for (const name of removals) {
    if (!allowed.has(name)) yield error('check-removal-unnamed', { package: name });
  }
}

/** What the finished host plans installed anew: nothing else may go with them. */
const broughtBy = ({ finished }: RollbackInput): readonly string[] =>
  [...finished.values()].flatMap(({ transaction }) =>
    transaction.flatMap(({ from, name }) => (from === null ? [name] : [])),
  );

function* checkClusterLimits(facts: Facts): Iterable<CheckerNote> {
  const { plan, clusters } = facts;
  const going = goingWith(facts, plan.header.bounds);
  const touched = clusters.filter(({ members }) => [...members].some((hostId) => going.has(hostId)));
  const expected = touched.map(({ cluster, members }) =>
    describeLimit({ cluster: cluster.name, awayMax: cluster.awayMax, members: [...members] }),
  );
  const found = plan.header.bounds.clusterLimits.map(describeLimit);
  if (found.toSorted().join('; ') !== expected.toSorted().join('; ')) {
    yield differs('list of cluster limits', found.join('; '), expected.join('; '));
  }
}

const describeLimit = ({ cluster, awayMax, members }: ClusterLimit): string =>
  `${cluster}: ${awayMax} of ${members.toSorted().join(', ')}`;

function* checkOccurrences({ plan, input, environment }: Facts): Iterable<CheckerNote> {
  const { occurrences, expiresAt } = plan.header.bounds;
  let before: Instant | null = null;
  for (const occurrence of occurrences) {
    const { id, startsAt, cutOffAt, endsAt } = occurrence;
    const isInOrder = startsAt < cutOffAt && cutOffAt <= endsAt && (before === null || startsAt >= before);
    const isOfWindow = environment !== null && belongsTo(environment.window, occurrence, input.calendar);
    if (!isInOrder || !isOfWindow || cutOffAt <= input.now) yield error('check-occurrence', { id });
    before = endsAt;
  }
  if (before === null) yield error('no-occurrence', { environment: input.environment });
  if (expiresAt !== before) yield differs('expiry of the bounds', expiresAt, before ?? 'none');
  for (const hostPlan of plan.hostPlans) yield* checkFits(hostPlan, occurrences, input.now);
}

/** A host that fits in no occurrence would keep its place in the rollout for ever. */
function* checkFits(hostPlan: HostPlan, occurrences: readonly Occurrence[], now: Instant): Iterable<CheckerNote> {
  const { expectedSeconds, wayBackSeconds, transaction, parts } = hostPlan;
  const whole = expectedSeconds + wayBackSeconds;
  // In parts it need not fit, as long as the first change does with all that stands before and behind it.
  const others = parts === undefined ? 0 : (transaction.length - 1) * parts.changeSeconds;
  const needed = Math.max(whole - others, parts === undefined ? 0 : parts.changeSeconds + parts.afterSeconds);
  let left = 0;
  for (const { startsAt, endsAt } of occurrences) {
    left = Math.max(left, Math.floor((msOfInstant(endsAt) - Math.max(msOfInstant(startsAt), msOfInstant(now))) / 1000));
  }
  if (needed > left) yield error('window-too-short', { needed, left }, hostPlan.hostId);
}
