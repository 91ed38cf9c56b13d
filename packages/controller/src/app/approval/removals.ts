// Removals have an approval of their own: a name counts for a plan that removes packages only where it names every one of
// them. core/plan holds it against whoever approves (approvalCovers); here it is asked of people, before they are told that
// they have approved what would not count.

import { type Outcome, ok, refuse } from '@slipway/core/reasons';
import type { StoredPlan } from '../../ports/index.ts';

/** The names that stand in the approval: all of those that the plan removes, and no others. */
export const removalsNamed = (
  { header }: Pick<StoredPlan, 'header'>,
  named: readonly string[],
): Outcome<readonly string[]> => {
  const { removals } = header.bounds.changes;
  const given = [...new Set(named)].sort();
  const strangers = given.filter((name) => !removals.includes(name));
  if (strangers.length > 0) return refuse('removal-not-planned', { packages: strangers.join(', ') });
  const missing = removals.filter((name) => !given.includes(name));
  return missing.length > 0
    ? refuse('removals-not-named', { packages: missing.join(', '), removals: removals.join(',') })
    : ok(given);
};
