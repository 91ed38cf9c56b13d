// Hosts that are not there when they could begin: noted while it is so, since they hold up nobody then.

import type { Occurrence } from '../calendar/index.ts';
import type { Reason } from '../reasons/index.ts';
import type { Instant } from '../time/index.ts';
import { whyAbsent } from './absence.ts';
import { lastStart, occasionAt } from './occasion.ts';
import { whyNobodyStarts } from './starts.ts';
import type { MissingHost, Rollout, RolloutHost, RolloutInput } from './types.ts';
import { openWave } from './waves.ts';

/**
 * Notes on every host that waits, and whose turn it is, whether it is there. Where nobody may begin, for whatever reason,
 * being away is no fault, and what was noted stays. The same rollout where nothing has changed.
 */
export const noteMissing = (rollout: Rollout, input: RolloutInput): Rollout => {
  if (whyNobodyStarts(rollout, input) !== null) return rollout;
  const open = openWave(rollout);
  const hosts = rollout.hosts.map((host) =>
    host.phase === 'waiting' && host.wave <= open ? noted(host, input) : host,
  );
  return hosts.every((host, index) => host === rollout.hosts[index]) ? rollout : { ...rollout, hosts };
};

const noted = (host: RolloutHost, input: RolloutInput): RolloutHost => {
  const { header, hostPlans, observations, now } = input;
  const hostPlan = hostPlans.get(host.hostId);
  const occasion = hostPlan === undefined ? null : occasionAt(header, hostPlan, now);
  // Between two occurrences: what it was in the one before stands.
  if (hostPlan === undefined || occasion === null || !occasion.ok) return host;
  const { occurrence } = occasion.value;
  const why = whyAbsent(observations.get(host.hostId), now);
  if (why === null) return isThere(host);
  if (host.missing?.occurrenceId === occurrence.id) return host;
  return {
    ...host,
    missing: missingFrom(occurrence, { lastStartAt: lastStart(header, hostPlan, occurrence), why, now }),
  };
};

const missingFrom = (
  { id, endsAt }: Occurrence,
  { lastStartAt, why, now }: { readonly lastStartAt: Instant; readonly why: Reason; readonly now: Instant },
): MissingHost => ({ occurrenceId: id, lastStartAt, endsAt, since: now, reason: why, missedAt: null });

const isThere = (host: RolloutHost): RolloutHost => {
  if (host.missing === undefined) return host;
  const { missing: _, ...rest } = host;
  return rest;
};
