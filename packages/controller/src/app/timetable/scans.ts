// At the times of day that policy names, every host of a place looks anew; an hour later it is told who misses what.

import { lastTimeOfDay } from '@slipway/core/calendar';
import { exceptedPending } from '@slipway/core/exception';
import type { ScanReport } from '@slipway/core/notice';
import { isOfPlace, type Policy, type PolicyPlace, placesOf, type Rules, rulesAt } from '@slipway/core/policy';
import { addSeconds, type Instant, isInstant } from '@slipway/core/time';
import type { HostRecord, OutboxEvent, StoreView } from '../../ports/index.ts';
import type { App } from '../context.ts';
import { actingNow } from '../exception/index.ts';
import { askedToRefresh, everyHost } from '../fleet/index.ts';
import { tell } from '../notify/index.ts';

/** The slowest host checks in once, refreshes its repositories (minutes) and reports: most of a fleet has by then. */
export const REPORT_AFTER_SECONDS = 3600;
/** A controller that was down at the time makes up for it; later than this the next time is near enough. */
const LATE_SECONDS_MAX = 6 * 3600;
/** Hosts of one write: others wait for it. */
const HOSTS_AT_ONCE = 200;

/** What is kept of the last time of a place. */
interface Scan {
  readonly at: Instant;
  /** `passed`: it lay before the rule, or too far back; `asked`: hosts look; `told`: the report is out. */
  readonly state: 'passed' | 'asked' | 'told';
}

/** Looks at every place that is scanned; answers when it wants to look again. */
export const lookAtScans = async (app: App, now: Instant): Promise<Instant | null> => {
  const policy = (await app.ports.store.read(async ({ plans }) => await plans.policy()))?.value ?? null;
  if (policy === null) return null;
  const next: Instant[] = [];
  for (const place of placesOf(policy)) {
    const rule = rulesAt(policy, place)?.scan;
    const at = rule === undefined ? null : lastTimeOfDay(rule, now, app.ports.zones);
    if (at !== null) next.push(...(await lookAtScan(app, { policy, place, at, now })));
  }
  return next.length === 0 ? null : (next.toSorted()[0] ?? null);
};

interface Due {
  readonly policy: Policy;
  readonly place: PolicyPlace;
  readonly at: Instant;
  readonly now: Instant;
}

const lookAtScan = async (app: App, due: Due): Promise<readonly Instant[]> => {
  const { at, now } = due;
  const known = await app.ports.store.read(async (view) => await knownScan(view, due.place));
  if (known?.at !== at) {
    // The first time of all lay before anybody wrote the rule.
    const isDue = known !== null && now < addSeconds(at, LATE_SECONDS_MAX);
    if (isDue) await askHosts(app, due);
    await note(app, due, isDue ? 'asked' : 'passed');
    return isDue ? [addSeconds(at, REPORT_AFTER_SECONDS)] : [];
  }
  if (known.state !== 'asked') return [];
  const reportAt = addSeconds(at, REPORT_AFTER_SECONDS);
  if (now < reportAt) return [reportAt];
  await app.ports.store.write(async (change) => {
    await tell(change, await reportEvent(change, due));
    await change.access.setSetting(settingOf(due.place), JSON.stringify({ at, state: 'told' } satisfies Scan));
  });
  app.ports.nudge.notify('notify');
  return [];
};

const placeText = ({ environment, policyName }: PolicyPlace): string =>
  policyName === null ? environment : `${environment}.${policyName}`;
const settingOf = (place: PolicyPlace): `scan.${string}` => `scan.${placeText(place)}`;

const knownScan = async ({ access }: StoreView, place: PolicyPlace): Promise<Scan | null> => {
  const text = await access.setting(settingOf(place));
  if (text === null) return null;
  const scan = JSON.parse(text) as Scan;
  if (!isInstant(scan.at)) throw new Error(`the setting ${settingOf(place)} holds no scan: ${text}`);
  return scan;
};

const note = async (app: App, { place, at }: Due, state: Scan['state']): Promise<void> =>
  await app.ports.store.write(
    async ({ access }) => await access.setSetting(settingOf(place), JSON.stringify({ at, state } satisfies Scan)),
  );

/** Each hears of it with its next check-in, which spreads a fleet over its idle interval. */
const askHosts = async (app: App, { policy, place }: Due): Promise<void> => {
  const hosts = await app.ports.store.read(async (view) => await hostsOf(view, policy, place));
  for (let from = 0; from < hosts.length; from += HOSTS_AT_ONCE) {
    await app.ports.store.write(async ({ fleet }) => {
      for (const { hostId } of hosts.slice(from, from + HOSTS_AT_ONCE)) {
        const host = await fleet.host(hostId);
        if (host === null || host.value.refreshWanted) continue;
        await fleet.saveHost({ revision: host.revision, value: askedToRefresh(host.value, app.ports.clock.now()) });
      }
    });
  }
};

const hostsOf = async (view: StoreView, policy: Policy, place: PolicyPlace): Promise<readonly HostRecord[]> =>
  (await everyHost(view)).filter(({ labels }) => isOfPlace(labels, policy, place));

const reportEvent = async (view: StoreView, due: Due): Promise<OutboxEvent> => {
  const { place, at, now } = due;
  const content = await reportOf(view, due);
  return {
    eventId: `scan-report.${placeText(place)}.${at}`,
    at: now,
    kind: 'scan-report',
    content,
    environments: [place.environment],
    about: placeText(place),
  };
};

const reportOf = async (view: StoreView, { policy, place, at, now }: Due): Promise<ScanReport> => {
  const scope = rulesAt(policy, place)?.scope ?? 'all';
  const exceptions = await actingNow(view, now);
  const owners = new Map<string | null, { hosts: number; updates: number }>();
  let [hostsInAll, silent] = [0, 0];
  for (const host of await hostsOf(view, policy, place)) {
    hostsInAll += 1;
    const stored = await view.fleet.inventory(host.hostId);
    const updates = stored?.inventory.updates;
    // Taken back by the inventory that shows the refresh.
    if (host.refreshWanted || stored === null || updates?.kind !== 'known') {
      silent += 1;
      continue;
    }
    const excepted = new Set(exceptedPending(exceptions, host.labels, stored.inventory).map(({ update }) => update));
    const missing = updates.updates.filter((one) => isInScope(one, scope) && !excepted.has(one)).length;
    if (missing === 0) continue;
    const owner = host.labels['owner'] ?? null;
    const its = owners.get(owner) ?? { hosts: 0, updates: 0 };
    owners.set(owner, { hosts: its.hosts + 1, updates: its.updates + missing });
  }
  const all = [...owners].map(([owner, its]) => ({ owner, ...its }));
  return {
    environment: place.environment,
    at,
    hostsInAll,
    silent,
    hostsMissing: all.reduce((sum, { hosts }) => sum + hosts, 0),
    updatesMissing: all.reduce((sum, { updates }) => sum + updates, 0),
    owners: all.toSorted((a, b) => b.updates - a.updates || ((a.owner ?? '') < (b.owner ?? '') ? -1 : 1)),
  };
};

/** What the place would not get in any case is not missing there; which package is a kernel's only a cut can say. */
const isInScope = ({ security }: { readonly security: boolean }, scope: Rules['scope']): boolean =>
  scope !== 'security' || security;
