// Who starts now, in a fixed order, and why everybody else does not.

import type { Digest, HostId } from '../ids/index.ts';
import type { HostPlan } from '../plan/index.ts';
import { explain, type Outcome, ok, type Reason, reason, refuse } from '../reasons/index.ts';
import { addSeconds, type Instant } from '../time/index.ts';
import { whyAbsent } from './absence.ts';
import { attemptIdFor, attemptNumber } from './attempt-id.ts';
import { awayAsPlanned } from './away-as-planned.ts';
import { type AwayIndex, addAway, indexAway, isLeaseOf } from './away-index.ts';
import { awayByLease, guestsGoing } from './carried.ts';
import { judgeLeaseIn, type LimitsByHost, leaseRequestFor, limitsByHost, whyWithCarrier } from './lease.ts';
import { CHECKED_AFTER_SECONDS, RETRY_AFTER_SECONDS } from './limits.ts';
import { nextStart, occasionAt } from './occasion.ts';
import { isPassing } from './reconcile.ts';
import type { AwayHost, Rollout, RolloutHost, RolloutInput } from './types.ts';
import { closedFor } from './waves.ts';

/** Why a host has not ended, and when that changes by itself. */
export interface Wait {
  readonly hostId: HostId;
  readonly reason: Reason;
  readonly until: Instant | null;
}

/** Waiting hosts that may begin become `granted`; for the others there is a wait. */
export const startHosts = (
  rollout: Rollout,
  input: RolloutInput,
): { readonly rollout: Rollout; readonly waits: readonly Wait[] } => {
  const common = whyNobodyStarts(rollout, input);
  const waiting = inWaveOrder(rollout);
  const look = lookOf(rollout, input);
  const granted = common === null ? grantInTurn(waiting, look) : new Map<HostId, RolloutHost>();
  // Explained only now, by who is away in the end: the same look again gives the same words.
  const waits = waiting
    .filter((host) => !granted.has(host.hostId))
    .map((host) => {
      const why = common ?? whyNotYet(host, look);
      if (why === null) throw new Error(`host ${host.hostId} could have started and was not started`);
      return { hostId: host.hostId, ...why };
    });
  if (granted.size === 0) return { rollout, waits };
  const hosts = rollout.hosts.map((host) => granted.get(host.hostId) ?? host);
  return { rollout: { ...rollout, hosts }, waits };
};

/** What every host is judged by, looked up once. */
interface Look {
  readonly rollout: Rollout;
  readonly input: RolloutInput;
  readonly away: AwayIndex;
  readonly limits: LimitsByHost;
  readonly digests: ReadonlyMap<HostId, Digest>;
}

const lookOf = (rollout: Rollout, input: RolloutInput): Look => ({
  rollout,
  input,
  away: indexAway(awayHosts(rollout, input)),
  limits: limitsByHost(input.header.bounds.clusterLimits),
  digests: new Map(input.header.hostPlans.map(({ hostId, digest }) => [hostId, digest])),
});

/** Each start counts against those after it: `away` grows. */
const grantInTurn = (waiting: readonly RolloutHost[], look: Look): ReadonlyMap<HostId, RolloutHost> => {
  const { rollout, input, away } = look;
  const granted = new Map<HostId, RolloutHost>();
  for (const host of waiting) {
    const hostPlan = input.hostPlans.get(host.hostId);
    if (hostPlan === undefined || whyNotYet(host, look) !== null) continue;
    const attemptId = attemptIdFor(rollout.rolloutId, host.hostId, attemptNumber(host.attemptId) + 1);
    granted.set(host.hostId, { ...host, phase: 'granted', since: input.now, attemptId, reason: null, step: null });
    for (const gone of ownLease(hostPlan, look)) addAway(away, gone);
  }
  return granted;
};

/** Whoever is away, this rollout's own hosts included even where their lease is not in the store yet. */
const awayHosts = (rollout: Rollout, input: RolloutInput): readonly AwayHost[] => {
  const underWay = rollout.hosts.filter((host) => host.phase === 'granted' || host.phase === 'away');
  const own = underWay.flatMap(({ hostId }) => {
    const hostPlan = input.hostPlans.get(hostId);
    return hostPlan === undefined ? [] : ownLease(hostPlan, { rollout, input });
  });
  const grouped = input.away.map((host) => ({ ...host, group: host.group ?? input.groups.get(host.hostId) ?? null }));
  return [...awayAsPlanned(grouped, input.header), ...own];
};

const ownLease = (
  hostPlan: HostPlan,
  { rollout: { rolloutId }, input: { header, carried } }: Pick<Look, 'rollout' | 'input'>,
): readonly AwayHost[] => {
  const guests = guestsGoing({ hostPlan, header, carried });
  const { hostId, environment, group, clusters } = hostPlan;
  const lease = { hostId, environment, group, clusters, rolloutId };
  return awayByLease(guests === null ? lease : { ...lease, guests }, 'lease');
};

const inWaveOrder = (rollout: Rollout): readonly RolloutHost[] =>
  rollout.hosts.filter((host) => host.phase === 'waiting').toSorted((a, b) => a.wave - b.wave);

type Why = Omit<Wait, 'hostId'>;
const because = (why: Reason, until: Instant | null = null): Why => ({ reason: why, until });

/** What holds for the whole rollout. */
export const whyNobodyStarts = (rollout: Rollout, input: RolloutInput): Why | null => {
  if (rollout.state !== 'running') {
    return because(
      rollout.reason ?? reason('transition-refused', { what: 'rollout', state: rollout.state, wish: 'start' }),
    );
  }
  if (input.approved.kind === 'no') return because(input.approved.reason);
  if (input.switchThrown) return because(reason('stopped-by-switch'));
  return input.closed == null ? null : because(input.closed);
};

const whyNotYet = (host: RolloutHost, look: Look): Why | null => {
  const { rollout, input, away, limits } = look;
  const { header, now } = input;
  const quarantined = input.quarantined?.get(host.hostId);
  if (quarantined !== undefined) return because(quarantined);
  const closed = closedFor(host, rollout, input);
  if (closed !== null) return because(closed.reason, closed.until);
  const hostPlan = input.hostPlans.get(host.hostId);
  if (hostPlan === undefined) return because(reason('not-found', { what: 'host plan of', id: host.hostId }));
  const occasion = occasionAt(header, hostPlan, now);
  if (!occasion.ok) return because(occasion.reason, nextStart(header, hostPlan, now));
  // Only now: until its window comes, a host waits for that.
  const unchecked = input.unchecked ?? uncheckedAgain(host, input);
  if (unchecked !== null) return because(unchecked);
  const again = isPassing(host.reason) ? addSeconds(host.since, RETRY_AFTER_SECONDS) : now;
  if (host.reason !== null && now < again) {
    return because(reason('tried-again', { at: again, detail: explain(host.reason).replace(/\.$/, '') }), again);
  }
  const carrier = whyWithCarrier(host.hostId, away);
  if (!carrier.ok) return because(carrier.reason);
  const ready = judgeReadiness(host, look);
  if (!ready.ok) return because(ready.reason);
  if ((away.byHost.get(host.hostId) ?? []).some((own) => isLeaseOf(own, rollout.rolloutId))) {
    // The lease of the try before is given back first: one lease names one attempt.
    return because(reason('host-busy', { rollout: rollout.rolloutId }));
  }
  // Who is away stands in the index: counted once for all hosts, as planned.
  const { rolloutId } = rollout;
  const { carried, guestsUnknown } = input;
  const request = leaseRequestFor({ hostPlan, header, rolloutId, away: [], carried, guestsUnknown });
  const lease = judgeLeaseIn(away, limits, request);
  return lease.ok ? null : because(lease.reason);
};

/** Back from a try, and its checklist was looked at without it: nobody knows whether what was green then is so here, now. */
const uncheckedAgain = (
  { attemptId, since }: RolloutHost,
  { checkedAt }: Pick<RolloutInput, 'checkedAt'>,
): Reason | null => {
  if (checkedAt == null || attemptId === null || addSeconds(since, CHECKED_AFTER_SECONDS) <= checkedAt) return null;
  return reason('checklist-not-looked-at', { detail: `it was last looked at ${checkedAt}, and the host waits again` });
};

/** What the host itself must have said, and lately. */
const judgeReadiness = (host: RolloutHost, { input, digests }: Look): Outcome<void> => {
  const { observations, now } = input;
  const observation = observations.get(host.hostId);
  const absent = whyAbsent(observation, now);
  if (absent !== null) return { ok: false, reason: absent };
  const digest = digests.get(host.hostId);
  const ready = digest !== undefined && observation?.readyForDigest === digest;
  return ready ? ok(undefined) : refuse('waiting-for-host');
};
