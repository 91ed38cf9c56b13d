// What was announced and does not hold any more is taken back: whoever was told of a window hears that it does not take
// place, or when it does. Until it begins: from then on its rollout says what becomes of it.

import type { Occurrence } from '@slipway/core/calendar';
import type { HostId } from '@slipway/core/ids';
import { type AnnouncedTime, believedOf, hostsCalledOff, type WindowCalledOff } from '@slipway/core/notice';
import type { Policy } from '@slipway/core/policy';
import { type Reason, reason } from '@slipway/core/reasons';
import type { Instant } from '@slipway/core/time';
import type { StoredPlan, StoreView } from '../../ports/index.ts';
import type { App } from '../context.ts';
import { tellThoseTold } from '../notify/index.ts';
import { occurrenceSubject, type ToldEvent, toldOf } from './announced.ts';
import { type Coming, comingOf, whyFrozen } from './coming.ts';
import { hostsNamed, timeOf } from './naming.ts';

/** Answers whether anybody is told anything. */
export const callOffWindows = async (app: App): Promise<boolean> => {
  const { clock, store } = app.ports;
  const now = clock.now();
  // Looked at without writing first: nearly always all that was announced holds, and writes wait for each other.
  if ((await store.read(async (view) => await calledOff(app, view, now))).length === 0) return false;
  return await store.write(async (change) => {
    let told = false;
    for (const one of await calledOff(app, change, now)) told = (await tellCalledOff(app, change, one, now)) || told;
    return told;
  });
};

/** What is said at once: of the same announcement, for the same reason, with the same time instead. */
interface CalledOff {
  readonly told: ToldEvent;
  /** How much was told of the occurrence before: with it, what is told now has an id of its own. */
  readonly toldBefore: number;
  readonly announcements: readonly ToldEvent[];
  readonly hosts: readonly HostId[];
  readonly announcedInAll: number;
  readonly reason: Reason;
  readonly instead: Planned | null;
}

interface Planned {
  readonly plan: StoredPlan;
  readonly occurrence: Occurrence;
}

/** What plans that have not expired bring, by what policy freezes now. */
interface Plans {
  readonly now: Instant;
  readonly policy: Policy;
  readonly all: readonly Coming[];
}

const calledOff = async (app: App, view: StoreView, now: Instant): Promise<readonly CalledOff[]> => {
  const policy = (await view.plans.policy())?.value;
  if (policy === undefined) return [];
  const all: Coming[] = [];
  for (const plan of await view.plans.unexpiredPlans(now)) all.push(await comingOf(view, plan, now));
  const found: CalledOff[] = [];
  for (const [environment, startsAt] of occurrencesAhead(all, now)) {
    const told = await toldOf(view, environment, { startsAt });
    if (told.length > 0) found.push(...calledOffOf(app, { now, policy, all }, told));
  }
  return found;
};

const occurrencesAhead = (all: readonly Coming[], now: Instant): readonly (readonly [string, Instant])[] => {
  const found = new Map<string, readonly [string, Instant]>();
  for (const { plan } of all) {
    const { environment, bounds } = plan.header;
    for (const { startsAt } of bounds.occurrences) {
      if (now < startsAt) found.set(`${environment} ${startsAt}`, [environment, startsAt]);
    }
  }
  return [...found.values()];
};

const calledOffOf = (app: App, plans: Plans, told: readonly ToldEvent[]): readonly CalledOff[] => {
  const believed = believedOf(told);
  const [first] = told;
  if (first === undefined || believed.size === 0) return [];
  const { environment, occurrence } = first.event.content;
  const its = plans.all.filter(
    ({ plan: { header } }) =>
      header.environment === environment &&
      header.bounds.occurrences.some(({ startsAt }) => startsAt === occurrence.startsAt),
  );
  const open = its.filter(({ plan }) => frozenFor(app, plans, plan, occurrence.startsAt) === null);
  const hosts = hostsCalledOff(believed, {
    coming: new Set(open.flatMap((one) => one.hosts)),
    turned: new Set(its.flatMap(({ turned }) => turned)),
  });
  const groups = Map.groupBy(
    hosts.map((hostId) => ({ hostId, ...whyAndWhen(app, plans, its, { hostId, told: believed.get(hostId) }) })),
    (one) => JSON.stringify([one.told?.event.content.plan, one.reason, one.instead?.occurrence.startsAt]),
  );
  return [...groups.values()].flatMap((group) => {
    const [{ told: one, reason: why, instead } = { told: undefined, reason: null, instead: null }] = group;
    if (one === undefined || why === null) return [];
    const ofSamePlan = [...believed.values()].filter(({ event }) => event.content.plan === one.event.content.plan);
    return [
      {
        told: one,
        toldBefore: told.length,
        announcements: told.filter(({ kind }) => kind === 'announced'),
        hosts: group.map(({ hostId }) => hostId),
        announcedInAll: ofSamePlan.length,
        reason: why,
        instead,
      },
    ];
  });
};

const frozenFor = (app: App, { policy }: Plans, plan: StoredPlan, startsAt: Instant): Reason | null => {
  const occurrence = plan.header.bounds.occurrences.find((one) => one.startsAt === startsAt);
  return occurrence === undefined ? null : whyFrozen(policy, plan, occurrence, app.ports.zones);
};

const whyAndWhen = (
  app: App,
  plans: Plans,
  its: readonly Coming[],
  { hostId, told }: { readonly hostId: HostId; readonly told: ToldEvent | undefined },
) => {
  const announced = its.find(({ plan }) => plan.digest === told?.event.content.plan);
  const frozen =
    announced === undefined || told === undefined
      ? null
      : frozenFor(app, plans, announced.plan, told.event.content.occurrence.startsAt);
  const why = announced?.against ?? announced?.left.get(hostId) ?? frozen ?? reason('window-left-out');
  return { told, reason: why, instead: insteadOf(app, plans, hostId) };
};

/** The next time at which any plan brings the host. */
const insteadOf = (app: App, plans: Plans, hostId: HostId): Planned | null => {
  const ahead = plans.all
    .filter(({ hosts }) => hosts.includes(hostId))
    .flatMap(({ plan }) => plan.header.bounds.occurrences.map((occurrence) => ({ plan, occurrence })))
    .filter(({ plan, occurrence }) => {
      if (occurrence.cutOffAt <= plans.now) return false;
      return frozenFor(app, plans, plan, occurrence.startsAt) === null;
    });
  return ahead.toSorted((a, b) => (a.occurrence.startsAt < b.occurrence.startsAt ? -1 : 1))[0] ?? null;
};

const tellCalledOff = async (app: App, change: StoreView, one: CalledOff, now: Instant): Promise<boolean> => {
  const { content } = one.told.event;
  const { plan, environment, policy, occurrence, local } = content;
  const instead: AnnouncedTime | null =
    one.instead === null ? null : await timeOf(app, change, one.instead.plan, one.instead.occurrence);
  const told: WindowCalledOff = {
    ...{ plan, environment, policy, occurrence, local },
    reason: one.reason,
    instead,
    ...(await hostsNamed(change, plan, one.hosts)),
    announcedInAll: one.announcedInAll,
  };
  const event = {
    eventId: `window-called-off.${plan}.${occurrence.startsAt}.${one.toldBefore}.${one.hosts[0] ?? ''}`,
    at: now,
    kind: 'window-called-off',
    content: told,
    environments: [environment],
    about: occurrenceSubject(environment, occurrence),
    hosts: one.hosts,
  } as const;
  return await tellThoseTold(
    change,
    event,
    one.announcements.map(({ event: { eventId } }) => eventId),
  );
};
