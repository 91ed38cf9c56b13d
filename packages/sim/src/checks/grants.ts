// Every grant that a controller stores, judged in the very transaction that stores it and by what stands there: not by the
// code that decided on it. What was granted is remembered here, whatever becomes of the store.

import { switchIn } from '@slipway/controller/app';
import type { Store, StoredGrant, StoredPlan, StoreView } from '@slipway/controller/ports';
import type { ZoneRules, Zones } from '@slipway/core/calendar';
import type { AttemptId, HostId } from '@slipway/core/ids';
import type { Lease, Rollout, RolloutHost } from '@slipway/core/rollout';
import { addSeconds, type Instant, msOfInstant } from '@slipway/core/time';
import type { VirtualTime } from '../time/index.ts';

export interface GrantWatch {
  /** The same store, watched: `owner` is the program that uses it; `null` where it is a person. */
  watched(store: Store, owner: string | null): Store;
  readonly granted: (attemptId: AttemptId) => readonly StoredGrant[];
  /** What the host was granted last. */
  readonly newestOf: (hostId: HostId) => AttemptId | null;
}

interface Look {
  readonly change: StoreView;
  readonly grant: StoredGrant;
  readonly rollout: Rollout;
  readonly plan: StoredPlan;
  readonly leases: readonly Lease[];
  readonly now: string;
  /** The newest that there is. */
  readonly zones: Zones;
}

export const watchGrants = (options: {
  readonly time: VirtualTime;
  readonly zones: () => Zones;
  readonly broken: (text: string) => void;
}): GrantWatch => {
  const { time, zones, broken } = options;
  const grants = new Map<AttemptId, StoredGrant[]>();
  const newest = new Map<HostId, AttemptId>();
  /** Whose claim is the newest, by what it is on. */
  const claims = new Map<string, string>();
  const fenced = (rolloutId: string, owner: string | null): void => {
    const holder = claims.get(`rollout:${rolloutId}`);
    if (owner !== null && holder !== undefined && holder !== owner)
      broken(`${owner} decides on ${rolloutId}, which ${holder} has claimed since`);
  };
  const watched: GrantWatch['watched'] = (store, owner) => ({
    read: async (work) => await store.read(work),
    close: async () => await store.close(),
    write: async (work) => {
      const claimed: string[] = [];
      const put: StoredGrant[] = [];
      const answer = await store.write(async (change) => {
        const rollouts = Object.create(change.rollouts) as typeof change.rollouts;
        rollouts.claim = async (name, by, now, expiresAt) => {
          const claim = await change.rollouts.claim(name, by, now, expiresAt);
          if (claim !== null) claimed.push(name);
          return claim;
        };
        rollouts.putGrant = async (grant) => {
          if (grant.state === 'standing' && !isKnown(grants, grant)) {
            put.push(grant);
            fenced(grant.rolloutId, owner);
          }
          await change.rollouts.putGrant(grant);
        };
        rollouts.saveRollout = async (rollout) => {
          if (claimed.length === 0) fenced(rollout.value.rolloutId, owner);
          return await change.rollouts.saveRollout(rollout);
        };
        const done = await work(Object.create(change, { rollouts: { value: rollouts } }) as StoreView);
        for (const grant of put)
          for (const text of await judge(change, grant, { now: time.now(), zones: zones() })) broken(text);
        return done;
      });
      if (owner !== null) for (const name of claimed) claims.set(name, owner);
      for (const grant of put) {
        grants.set(grant.attemptId, [...(grants.get(grant.attemptId) ?? []), grant]);
        newest.set(grant.hostId, grant.attemptId);
      }
      return answer;
    },
  });
  return {
    watched,
    granted: (attemptId) => grants.get(attemptId) ?? [],
    newestOf: (hostId) => newest.get(hostId) ?? null,
  };
};

const isKnown = (grants: ReadonlyMap<AttemptId, readonly StoredGrant[]>, { attemptId, issuedAt }: StoredGrant) =>
  grants.get(attemptId)?.some((known) => known.issuedAt === issuedAt) === true;

const judge = async (
  change: StoreView,
  grant: StoredGrant,
  then: Pick<Look, 'now' | 'zones'>,
): Promise<readonly string[]> => {
  const rollout = (await change.rollouts.rollout(grant.rolloutId))?.value;
  const plan = rollout === undefined ? null : await change.plans.plan(rollout.planDigest);
  if (rollout === undefined || plan === null) return [`${grant.attemptId} is granted, of no rollout or plan`];
  const look: Look = { change, grant, rollout, plan, leases: await change.rollouts.leases(), ...then };
  const found: string[] = [];
  for (const rule of RULES) {
    const why = await rule(look);
    if (why !== null) found.push(`${grant.attemptId} is granted ${why}`);
  }
  return found;
};

type Rule = (look: Look) => string | null | Promise<string | null>;

const RULES: readonly Rule[] = [
  async ({ change }) => ((await switchIn(change)) === 'stopped' ? 'while the switch is thrown' : null),
  ({ rollout: { state } }) => (state === 'running' ? null : `while its rollout is ${state}`),
  async ({ change, plan }) => {
    if ((await change.approvals.refusalOf(plan.digest)) !== null) return 'after its plan was refused';
    const automatic = plan.header.approval.rule === 'automatic';
    return automatic || (await change.approvals.approvalsOf(plan.digest)).length > 0 ? null : 'without an approval';
  },
  ({ rollout, plan }) => {
    const failed = rollout.hosts.filter(({ phase }) => FAILED.has(phase)).map(({ hostId }) => hostId);
    const counted = failed.filter((hostId) => !rollout.acceptedFailures.includes(hostId)).length;
    const budget = plan.header.failureBudgetHosts;
    return counted > budget ? `after ${counted} failures, and the budget is ${budget}` : null;
  },
  ({ rollout, grant }) => {
    const own = waveOf(rollout.hosts, grant.hostId);
    const open = rollout.waves.findIndex(({ passedAt }) => passedAt === null);
    return open !== -1 && own > open ? `in wave ${own} while wave ${open} has not passed` : null;
  },
  ({ rollout, plan, grant }) => {
    const early = rollout.waves
      .slice(0, waveOf(rollout.hosts, grant.hostId))
      .findIndex(({ settledAt, passedAt }, wave) => {
        const { soakSeconds } = plan.header.waves[wave]?.gates ?? { soakSeconds: 0 };
        return settledAt !== null && passedAt !== null && passedAt < addSeconds(settledAt, soakSeconds);
      });
    return early === -1 ? null : `and wave ${early} has not soaked`;
  },
  ({ leases, grant, plan }) => {
    const away = leases.filter(({ rolloutId }) => rolloutId === grant.rolloutId).length;
    return away > plan.header.bounds.awayMax ? `as the ${away}th of ${plan.header.bounds.awayMax}` : null;
  },
  ({ leases, grant, plan }) => {
    const crowded = plan.header.bounds.clusterLimits.find(
      ({ members, awayMax }) =>
        members.includes(grant.hostId) && leases.filter(({ hostId }) => members.includes(hostId)).length > awayMax,
    );
    return crowded === undefined ? null : `over the limit of ${crowded.awayMax} of cluster ${crowded.cluster}`;
  },
  ({ leases, grant }) => {
    const own = leases.find(({ hostId }) => hostId === grant.hostId);
    const other = leases.find(
      ({ environment, group }) =>
        own !== undefined &&
        environment === own.environment &&
        group !== null &&
        own.group !== null &&
        group !== own.group,
    );
    return other === undefined ? null : `beside ${other.hostId} of group ${other.group}`;
  },
  ({ plan, now, grant }) =>
    plan.header.bounds.occurrences.some(
      ({ startsAt, cutOffAt }) => startsAt <= now && now < cutOffAt && grant.latestStartAt <= cutOffAt,
    )
      ? null
      : 'outside of every approved occurrence',
  async ({ change, plan, now, zones }) => {
    const { environments = [] } = (await change.plans.policy())?.value ?? {};
    const window = environments.find(({ name }) => name === plan.header.environment)?.window;
    const occurrence = plan.header.bounds.occurrences.find(
      ({ startsAt, cutOffAt }) => startsAt <= now && now < cutOffAt,
    );
    if (window?.kind !== 'weekly' || window.until.kind !== 'local' || occurrence === undefined) return null;
    const rules = zones.rulesOf(window.zone);
    // Its end, and not its start: a plan that is made within a window begins with itself.
    const clock = rules === null ? 'nobody knows when' : clockAt(rules, occurrence.endsAt);
    const { time } = window.until;
    return clock === time ? null : `in a window until ${time} that ends at ${clock} by the newest rules`;
  },
  async ({ change, now }) => {
    const frozen = ((await change.plans.policy())?.value.freezes ?? []).some(
      ({ when }) => when.kind === 'dates' && when.spans.some(({ startsAt, endsAt }) => startsAt <= now && now < endsAt),
    );
    return frozen ? 'in a freeze' : null;
  },
  async ({ change, plan, grant }) => {
    const told = (await change.fleet.host(grant.hostId))?.value.contact?.readyFor ?? null;
    const planned = plan.header.hostPlans.find(({ hostId }) => hostId === grant.hostId)?.digest;
    return told !== null && told === planned ? null : 'before it has told that it is ready for this plan';
  },
  async ({ change, grant }) => {
    const host = await change.fleet.host(grant.hostId);
    if (host === null || host.value.barred !== null) return 'to a host that is barred';
    return host.value.wantedMode === 'adopted' ? null : 'to a host that is only observed';
  },
];

const FAILED: ReadonlySet<RolloutHost['phase']> = new Set(['failed', 'gone-back', 'lost']);

const waveOf = (hosts: readonly RolloutHost[], hostId: HostId): number =>
  hosts.find((host) => host.hostId === hostId)?.wave ?? 0;

/** What the clocks there say, `20:45`. */
const clockAt = ({ changes, offsetMsAtStart }: ZoneRules, instant: Instant): string => {
  const ms = msOfInstant(instant);
  const offsetMs = changes.filter(({ atMs }) => atMs <= ms).at(-1)?.offsetMs ?? offsetMsAtStart;
  return new Date(ms + offsetMs).toISOString().slice('2026-03-10T'.length, '2026-03-10T20:45'.length);
};
