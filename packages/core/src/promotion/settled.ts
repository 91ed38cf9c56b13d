import type { PlanningReport } from '../plan/index.ts';
import { isOver, type Rollout, workEndedAt } from '../rollout/index.ts';
import { endStateOf, outcomeOf } from './outcome.ts';
import type { Promotion, PromotionOutcome, PromotionState } from './types.ts';

const ENDS_BY_HOSTS: ReadonlySet<PromotionState> = new Set(['done', 'incomplete', 'failed']);

/**
 * Hosts that had left its rollout have ended in one of their own, after its cycle had: what became of them counts from then on.
 * The same object where nothing changes.
 */
export function settled(
  promotion: Promotion,
  known: { readonly report: PlanningReport; readonly rollout: Rollout; readonly further: readonly Rollout[] },
): Promotion {
  const { outcome: before, endedAt } = promotion;
  if (endedAt === null || before === null || !ENDS_BY_HOSTS.has(promotion.state)) return promotion;
  const outcome = outcomeOf(known.report, known.rollout, known.further);
  const state = endStateOf(outcome, known.rollout, known.further);
  if (state === promotion.state && textOf(outcome) === textOf(before)) return promotion;
  // The soak is that of the host that was changed last.
  const last = known.further
    .filter(isOver)
    .map(workEndedAt)
    .reduce((a, b) => (a < b ? b : a), endedAt);
  return {
    ...promotion,
    outcome,
    state,
    since: last,
    endedAt: last,
    reason: state === 'done' ? null : promotion.reason,
  };
}

/** What a host is called is put to it afterwards, and changes nothing. */
const textOf = ({ notDone, ...counts }: PromotionOutcome): string =>
  JSON.stringify({ ...counts, notDone: notDone.map(({ hostId, what, reason }) => [hostId, what, reason]) });
