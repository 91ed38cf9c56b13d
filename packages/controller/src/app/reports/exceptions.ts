// Exceptions that stood during a period, out of the revisions of the policy.

import { exceptionHistory, standingOfException } from '@slipway/core/exception';
import { type Outcome, ok } from '@slipway/core/reasons';
import type { ExceptionHistoryAnswer } from '@slipway/protocol/api';
import type { SavedPolicy, StoreView } from '../../ports/index.ts';
import type { App } from '../context.ts';
import { ofPeriod, type PeriodQuery } from './periods.ts';

/** Each is some 20 kB of JSON: a second of reading. A policy that changes every day is looked back into for a year and more. */
const REVISIONS_MAX = 500;
const PAGE = 100;

export const reportExceptions = async (app: App, query: PeriodQuery): Promise<Outcome<ExceptionHistoryAnswer>> =>
  await ofPeriod(app, query, async (view, { from, until, at }) => {
    const { revisions, moreBefore } = await revisionsOf(view);
    const history = exceptionHistory(
      revisions.map(({ policy, ...saved }) => ({ ...saved, exceptions: policy.exceptions ?? [] })),
    );
    const items = history
      .filter(({ enteredAt, leftAt, exception: { expiresAt } }) => {
        const ended = leftAt !== null && leftAt < expiresAt ? leftAt : expiresAt;
        // One that has expired and still stands in the policy is somebody's to take out.
        return enteredAt < until && ((leftAt === null && ended <= at) || ended >= from);
      })
      .map(({ exception, ...whence }) => ({
        ...exception,
        ...whence,
        state: standingOfException({ exception, ...whence }, at),
      }))
      .sort((a, b) => (a.expiresAt === b.expiresAt ? (a.name < b.name ? -1 : 1) : a.expiresAt < b.expiresAt ? -1 : 1));
    return ok({ ...{ from, until, asOf: at }, items, moreBefore });
  });

/** Oldest first. */
const revisionsOf = async ({
  plans,
}: StoreView): Promise<{ readonly revisions: readonly SavedPolicy[]; readonly moreBefore: boolean }> => {
  const found: SavedPolicy[] = [];
  let after: string | null = null;
  do {
    const page: { readonly items: readonly SavedPolicy[]; readonly next: string | null } = await plans.policyRevisions({
      after,
      limit: PAGE,
    });
    found.push(...page.items);
    after = page.next;
  } while (after !== null && found.length < REVISIONS_MAX);
  return { revisions: found.toReversed(), moreBefore: after !== null };
};
