// One reading of a feed, from its location to records that may be kept. Every way that this can fail is an answer with
// a reason, and none of them touches what was read before.

import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Reason, reason } from '@slipway/core/reasons';
import type { Instant } from '@slipway/core/time';
import { Budget, listFolder, openFeed, openFolder, sameListing } from './archive/index.ts';
import type { FeedFile, Format } from './format.ts';
import { formatOf } from './formats.ts';
import { FEED_LIMITS, type FeedLimits } from './limits.ts';
import { type Obtained, obtain } from './obtain.ts';
import { plainText } from './reading/index.ts';
import { recogniseKind } from './recognise.ts';
import { FeedRefused } from './refused.ts';
import { openSpool, readSpool } from './spool/index.ts';
import { type TakenIn, takeIn } from './take-in.ts';
import type { FeedContent, FeedKind, FeedMark, FeedReading, FeedSource } from './types.ts';
import { openWorkFolder } from './work-folder/index.ts';

export interface ReadFeedOptions {
  /** What the last good reading left; `null`: there was none. */
  readonly mark: FeedMark | null;
  readonly now: Instant;
  readonly limits?: FeedLimits;
  /** Where it aborts, its own reason is thrown: that is no failure of the feed. */
  readonly signal?: AbortSignal;
  /** Where the feed lies meanwhile: a folder of its own in here, `slipway-feed-…`. The system's temporary folder unless said. */
  readonly workFolder?: string;
  /** PEM certificates of the authorities to trust instead of the usual ones, for mirrors of one's own. */
  readonly authorities?: readonly string[];
}

/** What is read stays on disk until `content.close()`, which whoever gets it must call. */
export const readFeed = async (source: FeedSource, options: ReadFeedOptions): Promise<FeedReading> => {
  const kind = source.kind ?? (isIndexOfRepository(source) ? 'updateinfo' : null);
  const format = kind === null ? null : formatOf(kind);
  if (kind !== null && format === null)
    return { kind: 'refused', reason: reason('not-found', { what: 'format of feeds', id: kind }) };
  const folder = await openWorkFolder(options.workFolder ?? tmpdir());
  const remove = async (): Promise<void> => await rm(folder, { recursive: true, force: true });
  const reading = await readInto(folder, { source, format, options, remove }).catch(async (error: unknown) => {
    await remove();
    if (error instanceof FeedRefused) return { kind: 'refused', reason: printable(error.reason) } as const;
    throw error;
  });
  if (reading.kind !== 'read') await remove();
  return reading;
};

/** Names out of archives and what servers say stand in facts, and facts are shown in terminals. */
const printable = ({ code, facts }: Reason): Reason => ({
  code,
  facts: Object.fromEntries(
    Object.entries(facts).map(([name, value]) => [name, typeof value === 'string' ? plainText(value) : value]),
  ),
});

/** The one file that says nothing of the feed itself: it names the file that does. */
const isIndexOfRepository = ({ location }: FeedSource): boolean => /(?:^|\/)repomd\.xml(?:\?.*)?$/.test(location);

interface Wanted {
  readonly source: FeedSource;
  /** `null`: the content tells. */
  readonly format: Format | null;
  readonly options: ReadFeedOptions;
  readonly remove: () => Promise<void>;
}

const readInto = async (folder: string, wanted: Wanted): Promise<FeedReading> => {
  const { source, options, remove } = wanted;
  const { mark, now } = options;
  const limits = options.limits ?? FEED_LIMITS;
  const signal = options.signal ?? new AbortController().signal;
  const authorities = options.authorities ?? null;
  const obtained = await obtain({ source, format: wanted.format, mark, limits, signal, authorities, folder });
  if (obtained.kind === 'unchanged') return obtained;
  const format = wanted.format ?? (await recognised(obtained, source, limits));
  const lines = join(folder, 'records');
  const spool = openSpool(lines);
  const context = { source, now, limits };
  const files = filesOf(obtained, source, format, limits);
  const taking = takeIn(format.read(files, context), { ...context, spool, signal });
  const taken = await taking.catch(async (error: unknown) => {
    await spool.discard();
    throw error;
  });
  await spool.close();
  await assertUnchanged(obtained, source, limits);
  const date = taken.date ?? earlier(obtained.date ?? now, now);
  if (mark !== null && date < mark.date)
    throw new FeedRefused(reason('feed-older', { feed: source.name, found: date, stored: mark.date }));
  const { etag, lastModified, digest } = obtained;
  return {
    kind: 'read',
    mark: { etag, lastModified, digest, date },
    content: contentOf(lines, format.kind, taken, remove),
  };
};

/** A clock elsewhere may run ahead; only what the content itself says is judged. */
const earlier = (a: Instant, b: Instant): Instant => (a < b ? a : b);

type There = Exclude<Obtained, { readonly kind: 'unchanged' }>;

/** With a budget of its own, since what it looks at is read again. */
const recognised = async (obtained: There, source: FeedSource, limits: FeedLimits): Promise<Format> => {
  const kind = await recogniseKind(filesOf(obtained, source, { takes: () => true }, limits));
  const format = kind === null ? null : formatOf(kind);
  if (format === null) throw new FeedRefused(reason('feed-kind-unknown', { feed: source.name }));
  return format;
};

const filesOf = (
  obtained: There,
  source: FeedSource,
  format: Pick<Format, 'takes'>,
  limits: FeedLimits,
): AsyncIterable<FeedFile> => {
  const budget = new Budget(source.name, limits);
  return obtained.kind === 'file'
    ? openFeed({ path: obtained.path, name: obtained.name, takes: format.takes, budget })
    : openFolder({ path: obtained.path, listing: obtained.listing, takes: format.takes, budget });
};

/** A file was copied; a folder is read in place, and somebody may have written into it. */
const assertUnchanged = async (obtained: There, source: FeedSource, limits: FeedLimits): Promise<void> => {
  if (obtained.kind === 'file') return;
  const listing = await listFolder(obtained.path, new Budget(source.name, limits));
  if (!sameListing(listing, obtained.listing))
    throw new FeedRefused(reason('feed-changed-meanwhile', { feed: source.name }));
};

const contentOf = (lines: string, kind: FeedKind, taken: TakenIn, remove: () => Promise<void>): FeedContent => ({
  kind,
  records: readSpool(lines),
  counts: { records: taken.records, problems: taken.problemCount, passedOver: taken.passedOver },
  problems: () => taken.problems,
  close: remove,
});
