// What is to be done for a rollout as it now stands. Where the effect can be seen in what is away, a command is given at
// every look until it is seen: a decision that was stored and not carried out is made up for. Otherwise once, and a look
// that finds nothing to do says nothing, so that whoever acts may look again at once.

import type { Reason } from '../reasons/index.ts';
import { addSeconds } from '../time/index.ts';
import { isLeaseOf } from './away-index.ts';
import { GRANT_SETTLE_SECONDS, GRANT_START_SECONDS } from './limits.ts';
import { occasionAt } from './occasion.ts';
import { mayHaveBegun } from './reconcile.ts';
import { whyNobodyStarts } from './starts.ts';
import type { AwayHost, Rollout, RolloutCommand, RolloutHost, RolloutInput } from './types.ts';

/** Notes on every host that holds a grant whether it may still be used; `null` is yes. The commands follow from it. */
export const noteWithdrawals = (rollout: Rollout, input: RolloutInput): Rollout => {
  const common = whyNobodyStarts(rollout, input)?.reason ?? input.unchecked ?? null;
  const whyOf = ({ hostId }: RolloutHost): Reason | null => common ?? input.quarantined?.get(hostId) ?? null;
  const changes = (host: RolloutHost): boolean =>
    host.phase === 'granted' && (host.reason === null) !== (whyOf(host) === null);
  if (!rollout.hosts.some(changes)) return rollout;
  return { ...rollout, hosts: rollout.hosts.map((host) => (changes(host) ? { ...host, reason: whyOf(host) } : host)) };
};

/** `rollout` is the decided one, {@link RolloutInput.rollout} the one before. */
export const commandsFor = (rollout: Rollout, input: RolloutInput): readonly RolloutCommand[] => {
  const leases = new Map<string, AwayHost>();
  for (const host of input.away) if (isLeaseOf(host, rollout.rolloutId)) leases.set(host.hostId, host);
  return rollout.hosts.flatMap((host, index) => {
    const before = input.rollout.hosts[index];
    const held = leases.has(host.hostId);
    switch (host.phase) {
      case 'granted':
        return grantCommand(host, before, held, input);
      case 'lost':
        return held && before?.phase !== 'lost' ? [{ kind: 'mark-lost', hostId: host.hostId }] : [];
      default:
        return held ? freeing(host, input) : [];
    }
  });
};

/** The lease is taken and the grant signed in one transaction: where the lease is held, the grant stands. */
const grantCommand = (
  host: RolloutHost,
  before: RolloutHost | undefined,
  held: boolean,
  input: RolloutInput,
): readonly RolloutCommand[] => {
  const { hostId, attemptId } = host;
  if (attemptId === null) throw new Error(`host ${hostId} is granted without an attempt`);
  const wasWithdrawn = before?.phase === 'granted' && before.reason !== null;
  if (host.reason !== null) return wasWithdrawn ? [] : [{ kind: 'withdraw-grant', hostId, attemptId }];
  if (held && !wasWithdrawn) return [];
  const hostPlan = input.hostPlans.get(hostId);
  const occasion = hostPlan === undefined ? null : occasionAt(input.header, hostPlan, host.since);
  if (!occasion?.ok || occasion.value.latestStartAt <= input.now) return [];
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
    case 'part-done':
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
  if (attempt !== null) return attempt.ended !== null;
  const seenAt = observation?.lastSeenAt ?? null;
  const deadAt = addSeconds(host.since, GRANT_START_SECONDS + GRANT_SETTLE_SECONDS);
  return host.step === null && !mayHaveBegun(observation) && seenAt !== null && seenAt > deadAt;
};
