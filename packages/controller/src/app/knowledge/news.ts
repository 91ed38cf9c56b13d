// Who newly needs what: once nothing is pending any more, what the imports brought becomes one event for the audiences.
// Counting the hosts of fifty updates takes seconds in a large fleet, so that it is read beside other work; what is told is
// forgotten in one short write, which looks whether it still is as it was read.

import type { UpdateNeeded } from '@slipway/core/notice';
import type { EventOf, ExposedUpdate, News, StoreView, UpdateKey } from '../../ports/index.ts';
import type { App } from '../context.ts';
import { tell } from '../notify/index.ts';
import { countExposed, exposedHosts } from './exposed-hosts.ts';

/** A message is read by people: the first of each list, and how many there are. */
const UPDATES_MAX = 50;
const NAMES_MAX = 20;

/** `changed`: some of it became another while it was read, stands as before, and wants to be looked at again. */
export type Told = 'nothing' | 'told' | 'changed';

export const tellNews = async (app: App): Promise<Told> => {
  const { nudge, store } = app.ports;
  const { news, told: by } = await store.read(async (view) => ({
    news: await view.knowledge.news(),
    told: await howTold(view),
  }));
  const updates = groupsOf(news);
  if (updates.length === 0) return 'nothing';
  const looks: Look[] = [];
  let texts = 0;
  for (const update of updates) {
    if (texts === UPDATES_MAX) break;
    // A read of its own for each: all others have their turns between.
    const one = await store.read(async (view) => await look(view, update, by));
    looks.push(one);
    if (one.text !== null) texts += 1;
  }
  const { event, changed } = await store.write(async (change) => await settle(app, change, { updates, looks }));
  if (event !== null) nudge.notify('notify');
  if (changed) return 'changed';
  return event === null ? 'nothing' : 'told';
};

interface NewsOfUpdate extends UpdateKey {
  readonly news: readonly News[];
}

interface Look {
  readonly update: NewsOfUpdate;
  /** What the text was made of; `null`: nobody needs it any more. */
  readonly exposed: ExposedUpdate | null;
  readonly text: UpdateNeeded | null;
  /** Of the hosts that carry it; `null`: nobody asked. */
  readonly environments: readonly string[] | null;
}

const groupsOf = (news: readonly News[]): readonly NewsOfUpdate[] =>
  [...Map.groupBy(news, updateKey).values()].flatMap((its) => {
    const [first] = its;
    if (first === undefined) return [];
    const { release, sourcePackage, fixedVersion } = first;
    return [{ release, sourcePackage, fixedVersion, news: its }];
  });

const updateKey = ({ release, sourcePackage, fixedVersion }: UpdateKey): string =>
  JSON.stringify([release.distribution, release.release, sourcePackage, fixedVersion]);

const newsKey = (news: News): string => JSON.stringify([updateKey(news), news.vulnerability]);

/** Environments are counted only where a contact hears of some alone: it costs as much as counting the hosts. */
const howTold = async ({ plans }: StoreView): Promise<'to-all' | 'by-environment'> => {
  const contacts = (await plans.policy())?.value.contacts ?? [];
  return contacts.some(({ environments }) => environments !== undefined) ? 'by-environment' : 'to-all';
};

const look = async (view: StoreView, update: NewsOfUpdate, by: 'to-all' | 'by-environment'): Promise<Look> => {
  const exposed = await view.knowledge.exposedUpdate(update, null);
  if (exposed === null) return { update, exposed, text: null, environments: null };
  const of = { packageIds: exposed.packageIds, asOf: null };
  // A host of which nobody knows whether its kernel is that one is told of, too: silence would say that it is not.
  const { hosts, unknown } = await countExposed(view, of);
  if (hosts + unknown === 0) return { update, exposed, text: null, environments: null };
  const text = {
    release: update.release,
    sourcePackage: update.sourcePackage,
    fixedVersion: update.fixedVersion,
    vulnerabilities: update.news.slice(0, NAMES_MAX).map(({ vulnerability }) => vulnerability),
    vulnerabilitiesInAll: update.news.length,
    hosts: await firstNames(view, of),
    hostsInAll: hosts + unknown,
  };
  return { update, exposed, text, environments: by === 'to-all' ? null : await environmentsOf(view, exposed) };
};

const environmentsOf = async ({ knowledge }: StoreView, { packageIds }: ExposedUpdate): Promise<readonly string[]> =>
  (await knowledge.carrierClasses(packageIds, null)).flatMap(({ environment }) => environment ?? []);

/** Kernels that lie about unused are many in a fleet: after so many pages without enough names those found must do. */
const PAGES_MAX = 20;

const firstNames = async (view: StoreView, of: Parameters<typeof exposedHosts>[1]): Promise<readonly string[]> => {
  const names: string[] = [];
  let after: string | null = null;
  for (let pages = 0; pages < PAGES_MAX && names.length < NAMES_MAX; pages += 1) {
    const { items, next }: Awaited<ReturnType<typeof exposedHosts>> = await exposedHosts(view, of, {
      after,
      limit: NAMES_MAX,
    });
    names.push(...items.flatMap(({ hostname, exposed }) => (exposed === 'no' ? [] : [hostname])));
    if (next === null) break;
    after = next;
  }
  return names.slice(0, NAMES_MAX);
};

/** Tells what stands as it was read. The rest stays: somebody else has told it, or its hosts are others by now. */
const settle = async (
  { ports: { clock, ids } }: App,
  change: StoreView,
  { updates, looks }: { readonly updates: readonly NewsOfUpdate[]; readonly looks: readonly Look[] },
): Promise<{ readonly event: EventOf<'newly-affected'> | null; readonly changed: boolean }> => {
  const { knowledge } = change;
  const standing = new Set((await knowledge.news()).map(newsKey));
  const stands = ({ news }: NewsOfUpdate) => news.every((one) => standing.has(newsKey(one)));
  const told: Look[] = [];
  for (const one of looks) {
    if (!stands(one.update)) continue;
    if (isSame(one.exposed, await knowledge.exposedUpdate(one.update, null))) told.push(one);
  }
  const texts = told.flatMap(({ text }) => text ?? []);
  const changed = told.length < looks.length;
  // Those beyond the message's length are counted in it, and with it told.
  const counted = texts.length === 0 ? [] : updates.slice(looks.length).filter(stands);
  await knowledge.forgetNews([...told.map(({ update }) => update), ...counted].flatMap(({ news }) => news));
  if (texts.length === 0) return { event: null, changed };
  const content = { updates: texts, updatesInAll: texts.length + counted.length };
  const of = counted.length > 0 ? null : environmentsTold(told);
  const event = {
    eventId: ids.named('event'),
    at: clock.now(),
    kind: 'newly-affected',
    content,
    ...(of === null ? {} : { environments: of }),
  } as const;
  await tell(change, event);
  return { event, changed };
};

/** `null`: nobody looked for one of them, so that everybody hears of it. */
const environmentsTold = (told: readonly Look[]): readonly string[] | null => {
  const looked = told.filter(({ text }) => text !== null).map(({ environments }) => environments);
  return looked.includes(null) ? null : [...new Set(looked.flatMap((names) => names ?? []))].sort();
};

/** The same packages: hosts that carry them come and go, and are as of when they were read. */
const isSame = (before: ExposedUpdate | null, now: ExposedUpdate | null): boolean =>
  JSON.stringify(before?.packageIds ?? null) === JSON.stringify(now?.packageIds ?? null);
