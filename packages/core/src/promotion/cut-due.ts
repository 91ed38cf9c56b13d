// The first environment's own schedule cuts; its part policies, and every later environment, take what was cut.

import { type Reason, reason } from '../reasons/index.ts';
import { addSeconds, type Instant } from '../time/index.ts';
import type { Aim } from './aim.ts';
import type { DueAct, PlaceView } from './due-types.ts';
import { cutIdOf } from './ids.ts';

/** An archive that is away for a night must not cost a week: so often, so far apart, and then a person. */
export const CUT_TRIES_MAX = 8;
const CUT_AGAIN_SECONDS = 3600;

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
  switch (last.state) {
    case 'requested':
      return { reason: reason('cut-under-way'), until: null };
    case 'cut':
      return null;
    case 'failed': {
      const why = last.reason ?? reason('cut-under-way');
      // Nothing was pending: for this occurrence that is the answer, where any host could say so.
      const isAnswer = why.code === 'nothing-pending' && why.facts['hosts'] !== 0;
      if (isAnswer || tries.length === CUT_TRIES_MAX) return { reason: why, until: null };
      const again = addSeconds(last.requestedAt, CUT_AGAIN_SECONDS);
      return input.now < again ? { reason: why, until: again } : cut();
    }
    default:
      return last.state satisfies never;
  }
}
