// Hosts that are done, asked after their soak whether they are still well: who can be asked, and what each said last.

import type { Sha256 } from '@slipway/core/document';
import type { HostId } from '@slipway/core/ids';
import type { PlanHeader } from '@slipway/core/plan';
import { evidenceAt, type ReadingSubject, readingIdOf } from '@slipway/core/reading';
import { type AskedAfterSoak, askedAfterSoak, type RolloutInput } from '@slipway/core/rollout';
import type { StoreView, WantedReading } from '../../ports/index.ts';
import type { App } from '../context.ts';
import { capabilityFor, wantReadings } from '../readings/index.ts';

/** Wanted so long from each look on: a controller that is away for a moment changes nothing for the hosts. */
const WANTED_SECONDS = 600;

type Gathered = Pick<RolloutInput, 'rollout' | 'header' | 'hostPlans' | 'observations' | 'now'>;

/** Of those whose soak is over and who can be asked. */
export const saidAfterSoak = async (
  view: StoreView,
  sha256: Sha256,
  gathered: Gathered,
): Promise<ReadonlyMap<HostId, AskedAfterSoak>> => {
  const said = new Map<HostId, AskedAfterSoak>();
  for (const { host } of askedAfterSoak(gathered.rollout, gathered)) {
    const { hostId, attemptId } = host;
    const subject = subjectFor(gathered.header, hostId);
    if (subject === null || (gathered.hostPlans.get(hostId)?.checks ?? []).length === 0) continue;
    // Changed once more since, by another rollout: what it says now is about that one.
    if (gathered.observations.get(hostId)?.attempt?.attemptId !== attemptId) continue;
    const capabilities = (await view.fleet.host(hostId))?.value.contact?.capabilities ?? [];
    if (!capabilities.includes(capabilityFor(subject))) continue;
    const wanted = await view.readings.reading(hostId, readingIdOf(subject, sha256));
    said.set(hostId, { reading: answerOf(wanted?.taken ?? null) });
  }
  return said;
};

const answerOf = (taken: WantedReading['taken']): AskedAfterSoak['reading'] => {
  if (taken === null) return null;
  const { state, text } = taken.reading;
  const at = evidenceAt(taken.reading, taken.receivedAt);
  return { state: state === 'warning' ? 'critical' : state, found: text, at };
};

const subjectFor = ({ hostPlans }: PlanHeader, hostId: HostId): ReadingSubject | null => {
  const listed = hostPlans.find((one) => one.hostId === hostId);
  return listed === undefined ? null : { kind: 'checks', hostPlanDigest: listed.digest };
};

/** Whoever the rollout waits for is asked. */
export const wantAfterSoak = async (
  app: App,
  { header, stillSo = new Map() }: Pick<RolloutInput, 'header' | 'stillSo'>,
): Promise<void> => {
  const wishes = [...stillSo.keys()].flatMap((hostId) => {
    const subject = subjectFor(header, hostId);
    return subject === null ? [] : [{ hostId, subject }];
  });
  await wantReadings(app, wishes, WANTED_SECONDS);
};
