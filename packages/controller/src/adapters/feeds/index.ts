// Feeds by the readers of packages/feeds, which fetch, verify and parse.
// Not here: when they are read, what is kept of them (app/knowledge).
// May import: ports, core, feeds.

import { reason } from '@slipway/core/reasons';
import { FEED_KINDS, readFeed } from '@slipway/feeds';
import type { FeedSpec, Feeds } from '../../ports/index.ts';

/** `workFolder` is where a feed lies while it is read. */
export const feedReaders = (options: { readonly workFolder?: string } = {}): Feeds => ({
  kinds: FEED_KINDS,
  async read(spec, mark, now) {
    const source = sourceOf(spec);
    if (source === null)
      return { kind: 'refused', reason: reason('not-found', { what: 'format of feeds', id: spec.kind ?? '' }) };
    return await readFeed(source, { mark, now, ...options });
  },
});

/** A kind that a newer version stored is one that this program cannot read. */
const sourceOf = (spec: FeedSpec): Parameters<typeof readFeed>[0] | null => {
  const kind = spec.kind === null ? null : FEED_KINDS.find((known) => known === spec.kind);
  return kind === undefined ? null : { ...spec, kind };
};
