// `repomd.xml`: the index of a repository, which names its updateinfo file and that file's hash.

import { type Outcome, ok, refuse } from '@slipway/core/reasons';
import type { FeedFile, FollowedFile } from '../format.ts';
import { plainText } from '../reading/index.ts';
import { attributeIn, childIn, childrenIn, elementsOf, type XmlElement } from '../xml/index.ts';

/** Refuses, or throws FeedRefused, under the index's own name: which feed it belongs to is not known here. */
export const followRepomd = async (index: FeedFile): Promise<Outcome<FollowedFile> | null> => {
  if (!/(?:^|\/)repomd\.xml$/.test(index.name)) return null;
  let found: XmlElement | null = null;
  // To its end, so that a truncated index is none.
  // `updateinfo_zck` is the same list, packed in a way that we do not read.
  for await (const data of elementsOf(index, { feed: index.name, root: 'repomd', element: 'data' }))
    if (attributeIn(data, 'type') === 'updateinfo') found ??= data;
  return found === null ? unusable(index, 'it names no updateinfo') : followed(index, found);
};

/** Below the repository, which is the folder above the index's own. */
const HREF = /^(?:[A-Za-z0-9_+~-][\w.+~-]*\/)*[A-Za-z0-9_+~-][\w.+~-]*$/;

const followed = (index: FeedFile, data: XmlElement): Outcome<FollowedFile> => {
  const href = attributeIn(childIn(data, 'location'), 'href');
  if (href === null || href.length > 500 || !HREF.test(href))
    return unusable(index, `"${plainText(href ?? '', 80)}" is no file of the repository`);
  const sha256 = childrenIn(data, 'checksum').find((checksum) => attributeIn(checksum, 'type') === 'sha256');
  const hash = sha256?.text.trim().toLowerCase() ?? '';
  if (!/^[0-9a-f]{64}$/.test(hash)) return unusable(index, 'it gives no SHA-256 of its updateinfo');
  return ok({ relative: `../${href}`, sha256: hash });
};

const unusable = (index: FeedFile, detail: string): Outcome<never> =>
  refuse('feed-unreadable', { feed: index.name, detail });
