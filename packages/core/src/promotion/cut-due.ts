// The first environment's own schedule cuts; its part policies, and every later environment, take what was cut.

import { type Reason, type ReasonCode, reason } from '../reasons/index.ts';
import { addMs, addSeconds, type Instant, msBetween } from '../time/index.ts';
import type { Aim } from './aim.ts';
import type { CutFacts, DueAct, PlaceView } from './due-types.ts';
import { cutIdOf } from './ids.ts';

/** An archive that is away for a night must not cost a week: so often, so far apart, and then a person. */
export const CUT_TRIES_MAX = 8;
const CUT_AGAIN_SECONDS = 3600;

/** What a cut left out for one of these may be had an hour later. For all others somebody has to do something. */
const MAY_MEND: ReadonlySet<ReasonCode> = new Set([
  'repository-unread',
  'feed-failed',
  'file-unavailable',
  'content-differs',
]);

export const cuts = ({ place, policyName }: Pick<PlaceView, 'place' | 'policyName'>): boolean =>
  place === 0 && policyName === null;

/** Every id that a cut for this occurrence may have. */
export const cutIdsFor = (view: Pick<PlaceView, 'environment' | 'policyName'>, aim: Aim): readonly string[] =>
  Array.from({ length: CUT_TRIES_MAX }, (_, tried) => cutIdOf(view, aim.occurrence, tried + 1));

/** `null`: nothing is to be cut here, or it was. */
export function cutDue(
  view: PlaceView,
  aim: Aim,
): DueAct | { readonly reason: Reason; readonly until: Instant | null } | null {
  if (!cuts(view)) return null;
  const { environment, policyName, input, rules } = view;
  const tries = cutIdsFor(view, aim).flatMap((id) => input.cuts.get(id) ?? []);
  const last = tries.at(-1);
  const cut = (): DueAct => ({
    kind: 'cut',
    place: { environment, policyName },
    cutId: cutIdOf(view, aim.occurrence, tries.length + 1),
    scope: rules.scope,
    forOccurrence: aim.occurrence.id,
  });
  if (last === undefined) return cut();
  if (last.state === 'requested') return { reason: reason('cut-under-way'), until: null };
  const why = whyAgain(last, aim);
  const isLast = why === null || tries.length === CUT_TRIES_MAX;
  if (tries.some(({ state }) => state === 'cut') && (isLast || input.now >= takenAt(aim))) return null;
  if (isLast) return { reason: why ?? last.reason ?? reason('cut-under-way'), until: null };
  const again = addSeconds(last.requestedAt, CUT_AGAIN_SECONDS);
  return input.now < again ? { reason: why, until: again } : cut();
}

/** `null`: trying it again would change nothing. */
function whyAgain({ state, reason: why, leftOut }: CutFacts, aim: Aim): Reason | null {
  if (state === 'failed') {
    // Nothing was pending: for this occurrence that is the answer, where any host could say so.
    return why?.code === 'nothing-pending' && why.facts['hosts'] !== 0 ? null : (why ?? reason('cut-under-way'));
  }
  const count = leftOut?.updates.filter((one) => MAY_MEND.has(one.reason.code)).length ?? 0;
  return count === 0 ? null : reason('cut-again', { count, until: takenAt(aim) });
}

/**
 * From then on what was cut is taken as it is. An archive that is away for a night costs none of its updates, and a host that
 * names one which is always away costs half of the lead and never the window.
 */
const takenAt = ({ dueAt, occurrence }: Aim): Instant => addMs(dueAt, msBetween(dueAt, occurrence.startsAt) / 2);
