// The files of one repository, fetched into a folder of ours and read from there: whole, with the hashes that `repomd.xml`
// states of them as they lie there and as they are unpacked, and within one budget for all of them.

import { createHash, type Hash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { reason } from '@slipway/core/reasons';
import { Budget, openFeed } from '../archive/index.ts';
import { feedFile } from '../feed-file.ts';
import type { FeedFile } from '../format.ts';
import type { FeedLimits } from '../limits.ts';
import { FeedRefused } from '../refused.ts';
import { fetchOverHttp, locationOf } from '../transport/index.ts';
import { sha256OfFile } from '../verify/index.ts';
import type { ListedFile } from './repomd.ts';

/** Amazon and others who serve from a store of objects say 403 of what is not there. */
const ABSENCES = [403, 404, 410];

export interface FilesOptions {
  /** The repository's address, which is also its name in reasons. */
  readonly uri: string;
  readonly folder: string;
  readonly limits: FeedLimits;
  readonly authorities: readonly string[] | null;
  readonly signal: AbortSignal;
}

export class RepositoryFiles {
  readonly #options: FilesOptions;
  readonly #budget: Budget;

  constructor(options: FilesOptions) {
    this.#options = options;
    this.#budget = new Budget(options.uri, options.limits);
  }

  /** The path of the file; `null`: there is none. Throws FeedRefused. */
  async fetch(href: string, bytesMax: number): Promise<string | null> {
    const { uri, folder, limits, authorities, signal } = this.#options;
    // What comes of it is proven by a hash or a signature, or the packages that it names prove themselves.
    const location = locationOf(addressOf(uri, href), { feed: uri, proven: true });
    if (!location.ok) throw new FeedRefused(location.reason);
    if (location.value.kind !== 'http') throw this.#unreadable(`${href} is fetched over http and https only`);
    const path = join(folder, createHash('sha256').update(href).digest('hex'));
    const target = await open(path, 'wx', 0o600);
    try {
      const asked = { feed: uri, proven: true, mark: null, limits, bytesMax, signal, absences: ABSENCES, authorities };
      const got = await fetchOverHttp(location.value.url, target, asked);
      return got.kind === 'fetched' ? path : null;
    } finally {
      await target.close();
    }
  }

  /** What `repomd.xml` lists. Throws FeedRefused, also from the chunks of the file. */
  async listed(file: ListedFile): Promise<FeedFile> {
    const { uri, limits } = this.#options;
    const { href, sha256, sizeBytes } = file;
    if (sizeBytes !== null && sizeBytes > limits.packedBytesMax)
      throw this.#budget.tooLarge(`${href} has more than ${limits.packedBytesMax} bytes`);
    const path = await this.fetch(href, sizeBytes ?? limits.packedBytesMax);
    if (path === null) throw new FeedRefused(reason('feed-unreachable', { feed: uri, detail: `${href} is not there` }));
    if ((await sha256OfFile(path)) !== sha256)
      throw this.#unreadable(`the hash of ${href} is not the one that its repomd.xml states`);
    return await this.#opened(path, file);
  }

  /** Unpacked, under its last name; its last chunk is the one that proves it. */
  async #opened(path: string, { href, openSha256, openSizeBytes }: ListedFile): Promise<FeedFile> {
    const name = href.slice(href.lastIndexOf('/') + 1);
    const files = openFeed({ path, name, takes: () => true, budget: this.#budget });
    for await (const file of files) {
      const proven = proving(file.chunks(), (hash, bytes) => {
        const isIt = (openSha256 ?? hash) === hash && (openSizeBytes ?? bytes) === bytes;
        if (!isIt) throw this.#unreadable(`what ${href} unpacks to is not what its repomd.xml states`);
      });
      return feedFile({ name: file.name, chunks: () => proven }, this.#options.limits);
    }
    throw this.#unreadable(`${href} holds nothing`);
  }

  #unreadable(detail: string): FeedRefused {
    return new FeedRefused(reason('feed-unreadable', { feed: this.#options.uri, detail }));
  }
}

export const addressOf = (uri: string, href: string): string => `${uri.replace(/\/+$/, '')}/${href}`;

async function* proving(
  chunks: AsyncIterable<Uint8Array>,
  judge: (sha256: string, bytes: number) => void,
): AsyncIterable<Uint8Array> {
  const hash: Hash = createHash('sha256');
  let bytes = 0;
  for await (const chunk of chunks) {
    hash.update(chunk);
    bytes += chunk.byteLength;
    yield chunk;
  }
  judge(hash.digest('hex'), bytes);
}
