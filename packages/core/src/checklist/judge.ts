// Each item against what was found. What nobody can tell is unknown, and lets nobody begin either.

import type { HostId } from '../ids/index.ts';
import type { ChecklistItem } from '../policy/index.ts';
import { type Reason, reason } from '../reasons/index.ts';
import { addSeconds, type Instant } from '../time/index.ts';
import { judgeReadings } from './judge-readings.ts';
import type { ChecklistFacts, JudgedItem, PlanChecklist } from './types.ts';

type Judged = Pick<JudgedItem, 'state' | 'reason' | 'evidenceAt'>;

/** In the order of policy. */
export const judgeChecklist = (checklist: PlanChecklist, facts: ChecklistFacts): readonly JudgedItem[] =>
  checklist.items.map((item) => ({ name: item.name, kind: item.kind, ...judged(item, checklist, facts) }));

const judged = (item: ChecklistItem, checklist: PlanChecklist, facts: ChecklistFacts): Judged => {
  // Nobody is left whom it could keep from beginning.
  if (facts.hosts.length === 0) return green(facts.now);
  switch (item.kind) {
    case 'plug-in':
    case 'file-age':
      return judgeReadings(item, facts);
    case 'http':
      return probed(item.name, facts);
    case 'way-back':
      return without(checklist.withoutWayBack, facts, (found) => reason('checklist-no-way-back', found));
    case 'restore-point':
      return without(checklist.withoutRestorePoint, facts, (found) => reason('checklist-no-restore-point', found));
    case 'announced':
      return announced(item.hoursBefore, facts);
    case 'tier-before':
      return tierBefore(facts);
    default:
      return item satisfies never;
  }
};

const green = (evidenceAt: Instant): Judged => ({ state: 'green', reason: null, evidenceAt });
const blocking = (why: Reason, evidenceAt: Instant): Judged => ({ state: 'blocking', reason: why, evidenceAt });
const unknown = (why: Reason, evidenceAt: Instant | null = null): Judged => ({
  state: 'unknown',
  reason: why,
  evidenceAt,
});

/** An answer older than this says nothing of now: longer than a slow probe and a missed turn. */
export const PROBE_SECONDS_MAX = 120;

const probed = (name: string, { probes, now }: ChecklistFacts): Judged => {
  const answer = probes.get(name);
  if (answer === undefined) return unknown(reason('checklist-not-asked', { detail: 'the address has not been asked' }));
  if (addSeconds(answer.at, PROBE_SECONDS_MAX) < now) {
    return unknown(reason('checklist-not-asked', { detail: `the address was last asked ${answer.at}` }), answer.at);
  }
  return answer.reason === null ? green(answer.at) : blocking(answer.reason, answer.at);
};

const without = (
  lacking: readonly HostId[],
  { hosts, now }: ChecklistFacts,
  tell: (found: { readonly host: string; readonly count: number; readonly hosts: number }) => Reason,
): Judged => {
  const among = new Set(lacking);
  const found = hosts.filter(({ hostId }) => among.has(hostId));
  const [first] = found;
  if (first === undefined) return green(now);
  return blocking(tell({ host: first.hostname, count: found.length, hosts: hosts.length }), now);
};

const announced = (hoursBefore: number, { occurrence, now }: ChecklistFacts): Judged => {
  if (occurrence === null) return unknown(reason('checklist-not-asked', { detail: 'the plan has no window ahead' }));
  const { startsAt, toldAt } = occurrence;
  const facts = { starts: startsAt, hours: hoursBefore };
  if (toldAt === null) return blocking(reason('checklist-not-announced', facts), now);
  return addSeconds(toldAt, hoursBefore * 3600) > startsAt
    ? blocking(reason('checklist-announced-late', { ...facts, told: toldAt }), toldAt)
    : green(toldAt);
};

const tierBefore = ({ unproven, now }: ChecklistFacts): Judged => {
  if (unproven === null)
    return unknown(reason('checklist-not-asked', { detail: 'nobody has looked at the tier before' }));
  const [first] = unproven;
  return first === undefined
    ? green(now)
    : blocking(reason('checklist-unproven', { count: unproven.length, target: first }), now);
};
