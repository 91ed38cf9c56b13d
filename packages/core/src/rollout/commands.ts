// What is to be done for a rollout as it now stands. Level, not edge: a command is given again at every look until what it
// asks for is seen, and each is safe to repeat.

import { addSeconds } from '../time/index.ts';
import { isLeaseOf } from './lease.ts';
import { GRANT_SETTLE_SECONDS, GRANT_START_SECONDS } from './limits.ts';
import { occasionAt } from './occasion.ts';
import { mayHaveForgotten } from './reconcile.ts';
import { whyNobodyStarts } from './starts.ts';
import type { AwayHost, Rollout, RolloutCommand, RolloutHost, RolloutInput } from './types.ts';

export const commandsFor = (rollout: Rollout, input: RolloutInput): readonly RolloutCommand[] => {
  const leases = new Map<string, AwayHost>();
  for (const host of input.away) if (isLeaseOf(host, rollout.rolloutId)) leases.set(host.hostId, host);
  const mayStart = whyNobodyStarts(rollout, input) === null;
  return rollout.hosts.flatMap((host) => {
    const lease = leases.get(host.hostId) ?? null;
    if (host.phase === 'granted') return grantCommand(host, input, mayStart);
    if (host.phase === 'lost') return lease?.because === 'lease' ? [{ kind: 'mark-lost', hostId: host.hostId }] : [];
    return lease === null ? [] : freeing(host, input);
  });
};

/** Given out again while it may be used; taken back while nobody may start. */
const grantCommand = (host: RolloutHost, input: RolloutInput, mayStart: boolean): readonly RolloutCommand[] => {
  const { hostId, attemptId } = host;
  if (attemptId === null) throw new Error(`host ${hostId} is granted without an attempt`);
  if (!mayStart) return [{ kind: 'withdraw-grant', hostId, attemptId }];
  const hostPlan = input.hostPlans.get(hostId);
  const occasion = hostPlan === undefined ? null : occasionAt(input.header, hostPlan, host.since);
  if (!occasion?.ok || occasion.value.latestStartAt <= input.now)
    return [{ kind: 'withdraw-grant', hostId, attemptId }];
  const { occurrence, latestStartAt } = occasion.value;
  return [{ kind: 'grant', hostId, attemptId, occurrenceId: occurrence.id, latestStartAt }];
};

/**
 * A host that is back gives its lease back. An isolated one keeps it, for it is out of its cluster: a person frees it.
 * So does one that was lost and then left out, until it is heard again or a person frees it.
 */
const freeing = (host: RolloutHost, input: RolloutInput): readonly RolloutCommand[] => {
  const { hostId, attemptId } = host;
  if (attemptId === null) return [];
  const free: RolloutCommand = { kind: 'free-leases', hostId, attemptId };
  switch (host.phase) {
    case 'waiting':
      return [{ kind: 'withdraw-grant', hostId, attemptId }, free];
    case 'done':
    case 'gone-back':
    case 'not-begun':
      return [free];
    case 'excused':
      return isBack(host, input) ? [{ kind: 'withdraw-grant', hostId, attemptId }, free] : [];
    case 'granted':
    case 'away':
    case 'failed':
    case 'lost':
      return [];
    default:
      return host.phase satisfies never;
  }
};

/** Its attempt has ended in service, or can no longer begin and the host says that it has not. */
const isBack = (host: RolloutHost, { observations }: RolloutInput): boolean => {
  const observation = observations.get(host.hostId);
  const attempt = observation?.attempt?.attemptId === host.attemptId ? observation.attempt : null;
  if (attempt !== null) return attempt.ended !== null && attempt.ended.outcome !== 'isolated';
  const seenAt = observation?.lastSeenAt ?? null;
  const deadAt = addSeconds(host.since, GRANT_START_SECONDS + GRANT_SETTLE_SECONDS);
  return host.step === null && !mayHaveForgotten(observation) && seenAt !== null && seenAt > deadAt;
};
