// Who newly needs what: once nothing is pending any more, what the imports brought becomes one event for the audiences.

import type { News, OutboxEvent, StoreView, UpdateKey } from '../../ports/index.ts';
import type { App } from '../context.ts';

/** A message is read by people: the first of each list, and how many there are. */
const UPDATES_MAX = 50;
const NAMES_MAX = 20;

/** `null`: there is no news. */
export const tellNews = async (app: App): Promise<OutboxEvent | null> => {
  const { clock, ids, nudge, store } = app.ports;
  const event = await store.write(async (change): Promise<OutboxEvent | null> => {
    const updates = groupsOf(await change.knowledge.takeNews());
    if (updates.length === 0) return null;
    const told: object[] = [];
    for (const update of updates.slice(0, UPDATES_MAX)) {
      const one = await updateText(change, update);
      if (one !== null) told.push(one);
    }
    // Everybody who needed it has gone or moved on since.
    if (told.length === 0) return null;
    const content = { updates: told, updatesInAll: updates.length };
    const made: OutboxEvent = { eventId: ids.named('event'), at: clock.now(), kind: 'newly-affected', content };
    await change.knowledge.addEvent(made);
    return made;
  });
  if (event !== null) nudge.notify('notify');
  return event;
};

interface NewsOfUpdate extends UpdateKey {
  readonly vulnerabilities: readonly string[];
}

const groupsOf = (news: readonly News[]): readonly NewsOfUpdate[] => {
  const groups = new Map<string, NewsOfUpdate & { readonly vulnerabilities: string[] }>();
  for (const { release, sourcePackage, fixedVersion, vulnerability } of news) {
    const key = JSON.stringify([release.distribution, release.release, sourcePackage, fixedVersion]);
    const group = groups.get(key) ?? { release, sourcePackage, fixedVersion, vulnerabilities: [] };
    group.vulnerabilities.push(vulnerability);
    groups.set(key, group);
  }
  return [...groups.values()];
};

const updateText = async ({ fleet, knowledge }: StoreView, update: NewsOfUpdate): Promise<object | null> => {
  const exposed = await knowledge.exposedUpdate(update, null);
  if (exposed === null) return null;
  const hosts = await knowledge.countCarrierHosts(exposed.packageIds, null);
  const first = await knowledge.carrierHosts(exposed.packageIds, { after: null, limit: NAMES_MAX }, null);
  const names: string[] = [];
  for (const hostId of first.items) names.push((await fleet.host(hostId))?.value.hostname ?? hostId);
  return {
    release: update.release,
    sourcePackage: update.sourcePackage,
    fixedVersion: update.fixedVersion,
    vulnerabilities: update.vulnerabilities.slice(0, NAMES_MAX),
    vulnerabilitiesInAll: update.vulnerabilities.length,
    hosts: names,
    hostsInAll: hosts,
  };
};
