// What people are told of a rollout: that it started, stopped, ended, and which hosts failed. Seen in what changed, so that
// whoever stores a rollout, the loop or a person, tells it in the same write.

import { BUILT_IN, type CauseTable } from '@slipway/core/diagnosis';
import type { HostFailed, RolloutEnded } from '@slipway/core/notice';
import type { PlanHeader } from '@slipway/core/plan';
import { type Rollout, type RolloutHost, wasApplied } from '@slipway/core/rollout';
import type { Instant } from '@slipway/core/time';
import type { OutboxEvent, StoreView } from '../../ports/index.ts';
import { causeOfFailure } from '../diagnosis/index.ts';
import { outOfBandOf } from '../fleet/index.ts';
import { tell } from '../notify/index.ts';
import { missedEvent } from './missed.ts';

/** Hosts that are not done are named up to here; the report of the rollout has all of them. */
const NAMED_MAX = 50;

interface Stored {
  readonly before: Rollout;
  readonly after: Rollout;
  /** Of the rollout that the change was made from: with it, what is told has an id of its own. */
  readonly revision: number;
  readonly at: Instant;
  /** Of known causes: hosts fail where the loop looks, which has the operator's own rows in it. */
  readonly table?: CauseTable;
}

export const tellStarted = async (change: StoreView, rollout: Rollout, header: PlanHeader): Promise<void> => {
  const { environment, hosts, planDigest, rolloutId, startedAt } = rollout;
  await tell(change, {
    eventId: `rollout-started.${rolloutId}`,
    at: startedAt,
    kind: 'rollout-started',
    content: {
      rollout: rolloutId,
      plan: planDigest,
      environment,
      hostsInAll: hosts.length,
      endsAt: header.bounds.occurrences.at(-1)?.endsAt ?? null,
    },
    ...aboutRollout(rollout),
  });
};

/** Answers whether there was anything to tell. */
export const tellChanged = async (
  change: StoreView,
  { before, after, revision, at, table = BUILT_IN }: Stored,
): Promise<boolean> => {
  const events: OutboxEvent[] = [];
  const hosts = new Map(before.hosts.map((host) => [host.hostId, host]));
  for (const host of after.hosts) {
    const earlier = hosts.get(host.hostId);
    const missed = await missedEvent(change, after, { before: earlier, after: host });
    if (missed !== null) events.push(missed);
    if (earlier?.phase !== host.phase || earlier.stillSo?.state !== host.stillSo?.state)
      events.push(...(await hostEvent(change, { rollout: after, host, at, table })));
  }
  if (before.state !== after.state) events.push(...(await stateEvent(change, after, revision, at)));
  for (const event of events) await tell(change, event);
  return events.length > 0;
};

/** As what failed host people are told of it; `null`: as none. */
export const failureOf = ({ phase, stillSo }: RolloutHost): HostFailed['phase'] | null => {
  if (phase === 'failed' || phase === 'gone-back' || phase === 'lost') return phase;
  return wasApplied(phase) && stillSo?.state === 'not-well' ? 'no-longer-well' : null;
};

const hostEvent = async (
  change: StoreView,
  seen: {
    readonly rollout: Rollout;
    readonly host: RolloutHost;
    readonly at: Instant;
    readonly table: CauseTable;
  },
): Promise<readonly OutboxEvent[]> => {
  const { rollout, at, table } = seen;
  const { hostId, attemptId, reason, step } = seen.host;
  const phase = failureOf(seen.host);
  if (phase === null) return [];
  const host = await change.fleet.host(hostId);
  const outOfBand = phase === 'lost' && host !== null ? await outOfBandOf(change, host.value) : null;
  const cause = attemptId === null ? null : await causeOfFailure(change, table, { hostId, attemptId });
  const content = {
    rollout: rollout.rolloutId,
    environment: rollout.environment,
    hostId,
    hostname: host?.value.hostname ?? hostId,
    owner: host?.value.labels['owner'] ?? null,
    phase,
    step,
    reason,
    ...(cause === null ? {} : { cause }),
    ...(outOfBand === null ? {} : { outOfBand: outOfBand.hook }),
  };
  // Lost and then failed are two things to know; the same twice is one.
  const eventId = `host-failed.${attemptId ?? `${rollout.rolloutId}-${hostId}`}.${phase}`;
  return [{ eventId, at, kind: 'host-failed', content, ...aboutRollout(rollout) }];
};

const stateEvent = async (
  change: StoreView,
  rollout: Rollout,
  revision: number,
  at: Instant,
): Promise<readonly OutboxEvent[]> => {
  const { environment, hosts, rolloutId, state, reason } = rollout;
  const counts = { hostsInAll: hosts.length, done: count(hosts, 'done') };
  switch (state) {
    case 'stopped': {
      const content = { rollout: rolloutId, environment, reason, ...counts, away: count(hosts, 'granted', 'away') };
      const eventId = `rollout-stopped.${rolloutId}.${revision}`;
      return [{ eventId, at, kind: 'rollout-stopped', content, ...aboutRollout(rollout) }];
    }
    case 'completed':
    case 'failed':
    case 'aborted': {
      const notDone = await notDoneOf(change, hosts);
      const content = { rollout: rolloutId, environment, state, reason, ...counts, notDone };
      return [{ eventId: `rollout-ended.${rolloutId}`, at, kind: 'rollout-ended', content, ...aboutRollout(rollout) }];
    }
    // By a person, who knows.
    case 'running':
    case 'paused':
    case 'aborting':
      return [];
    default:
      return state satisfies never;
  }
};

const notDoneOf = async ({ fleet }: StoreView, hosts: readonly RolloutHost[]) => {
  const named: RolloutEnded['notDone'][number][] = [];
  for (const { hostId, phase, reason } of hosts.filter((host) => host.phase !== 'done').slice(0, NAMED_MAX)) {
    named.push({ hostname: (await fleet.host(hostId))?.value.hostname ?? hostId, phase, reason });
  }
  return named.toSorted((a, b) => (a.hostname < b.hostname ? -1 : 1));
};

const count = (hosts: readonly RolloutHost[], ...phases: readonly RolloutHost['phase'][]): number =>
  hosts.filter(({ phase }) => phases.includes(phase)).length;

const aboutRollout = ({ environment, rolloutId }: Rollout) => ({ environments: [environment], about: rolloutId });
