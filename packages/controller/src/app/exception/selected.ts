// How many hosts exceptions select: one walk for all of them.

import type { Exception } from '@slipway/core/policy';
import { evaluateOnLabels, parseSelector } from '@slipway/core/selection';
import type { StoreView } from '../../ports/index.ts';

const PAGE = 500;

/** In the order of what was given. */
export const countSelected = async (
  { fleet }: StoreView,
  exceptions: readonly Pick<Exception, 'hosts'>[],
): Promise<readonly number[]> => {
  const selectors = exceptions.map(({ hosts }) => parseSelector(hosts));
  const counts = exceptions.map(() => 0);
  let after: string | null = null;
  do {
    const page: Awaited<ReturnType<typeof fleet.hosts>> = await fleet.hosts({ after, limit: PAGE });
    for (const { labels, retiredAt } of page.items) {
      if (retiredAt !== null) continue;
      for (const [at, selector] of selectors.entries()) {
        if (selector.ok && evaluateOnLabels(selector.value, labels) === 'yes') counts[at] = (counts[at] ?? 0) + 1;
      }
    }
    after = page.next;
  } while (after !== null);
  return counts;
};
