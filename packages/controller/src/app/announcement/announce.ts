// For every plan that may still run: its occurrences are announced, to contacts, so many hours ahead as the policy that
// holds now asks. A moment that passed unseen is made up for, late and saying so, while the window has not begun.

import type { HostId } from '@slipway/core/ids';
import {
  type AnnouncementDue,
  announcementsDue,
  believedOf,
  nextAnnouncementAt,
  unknownHosts,
  type WindowAnnounced,
} from '@slipway/core/notice';
import { type EnvironmentPolicy, type Policy, placesOf, rulesAt } from '@slipway/core/policy';
import type { Instant } from '@slipway/core/time';
import type { StoredPlan, StoreView } from '../../ports/index.ts';
import { approvalStanding } from '../approval/index.ts';
import type { App } from '../context.ts';
import { tell } from '../notify/index.ts';
import { untilNext } from '../waits.ts';
import { occurrenceSubject, toldOf } from './announced.ts';
import { callOffWindows } from './call-off.ts';
import { comingOf, whyFrozen } from './coming.ts';
import { hostsNamed, timeOf } from './naming.ts';

/** Milliseconds until it wants to look again. */
export const announceWindows = async (app: App): Promise<number> => {
  const { clock, log, nudge, store } = app.ports;
  const now = clock.now();
  const found = await store.read(async (view) => await plansToAnnounce(view, now));
  let told = await callOffSafely(app);
  for (const { plan, rules } of found) {
    try {
      // Looked at without writing first: nearly always everything due was told, and writes wait for each other.
      if ((await store.read(async (view) => await untold(app, view, { plan, rules, now }))).length === 0) continue;
      told = (await store.write(async (change) => await announce(app, change, { plan, rules, now }))) || told;
    } catch (error) {
      // One plan that cannot be looked at must not keep people from hearing of the others.
      log.error('plan not looked at for announcements', { plan: plan.digest, error });
    }
  }
  if (told) nudge.notify('notify');
  const next = found.flatMap(({ plan, rules }) => nextAnnouncementAt(rules.announce, occurrencesOf(plan), now) ?? []);
  return untilNext(clock.now(), next);
};

/** That something cannot be taken back must not keep people from hearing of what comes. */
const callOffSafely = async (app: App): Promise<boolean> => {
  try {
    return await callOffWindows(app);
  } catch (error) {
    app.ports.log.error('announcements not taken back', { error });
    return false;
  }
};

type AnnouncedRules = EnvironmentPolicy & { readonly announce: NonNullable<EnvironmentPolicy['announce']> };

const plansToAnnounce = async (view: StoreView, now: Instant) => {
  const policy = (await view.plans.policy())?.value;
  if (policy === undefined || !announcesAny(policy)) return [];
  const plans = await view.plans.unexpiredPlans(now);
  return plans.flatMap((plan) => {
    const { environment } = plan.header;
    const rules = rulesAt(policy, { environment, policyName: plan.policyName ?? null });
    return rules?.announce === undefined ? [] : [{ plan, rules: { ...rules, announce: rules.announce } }];
  });
};

const announcesAny = (policy: Policy): boolean =>
  placesOf(policy).some((place) => rulesAt(policy, place)?.announce !== undefined);

const occurrencesOf = ({ header }: StoredPlan) => header.bounds.occurrences;

interface Announcing {
  readonly plan: StoredPlan;
  readonly rules: AnnouncedRules;
  readonly now: Instant;
}

interface Untold extends AnnouncementDue {
  readonly hosts: readonly HostId[];
  /** Another end, with which people know it. */
  readonly endedBefore: Instant | null;
  /** How much was told of the occurrence before. */
  readonly toldBefore: number;
}

const untold = async (app: App, view: StoreView, { plan, rules, now }: Announcing): Promise<readonly Untold[]> => {
  const due = announcementsDue(rules.announce, occurrencesOf(plan), now);
  const policy = (await view.plans.policy())?.value;
  if (due.length === 0 || policy === undefined) return [];
  const { hosts } = await comingOf(view, plan, now);
  if (hosts.length === 0) return [];
  const open: Untold[] = [];
  for (const one of due) {
    const { occurrence, dueAt: since } = one;
    if (whyFrozen(policy, plan, occurrence, app.ports.zones) !== null) continue;
    const told = await toldOf(view, plan.header.environment, occurrence);
    const believed = believedOf(told);
    const { endsAt } = occurrence;
    if (unknownHosts(believed, hosts, { since, endsAt }).length === 0) continue;
    const others = hosts.flatMap((hostId) => believed.get(hostId)?.endsAt ?? []).filter((at) => at !== endsAt);
    open.push({ ...one, hosts, endedBefore: others[0] ?? null, toldBefore: told.length });
  }
  return open;
};

const announce = async (app: App, change: StoreView, announcing: Announcing): Promise<boolean> => {
  const { plan, now } = announcing;
  const { digest, header } = plan;
  const { reason } = await approvalStanding(change, plan, { now });
  let told = false;
  for (const one of await untold(app, change, announcing)) {
    const { endedBefore, hoursBefore, hosts, late, occurrence, toldBefore } = one;
    const content: WindowAnnounced = {
      plan: digest,
      environment: header.environment,
      policy: plan.policyName ?? null,
      ...(await timeOf(app, change, plan, occurrence)),
      hoursBefore,
      // That another end comes late says nothing of the first telling.
      late: late && endedBefore === null,
      ...(endedBefore === null ? {} : { endedBefore }),
      approved: reason === null,
      ...(await hostsNamed(change, digest, hosts)),
    };
    const eventId = `window-announced.${digest}.${occurrence.startsAt}.${hoursBefore}h`;
    // It was called off in between, and holds again.
    const isAgain = (await change.outbox.event(eventId)) !== null;
    told =
      (await tell(change, {
        eventId: isAgain ? `${eventId}.${toldBefore}` : eventId,
        at: now,
        kind: 'window-announced',
        content,
        environments: [header.environment],
        about: occurrenceSubject(header.environment, occurrence),
        ...(hosts.length === header.bounds.hosts.length ? {} : { hosts }),
      })) || told;
  }
  return told;
};
