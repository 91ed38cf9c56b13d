// What stands on which day. A window and a rollout stand on the day on which they begin, a freeze on each day that it touches.

import type { Schemas } from '../../api/index.ts';
import { dayOf } from './days.ts';

type Calendar = Schemas['Calendar'];
type Place = Calendar['places'][number];
export type CalendarPlan = Schemas['CalendarPlan'];

export type Entry =
  | {
      readonly kind: 'window';
      readonly key: string;
      readonly at: string;
      readonly place: Place;
      readonly occurrence: Place['ahead'][number];
      readonly plans: readonly CalendarPlan[];
    }
  | {
      readonly kind: 'skipped';
      readonly key: string;
      readonly at: string;
      readonly place: Place;
      readonly skipped: Place['skipped'][number];
    }
  | {
      readonly kind: 'freeze';
      readonly key: string;
      readonly at: string;
      readonly freeze: Schemas['FrozenSpans'];
      /** `null`: cannot be computed, and then it holds. */
      readonly span: { readonly startsAt: string; readonly endsAt: string } | null;
    }
  | { readonly kind: 'approval'; readonly key: string; readonly at: string; readonly plan: CalendarPlan }
  | {
      readonly kind: 'rollout';
      readonly key: string;
      readonly at: string;
      readonly plan: CalendarPlan;
      readonly rollout: CalendarPlan['rollouts'][number];
    };

const ORDER = { freeze: 0, approval: 1, skipped: 2, window: 3, rollout: 4 } as const;

export const entriesByDay = (
  calendar: Calendar,
  zone: string,
  days: readonly string[],
): ReadonlyMap<string, readonly Entry[]> => {
  const byDay = new Map<string, Entry[]>(days.map((day) => [day, []]));
  const put = (day: string, entry: Entry): void => void byDay.get(day)?.push(entry);
  for (const entry of [...windowEntries(calendar), ...planEntries(calendar)]) put(dayOf(entry.at, zone), entry);
  for (const freeze of calendar.freezes) {
    for (const span of freeze.spans ?? [null]) {
      const first = span === null ? '' : dayOf(span.startsAt, zone);
      // The end is the first instant that is free again.
      const last = span === null ? '~' : dayOf(new Date(Date.parse(span.endsAt) - 1).toISOString(), zone);
      for (const day of days) {
        if (day < first || day > last) continue;
        put(day, { kind: 'freeze', key: `freeze ${freeze.name} ${span?.startsAt ?? ''}`, at: '', freeze, span });
      }
    }
  }
  for (const entries of byDay.values()) {
    entries.sort((a, b) => ORDER[a.kind] - ORDER[b.kind] || (a.at < b.at ? -1 : 1));
  }
  return byDay;
};

/** Those at any time stand on no day: they are said once, above. */
const windowEntries = ({ places, plans }: Calendar): readonly Entry[] =>
  places
    .filter(({ zone }) => zone !== null)
    .flatMap((place): readonly Entry[] => {
      const name = `${place.environment} ${place.policyName ?? ''}`;
      const its = plans.filter(
        ({ environment, policyName }) => environment === place.environment && policyName === (place.policyName ?? null),
      );
      return [
        ...place.ahead.map(
          (occurrence): Entry => ({
            kind: 'window',
            key: `window ${name} ${occurrence.id}`,
            at: occurrence.startsAt,
            place,
            occurrence,
            plans: its.filter(({ occurrences }) => occurrences.some(({ id }) => id === occurrence.id)),
          }),
        ),
        ...place.skipped.map(
          (skipped): Entry => ({
            kind: 'skipped',
            key: `skipped ${name} ${skipped.id}`,
            at: skipped.startsAt,
            place,
            skipped,
          }),
        ),
      ];
    });

const planEntries = ({ plans }: Calendar): readonly Entry[] =>
  plans.flatMap((plan): readonly Entry[] => [
    ...(plan.approvalDueAt === null
      ? []
      : [{ kind: 'approval' as const, key: `approval ${plan.planDigest}`, at: plan.approvalDueAt, plan }]),
    ...plan.rollouts.map((rollout) => ({
      kind: 'rollout' as const,
      key: `rollout ${rollout.rolloutId}`,
      at: rollout.startedAt,
      plan,
      rollout,
    })),
  ]);
