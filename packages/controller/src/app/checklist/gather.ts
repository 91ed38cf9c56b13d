// What a checklist is judged by, from one consistent look at the store. What outside systems say is asked beside it.

import { type ChecklistFacts, type HostReading, type PlanChecklist, subjectOf } from '@slipway/core/checklist';
import type { Digest, HostId, RolloutId } from '@slipway/core/ids';
import type { PlanHeader } from '@slipway/core/plan';
import { isOver, type Rollout } from '@slipway/core/rollout';
import { addSeconds, type Instant } from '@slipway/core/time';
import type { StoredChecklist, StoredPlan, StoreView } from '../../ports/index.ts';
import { announcedAt } from '../announcement/index.ts';
import type { App } from '../context.ts';
import { READINGS_CAPABILITY, readingsOf } from '../readings/index.ts';
import { unprovenTargets } from './unproven.ts';

/** Before a window hosts are asked so long: time to put right what they say, and no more work for them than that. */
const ASKED_BEFORE_SECONDS = 24 * 3600;

export interface Gathered {
  readonly facts: Omit<ChecklistFacts, 'probes'>;
  readonly rolloutId: RolloutId | null;
  /** Of the occurrence that hosts would begin in, now or next; `null`: there is none ahead. */
  readonly startsAt: Instant | null;
}

/** `null`: nobody begins under this plan any more, or not again. */
export const gather = async (app: App, view: StoreView, checklist: StoredChecklist): Promise<Gathered | null> => {
  const now = app.ports.clock.now();
  const plan = await view.plans.plan(checklist.planDigest);
  if (plan === null) return null;
  const rollout = await rolloutOf(view, checklist.planDigest);
  if (rollout === 'ended') return null;
  const occurrence = nextOccurrence(plan.header, now);
  const asksFrom = occurrence === null ? now : addSeconds(occurrence.startsAt, -ASKED_BEFORE_SECONDS);
  const hosts = await hostsOf(view, rollout === null ? plan.header.bounds.hosts : notBegun(rollout));
  return {
    rolloutId: rollout?.rolloutId ?? null,
    startsAt: occurrence?.startsAt ?? null,
    facts: {
      now,
      hosts,
      askedFrom: asksFrom > now ? asksFrom : null,
      readings: await answersTo(
        app,
        view,
        checklist,
        hosts.map(({ hostId }) => hostId),
      ),
      occurrence:
        occurrence === null
          ? null
          : { startsAt: occurrence.startsAt, toldAt: await announcedAt(view, plan, occurrence) },
      unproven: await unprovenOf(view, plan, { checklist, rolloutId: rollout?.rolloutId ?? null }),
    },
  };
};

/**
 * What was proven once stays so: rollouts of all environments are read only until then. What was found for an earlier
 * rollout may have been green only since nobody was left in it.
 */
const unprovenOf = async (
  view: StoreView,
  plan: StoredPlan,
  of: { readonly checklist: StoredChecklist; readonly rolloutId: RolloutId | null },
) => {
  const { items, look } = of.checklist;
  const names = items.filter(({ kind }) => kind === 'tier-before').map(({ name }) => name);
  const seen = look !== null && (look.rolloutId === null || look.rolloutId === of.rolloutId) ? look.items : [];
  const isGreen = (name: string): boolean => seen.some((item) => item.name === name && item.state === 'green');
  return names.every(isGreen) ? [] : await unprovenTargets(view, plan);
};

/** The one that is under way; `null`: none has begun yet; `ended`: all that there were are over. */
const rolloutOf = async ({ rollouts }: StoreView, planDigest: Digest): Promise<Rollout | 'ended' | null> => {
  const all = await rollouts.rolloutsOf(planDigest);
  return all.find((rollout) => !isOver(rollout)) ?? (all.length === 0 ? null : 'ended');
};

const notBegun = ({ hosts }: Rollout): readonly HostId[] =>
  hosts.filter(({ phase }) => phase === 'waiting' || phase === 'granted').map(({ hostId }) => hostId);

const hostsOf = async ({ fleet }: StoreView, hostIds: readonly HostId[]): Promise<ChecklistFacts['hosts']> => {
  const hosts: ChecklistFacts['hosts'][number][] = [];
  for (const hostId of hostIds) {
    const host = (await fleet.host(hostId))?.value ?? null;
    const canRead = host?.contact?.capabilities.includes(READINGS_CAPABILITY) ?? false;
    hosts.push({ hostId, hostname: host?.hostname ?? hostId, canRead });
  }
  return hosts;
};

const nextOccurrence = ({ bounds }: PlanHeader, now: Instant): PlanHeader['bounds']['occurrences'][number] | null =>
  bounds.occurrences
    .filter(({ cutOffAt }) => now < cutOffAt)
    .toSorted((a, b) => (a.startsAt < b.startsAt ? -1 : 1))[0] ?? null;

const answersTo = async (
  app: App,
  view: StoreView,
  { items }: PlanChecklist,
  hostIds: readonly HostId[],
): Promise<ChecklistFacts['readings']> => {
  const answers = new Map<string, ReadonlyMap<HostId, HostReading>>();
  for (const item of items) {
    if (item.kind !== 'plug-in' && item.kind !== 'file-age') continue;
    answers.set(item.name, await readingsOf(app, view, { hostIds, subject: subjectOf(item) }));
  }
  return answers;
};
