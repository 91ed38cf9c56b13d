// Hosts that are done, asked after their soak whether they are still well: who can be, and what each said last.

import type { Sha256 } from '@slipway/core/document';
import type { HostId } from '@slipway/core/ids';
import type { PlanHeader } from '@slipway/core/plan';
import { evidenceAt, type ReadingSubject, readingIdOf } from '@slipway/core/reading';
import { type AskedAfterSoak, askedAfterSoak, type Rollout, type RolloutObservation } from '@slipway/core/rollout';
import type { Instant } from '@slipway/core/time';
import type { StoreView } from '../../ports/index.ts';
import { capabilityFor, type WantedFrom } from '../readings/index.ts';
import { newestAttempt } from './newest-attempt.ts';

interface Looked {
  readonly rollout: Rollout;
  readonly header: PlanHeader;
  readonly now: Instant;
}

/** What is wanted of hosts whose soak is over. */
export const wantedAfterSoak = async (view: StoreView, looked: Looked): Promise<readonly WantedFrom[]> => {
  const wanted: WantedFrom[] = [];
  for (const { host } of askedAfterSoak(looked.rollout, looked)) {
    const subject = subjectFor(looked.header, host.hostId);
    if (subject === null || !(await canSay(view, host.hostId, subject))) continue;
    if (!(await hasChecks(view, looked.rollout, host.hostId))) continue;
    // Changed once more since, by another rollout: what it says now is about that one.
    if ((await newestAttempt(view, host.hostId)).attempt?.attemptId !== host.attemptId) continue;
    wanted.push({ hostId: host.hostId, subject });
  }
  return wanted;
};

/** Of those, what came. */
export const saidAfterSoak = async (
  view: StoreView,
  looked: Looked & { readonly sha256: Sha256; readonly observations: ReadonlyMap<HostId, RolloutObservation> },
): Promise<ReadonlyMap<HostId, AskedAfterSoak>> => {
  const said = new Map<HostId, AskedAfterSoak>();
  for (const { hostId, subject } of await wantedAfterSoak(view, looked)) {
    const { taken = null } = (await view.readings.reading(hostId, readingIdOf(subject, looked.sha256))) ?? {};
    const state = taken === null || taken.reading.state === 'warning' ? 'critical' : taken.reading.state;
    said.set(hostId, {
      reading:
        taken === null
          ? null
          : { state, found: taken.reading.text, at: evidenceAt(taken.reading, taken.receivedAt) },
    });
  }
  return said;
};

const subjectFor = ({ hostPlans }: PlanHeader, hostId: HostId): ReadingSubject | null => {
  const digest = hostPlans.find((listed) => listed.hostId === hostId)?.digest ?? null;
  return digest === null ? null : { kind: 'checks', hostPlanDigest: digest };
};

const canSay = async ({ fleet }: StoreView, hostId: HostId, subject: ReadingSubject): Promise<boolean> =>
  (await fleet.host(hostId))?.value.contact?.capabilities.includes(capabilityFor(subject)) === true;

const hasChecks = async ({ plans }: StoreView, { planDigest }: Rollout, hostId: HostId): Promise<boolean> =>
  ((await plans.hostPlan(planDigest, hostId))?.checks ?? []).length > 0;
