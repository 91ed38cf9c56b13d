// `repomd.xml`: which files the metadata consist of, with their hashes. What is listed without a SHA-256 is not listed.

import { reason } from '@slipway/core/reasons';
import { type Instant, instantOfMs } from '@slipway/core/time';
import type { FeedFile } from '../format.ts';
import { FeedRefused } from '../refused.ts';
import { attributeIn, childIn, childrenIn, elementsOf, textOfChild, type XmlElement } from '../xml/index.ts';
import { isBelow } from './package.ts';

export interface ListedFile {
  /** Below the repository. */
  readonly href: string;
  /** Of the file as it is fetched, in lower-case hexadecimal. */
  readonly sha256: string;
  readonly sizeBytes: number | null;
  /** Unpacked. `null`: not said, as where nothing is packed. */
  readonly openSha256: string | null;
  readonly openSizeBytes: number | null;
}

export interface Repomd {
  /** By type: `primary`, `filelists`, `updateinfo`, `modules`; the first of each. */
  readonly files: ReadonlyMap<string, ListedFile>;
  /** When the newest of its files was made, by its own word. */
  readonly datedAt: Instant;
}

/** Real ones list a dozen, with each packing one of its own. */
const FILES_MAX = 1000;

/** Throws FeedRefused. */
export const readRepomd = async (index: FeedFile, feed: string): Promise<Repomd> => {
  const files = new Map<string, ListedFile>();
  let newestSeconds = 0;
  for await (const data of elementsOf(index, { feed, root: 'repomd', element: 'data' })) {
    const type = attributeIn(data, 'type');
    const listed = listedIn(data);
    if (type === null || listed === null || files.has(type)) continue;
    files.set(type, listed);
    if (files.size > FILES_MAX) throw unreadable(feed, `it lists more than ${FILES_MAX} files`);
    newestSeconds = Math.max(newestSeconds, secondsIn(textOfChild(data, 'timestamp')));
  }
  return { files, datedAt: instantOfMs(newestSeconds * 1000) };
};

const listedIn = (data: XmlElement): ListedFile | null => {
  const href = attributeIn(childIn(data, 'location'), 'href') ?? '';
  const sha256 = sha256In(data, 'checksum');
  if (sha256 === null || !isBelow(href)) return null;
  return {
    ...{ href, sha256 },
    sizeBytes: numberIn(textOfChild(data, 'size')),
    openSha256: sha256In(data, 'open-checksum'),
    openSizeBytes: numberIn(textOfChild(data, 'open-size')),
  };
};

const sha256In = (data: XmlElement, name: string): string | null => {
  const found = childrenIn(data, name).find((one) => attributeIn(one, 'type') === 'sha256');
  const text = found?.text.trim().toLowerCase() ?? '';
  return /^[0-9a-f]{64}$/.test(text) ? text : null;
};

const numberIn = (text: string | null): number | null =>
  text !== null && /^\d{1,15}$/.test(text) ? Number(text) : null;

/** Some tools write a fraction. */
const secondsIn = (text: string | null): number => {
  const whole = /^(\d{1,11})(?:\.\d+)?$/.exec(text ?? '')?.[1];
  return whole === undefined ? 0 : Number(whole);
};

const unreadable = (feed: string, detail: string): FeedRefused =>
  new FeedRefused(reason('feed-unreadable', { feed, detail }));
