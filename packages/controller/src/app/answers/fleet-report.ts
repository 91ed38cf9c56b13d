// The fleet by environment: who is done, who is not and why.

import { type ExceptedUpdate, exceptedPending, exceptedReason } from '@slipway/core/exception';
import type { HostId } from '@slipway/core/ids';
import type { Policy } from '@slipway/core/policy';
import type { Reason } from '@slipway/core/reasons';
import type { Rollout } from '@slipway/core/rollout';
import type { FleetReport } from '@slipway/protocol/api';
import type { HostRecord } from '../../ports/index.ts';
import { readSwitch } from '../access/index.ts';
import type { App } from '../context.ts';
import { actingNow } from '../exception/index.ts';
import { explainRollout } from '../rollout/index.ts';
import { deadlineReasons, readDeadlines } from '../timetable/index.ts';
import { hostReasons } from './host-reasons.ts';
import { pendingOf } from './host-summary.ts';
import { type PlanningWhys, readPlanningWhys } from './planning-whys.ts';
import { environmentNameOf, readSurroundings, type Surroundings } from './surroundings.ts';
import { type WalkedHost, walkHosts } from './walk-hosts.ts';

/** Newest first; an environment whose last rollout lies further back has none here. */
const ROLLOUTS_MAX = 1000;

type EnvironmentReport = FleetReport['environments'][number];
type NotCurrent = FleetReport['notCurrent'][number];
export type Counts = { -readonly [Key in Exclude<keyof EnvironmentReport, 'environment' | 'lastRollout'>]-?: number };

export const reportFleet = async (app: App, only: string | null): Promise<FleetReport> => {
  const now = app.ports.clock.now();
  const { policy, rollouts, acting, deadlines, planning } = await app.ports.store.read(async (view) => {
    const surroundings = await readSurroundings(view);
    return {
      ...surroundings,
      acting: await actingNow(view, now),
      deadlines: await readDeadlines(view, now),
      planning: await readPlanningWhys(app, view, surroundings.policy),
    };
  });
  const waiting = await waitingReasons(app, rollouts);
  const counts = new Map<string | null, Counts>();
  const notCurrent: NotCurrent[] = [];
  const wanted = (host: HostRecord): boolean => only === null || environmentNameOf(host, policy) === only;
  for await (const walked of walkHosts(app, null, wanted)) {
    const environment = environmentNameOf(walked.host, policy);
    const known = counts.get(environment) ?? nothing();
    counts.set(environment, known);
    const { host, stored } = walked;
    const excepted = stored === null ? [] : exceptedPending(acting, host.labels, stored.inventory);
    const pending = count(known, walked, excepted);
    if (pending?.updates === 0) continue;
    const due = deadlineReasons(deadlines, host, stored, now);
    if (due.some(({ code }) => code === 'install-overdue')) known.overdue += 1;
    const others = (pending?.updates ?? 0) - excepted.length;
    notCurrent.push({
      hostId: host.hostId,
      hostname: host.hostname,
      environment,
      updates: pending?.updates ?? null,
      security: pending?.security ?? null,
      excepted: pending === null ? 0 : excepted.length,
      reasons: [
        ...hostReasons({ host, stored, policy, now }),
        // An exception is why for what it leaves out alone: of the others something else is.
        ...(others > 0 ? (waiting.get(host.hostId) ?? planned(planning, rollouts, host)) : []),
        ...due,
        ...exceptionReasons(excepted),
      ],
    });
  }
  const last = await lastRollouts(app);
  return {
    asOf: now,
    switch: await readSwitch(app),
    environments: inOrder(counts, policy).map(([environment, known]) => ({
      environment,
      ...known,
      lastRollout: environment === null ? null : (last.get(environment) ?? null),
    })),
    notCurrent,
  };
};

/** Of hosts in open rollouts. */
const waitingReasons = async (
  app: App,
  rollouts: Surroundings['rollouts'],
): Promise<ReadonlyMap<HostId, readonly Reason[]>> => {
  const found = new Map<HostId, readonly Reason[]>();
  for (const rolloutId of new Set([...rollouts.values()].map(({ rollout }) => rollout.rolloutId))) {
    const explained = await explainRollout(app, rolloutId);
    if (!explained.ok) continue;
    for (const { hostId, reason } of explained.value.waiting) found.set(hostId, [reason]);
  }
  return found;
};

const planned = (planning: PlanningWhys, rollouts: Surroundings['rollouts'], host: HostRecord): readonly Reason[] => {
  const inRollout = rollouts.get(host.hostId)?.host.reason ?? null;
  if (inRollout !== null) return [inRollout];
  // What is left out by an exception is said beside it.
  const said = planning(host, null).map(({ reason }) => reason);
  return said.filter(({ code }) => code !== 'excepted' && code !== 'excepted-needed').slice(0, 1);
};

export const nothing = (): Counts => ({
  hosts: 0,
  adopted: 0,
  current: 0,
  behind: 0,
  excepted: 0,
  unknown: 0,
  securityBehind: 0,
  rebootNeeded: 0,
  overdue: 0,
});

/** One for each exception: it may leave out a hundred updates. */
const exceptionReasons = (excepted: readonly ExceptedUpdate[]): readonly Reason[] =>
  [...Map.groupBy(excepted, ({ exception }) => exception)].map(([exception, updates]) =>
    exceptedReason(namesOf(updates), exception),
  );

const NAMES_MAX = 3;
const namesOf = (updates: readonly ExceptedUpdate[]): string => {
  const names = updates.map(({ update }) => update.name);
  const more = names.length - NAMES_MAX;
  return `${names.slice(0, NAMES_MAX).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
};

const count = (
  known: Omit<Counts, 'overdue'>,
  { host, stored }: WalkedHost,
  excepted: readonly ExceptedUpdate[],
): ReturnType<typeof pendingOf> => {
  const pending = pendingOf(host, stored);
  known.hosts += 1;
  if (host.wantedMode === 'adopted' && host.reportedMode === 'adopted') known.adopted += 1;
  if (pending === null) known.unknown += 1;
  else if (pending.updates === 0) known.current += 1;
  else if (pending.updates === excepted.length) known.excepted += 1;
  else known.behind += 1;
  const bySecurity = excepted.filter(({ update }) => update.security).length;
  if ((pending?.security ?? 0) > bySecurity) known.securityBehind += 1;
  if (stored?.inventory.reboot.kind === 'needed') known.rebootNeeded += 1;
  return pending;
};

/** As the policy orders them, hosts of none last. */
export const inOrder = <Known>(
  counts: ReadonlyMap<string | null, Known>,
  policy: Policy | null,
): readonly (readonly [string | null, Known])[] => {
  const names: readonly (string | null)[] = [...(policy?.environments.map(({ name }) => name) ?? []), null];
  return names.flatMap((name) => {
    const known = counts.get(name);
    return known === undefined ? [] : [[name, known] as const];
  });
};

export const lastRollouts = async (
  app: App,
): Promise<ReadonlyMap<string, NonNullable<EnvironmentReport['lastRollout']>>> => {
  const page = await app.ports.store.read(
    async ({ rollouts }) => await rollouts.rollouts({ after: null, limit: ROLLOUTS_MAX }),
  );
  // Newest first, so that the first one of an environment stands when the list is gone through backwards.
  return new Map(page.items.toReversed().map((rollout) => [rollout.environment, lastOf(rollout)]));
};

const lastOf = ({ rolloutId, state, startedAt, endedAt }: Rollout) => ({ rolloutId, state, startedAt, endedAt });
