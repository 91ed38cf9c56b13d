// For every plan that may still run: its occurrences are announced, to contacts, so many hours ahead as the policy that
// holds now asks. A moment that passed unseen is made up for, late and saying so, while the window has not begun.

import { localTextOf } from '@slipway/core/calendar';
import type { HostId } from '@slipway/core/ids';
import {
  type AnnouncedHost,
  type AnnouncementDue,
  announcementsDue,
  nextAnnouncementAt,
  type WindowAnnounced,
} from '@slipway/core/notice';
import type { HostPlan } from '@slipway/core/plan';
import { type EnvironmentPolicy, type Policy, placesOf, rulesAt } from '@slipway/core/policy';
import { hasEnded } from '@slipway/core/rollout';
import type { Instant } from '@slipway/core/time';
import type { StoredPlan, StoreView } from '../../ports/index.ts';
import { approvalStanding, whyReplaced } from '../approval/index.ts';
import type { App } from '../context.ts';
import { tell } from '../notify/index.ts';
import { untilNext } from '../waits.ts';
import { occurrenceSubject, wasTold } from './announced.ts';

/** Named in the message; the plan has all of them. */
const HOSTS_NAMED_MAX = 200;

/** Milliseconds until it wants to look again. */
export const announceWindows = async (app: App): Promise<number> => {
  const { clock, log, nudge, store } = app.ports;
  const now = clock.now();
  const found = await store.read(async (view) => await plansToAnnounce(view, now));
  let told = false;
  for (const { plan, rules } of found) {
    try {
      // Looked at without writing first: nearly always everything due was told, and writes wait for each other.
      if ((await store.read(async (view) => await untold(view, plan, rules, now))).length === 0) continue;
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

interface Untold extends AnnouncementDue {
  readonly hosts: readonly HostId[];
}

const untold = async (
  view: StoreView,
  plan: StoredPlan,
  rules: AnnouncedRules,
  now: Instant,
): Promise<readonly Untold[]> => {
  const due = announcementsDue(rules.announce, occurrencesOf(plan), now);
  if (due.length === 0) return [];
  const hosts = await hostsToCome(view, plan);
  const { environment } = plan.header;
  const open: Untold[] = [];
  for (const one of due) {
    const { occurrence, dueAt: since } = one;
    if (hosts.length > 0 && !(await wasTold(view, { environment, occurrence, since }, hosts))) {
      open.push({ ...one, hosts });
    }
  }
  return open;
};

/** Those that the plan will still change: none of one that is over, was replaced, or that nobody can approve any more. */
const hostsToCome = async (view: StoreView, plan: StoredPlan): Promise<readonly HostId[]> => {
  const rollouts = await view.rollouts.rolloutsOf(plan.digest);
  if (rollouts.length > 0) {
    const open = rollouts.filter(({ endedAt }) => endedAt === null);
    return open.flatMap(({ hosts }) => hosts.filter(({ phase }) => !hasEnded(phase)).map(({ hostId }) => hostId));
  }
  return (await whyReplaced(view, plan)) === null ? plan.header.bounds.hosts : [];
};

const announce = async (
  app: App,
  change: StoreView,
  { plan, rules, now }: { readonly plan: StoredPlan; readonly rules: AnnouncedRules; readonly now: Instant },
): Promise<boolean> => {
  const { digest, header } = plan;
  const { names, reason } = await approvalStanding(change, plan, { now });
  // What no name would put right: refused, or found wrong by its checker.
  if (reason !== null && reason.code !== names.reason?.code) return false;
  let told = false;
  for (const one of await untold(change, plan, rules, now)) {
    const { hoursBefore, late, occurrence } = one;
    const content: WindowAnnounced = {
      plan: digest,
      environment: header.environment,
      policy: plan.policyName ?? null,
      occurrence,
      local: localOf(app, rules, occurrence),
      hoursBefore,
      late,
      approved: reason === null,
      ...(await hostsNamed(change, plan, one.hosts)),
    };
    told =
      (await tell(change, {
        eventId: `window-announced.${digest}.${occurrence.startsAt}.${hoursBefore}h`,
        at: now,
        kind: 'window-announced',
        content,
        environments: [header.environment],
        about: occurrenceSubject(header.environment, occurrence),
      })) || told;
  }
  return told;
};

const localOf = (
  { ports: { zones } }: App,
  { window }: AnnouncedRules,
  { startsAt, endsAt }: AnnouncementDue['occurrence'],
): WindowAnnounced['local'] => {
  const zone = 'zone' in window ? window.zone : null;
  const known = zone === null ? null : zones.rulesOf(zone);
  if (zone === null || known === null) return null;
  return { zone, startsAt: localTextOf(known, startsAt), endsAt: localTextOf(known, endsAt) };
};

const hostsNamed = async (
  { fleet, plans }: StoreView,
  { digest }: StoredPlan,
  hosts: readonly HostId[],
): Promise<Pick<WindowAnnounced, 'hosts' | 'hostsInAll'>> => {
  const wanted = new Set(hosts);
  const its = (await plans.hostPlans(digest)).filter(({ hostId }) => wanted.has(hostId));
  const named: AnnouncedHost[] = [];
  for (const { hostId, hostname, clusters } of its.toSorted(byHostname).slice(0, HOSTS_NAMED_MAX)) {
    const owner = (await fleet.host(hostId))?.value.labels['owner'] ?? null;
    named.push({ hostname, services: clusters, owner });
  }
  return { hosts: named, hostsInAll: hosts.length };
};

const byHostname = (a: HostPlan, b: HostPlan): number => (a.hostname < b.hostname ? -1 : 1);
