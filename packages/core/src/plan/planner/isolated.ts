// Where hosts that miss their window are to be isolated first: who could not be, said before anybody relies on it.

import { explain, type Reason, reason } from '../../reasons/index.ts';
import { whyNotIsolated } from '../isolation.ts';
import { byText } from './text-order.ts';
import type { PlanningContext } from './types.ts';
import type { PlannedHost } from './verdict.ts';

/** Hosts that a note names; it counts all of them. */
const NAMED_MAX = 5;

/** One for each reason. */
export function isolationNotes(
  { environment, fleet }: PlanningContext,
  planned: readonly PlannedHost[],
): readonly Reason[] {
  if (environment.missedWindow !== 'isolate-first') return [];
  const capabilities = new Map(fleet.hosts.map((host) => [host.hostId, host.capabilities]));
  const byDetail = new Map<string, string[]>();
  for (const { hostPlan } of planned) {
    const why = whyNotIsolated(hostPlan, { capabilities: capabilities.get(hostPlan.hostId) ?? [] });
    if (why === null) continue;
    const detail = explain(why).replace(/\.$/, '');
    byDetail.set(detail, [...(byDetail.get(detail) ?? []), hostPlan.hostname]);
  }
  return [...byDetail].sort(([a], [b]) => byText(a, b)).map(([detail, names]) => noteOf(detail, names.sort(byText)));
}

const noteOf = (detail: string, names: readonly string[]): Reason => {
  const more = names.length > NAMED_MAX ? ', …' : '';
  const hosts = `${names.slice(0, NAMED_MAX).join(', ')}${more}`;
  return reason('isolation-impossible', { count: names.length, hosts, detail });
};
