// All updates of all files, joined by id: the same id may stand in the list more than once, with another version or another
// collection, and in more than one repository of a release.

import { reason } from '@slipway/core/reasons';
import { addMs, type Instant } from '@slipway/core/time';
import type { FeedFile, Format, FormatContext, Found } from '../format.ts';
import { problem } from '../reading/index.ts';
import { FeedRefused } from '../refused.ts';
import { Shelf } from '../shelf/index.ts';
import { elementsOf, refusedXml } from '../xml/index.ts';
import { joined } from './join.ts';
import { recordOf } from './record.ts';
import { followRepomd } from './repomd.ts';
import { readUpdate, type Update } from './update.ts';

export const updateinfo: Format = {
  kind: 'updateinfo',
  takes: (name) => /(?:^|\/)[^/]*updateinfo[^/]*\.xml$/.test(name),
  read: readUpdates,
  follow: followRepomd,
};

async function* readUpdates(files: AsyncIterable<FeedFile>, context: FormatContext): AsyncIterable<Found> {
  const { release, name: feed } = context.source;
  if (release === null) throw refusedXml(feed, 'it does not say which release it is for: configure one');
  const updates = new Shelf<Update>(context);
  let count = 0;
  for await (const file of files) {
    for await (const element of elementsOf(file, { feed, root: 'updates', element: 'update' })) {
      count += 1;
      const update = readUpdate(element);
      if (!update.ok) {
        yield problem(`${file.name} update ${count}`, update.reason);
        continue;
      }
      for (const why of update.value.problems) yield problem(update.value.id, why);
      assertPast(update.value, context);
      updates.put(update.value.id, update.value);
    }
  }
  for (const id of updates.keys()) yield { kind: 'advisory', record: recordOf(joined(updates.at(id)), release) };
}

/** Vendors stamp in their own zone. */
const AHEAD_MS_MAX = 24 * 60 * 60_000;

/**
 * The dates of updates are no date of the list: a repository can be up to date and quiet for years. So they are not
 * given as such, but one in the future says that the list or our clock is wrong.
 */
const assertPast = ({ issuedAt, updatedAt }: Update, { source, now }: FormatContext): void => {
  const latest: Instant = addMs(now, AHEAD_MS_MAX);
  const found = [issuedAt, updatedAt].find((at) => at !== null && at > latest) ?? null;
  if (found !== null) throw new FeedRefused(reason('feed-from-future', { feed: source.name, found, now }));
};
