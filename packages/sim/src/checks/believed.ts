// What the controllers believe of a feed, judged in the very transaction that stores how its reading went: all of its last good
// reading and nothing else, whatever lay in its place since.

import type { FeedRecord, Page, Store, StoredFeed, StoreView } from '@slipway/controller/ports';
import type { SimulatedFeeds } from '../world/index.ts';

/** Of one page. */
const RECORDS_MAX = 1000;

/** The same store, watched. */
export const watchFeeds = (store: Store, feeds: SimulatedFeeds, broken: (text: string) => void): Store => ({
  read: async (work) => await store.read(work),
  close: async () => await store.close(),
  write: async (work) =>
    await store.write(async (change) => {
      const saved: StoredFeed[] = [];
      const knowledge = Object.create(change.knowledge) as typeof change.knowledge;
      knowledge.saveFeed = async (feed) => {
        saved.push(feed.value);
        return await change.knowledge.saveFeed(feed);
      };
      const done = await work(Object.create(change, { knowledge: { value: knowledge } }) as StoreView);
      for (const feed of saved) for (const text of await judge(change, feed, feeds)) broken(text);
      return done;
    }),
});

const judge = async (
  change: StoreView,
  { spec: { name }, mark, goodAt }: StoredFeed,
  feeds: SimulatedFeeds,
): Promise<readonly string[]> => {
  const given = mark === null ? [] : feeds.given(mark.digest);
  if (given === null) return [`of the feed ${name} is believed what no good reading gave: ${mark?.digest}`];
  if ((goodAt === null) !== (mark === null))
    return [`the feed ${name} was read well ${goodAt ?? 'never'}, and its mark says otherwise`];
  const believed = (await recordsOf(change, name)).map(({ kind, key }) => `${kind} ${key}`).toSorted();
  if (believed.join('\n') === given.join('\n')) return [];
  return [
    `of the feed ${name} ${believed.length} records are believed, and ${mark?.digest ?? 'nothing'} has ${given.length}`,
  ];
};

const recordsOf = async ({ knowledge }: StoreView, name: string): Promise<readonly FeedRecord[]> => {
  const found: FeedRecord[] = [];
  let after: string | null = null;
  do {
    const page: Page<FeedRecord> = await knowledge.feedRecords(name, { after, limit: RECORDS_MAX });
    found.push(...page.items);
    after = page.next;
  } while (after !== null);
  return found;
};
