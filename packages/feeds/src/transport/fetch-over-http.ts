// One GET over https, into a file: conditional, bounded in size, silence and time, redirected a few times at most.
// node:https rather than fetch: fetch unpacks what is sent packed, so that neither hash nor limit would be of the file.
// No proxy is taken from the environment: a feed goes where its location says, or nowhere.

import { once } from 'node:events';
import type { FileHandle } from 'node:fs/promises';
import * as http from 'node:http';
import * as https from 'node:https';
import { reason } from '@slipway/core/reasons';
import { type Instant, instantOfMs } from '@slipway/core/time';
import type { FeedLimits } from '../limits.ts';
import { FeedRefused } from '../refused.ts';
import type { FeedMark } from '../types.ts';
import { type Location, locationOf } from './location.ts';

export interface HttpOptions {
  readonly feed: string;
  /** Plain http is allowed: a hash or signature proves the content. */
  readonly proven: boolean;
  readonly mark: Pick<FeedMark, 'etag' | 'lastModified'> | null;
  readonly limits: Pick<FeedLimits, 'idleMsMax' | 'fetchMsMax'>;
  readonly bytesMax: number;
  readonly signal: AbortSignal;
  /** HTTP statuses that say "there is none". Absent: 404 and 410. */
  readonly absences?: readonly number[];
  /** PEM certificates of authorities to trust instead of the usual ones. */
  readonly authorities: readonly string[] | null;
}

export type Fetched =
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'absent' }
  | {
      readonly kind: 'fetched';
      readonly etag: string | null;
      readonly lastModified: string | null;
      readonly date: Instant | null;
    };

/** In each span that may pass in silence: a byte each second would hold a reading for as long as it may take at all. */
const ALIVE_BYTES_MIN = 1024;
/** From a vendor's name to its mirror takes two. */
const REDIRECTS_MAX = 5;
/** Validators go back to where they came from; a longer one is no validator. */
const VALIDATOR_LENGTH_MAX = 1024;

/** Throws FeedRefused; where the signal aborts, its own reason. */
export const fetchOverHttp = async (url: URL, target: FileHandle, options: HttpOptions): Promise<Fetched> => {
  const { feed, limits, signal } = options;
  const deadline = AbortSignal.timeout(limits.fetchMsMax);
  try {
    return await followed(url, target, { ...options, signal: AbortSignal.any([signal, deadline]) });
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof FeedRefused) throw error;
    if (deadline.aborted) throw timedOut(feed, `it was not complete within ${limits.fetchMsMax / 1000} s`, error);
    throw new FeedRefused(reason('feed-unreachable', { feed, detail: messageOf(error) }), { cause: error });
  }
};

const followed = async (start: URL, target: FileHandle, options: HttpOptions): Promise<Fetched> => {
  let url = start;
  for (let redirects = 0; redirects <= REDIRECTS_MAX; redirects += 1) {
    const answer = await ask(url, options);
    try {
      const next = redirectOf(answer.response, url, options);
      if (next === null) return await taken(answer, target, options);
      url = next;
    } finally {
      answer.end();
    }
  }
  throw unreachable(options.feed, `more than ${REDIRECTS_MAX} redirects`);
};

interface Answer {
  readonly response: http.IncomingMessage;
  /** Called for every chunk: enough of them, and the other side lives. */
  readonly alive: (bytes: number) => void;
  readonly end: () => void;
}

const ask = async (url: URL, options: HttpOptions): Promise<Answer> => {
  const { feed, mark, limits, signal, authorities } = options;
  const headers: http.OutgoingHttpHeaders = { accept: '*/*', 'accept-encoding': 'identity', 'user-agent': 'slipway' };
  if (mark?.etag) headers['if-none-match'] = mark.etag;
  if (mark?.lastModified) headers['if-modified-since'] = mark.lastModified;
  const ca = authorities === null ? {} : { ca: [...authorities] };
  const request =
    url.protocol === 'https:'
      ? https.request(url, { headers, signal, agent: new https.Agent({ ...ca, minVersion: 'TLSv1.2' }) })
      : http.request(url, { headers, signal, agent: new http.Agent() });
  const silent = (): void => {
    const detail = `${url.host} sent fewer than ${ALIVE_BYTES_MIN} bytes within ${limits.idleMsMax / 1000} s`;
    request.destroy(timedOut(feed, detail));
  };
  let idle = setTimeout(silent, limits.idleMsMax);
  const end = (): void => {
    clearTimeout(idle);
    request.destroy();
  };
  try {
    request.end();
    const [response] = (await once(request, 'response')) as [http.IncomingMessage];
    // What destroys the request later arrives at the response, where it is read.
    request.on('error', (error) => response.destroy(error));
    let heard = 0;
    const alive = (bytes: number): void => {
      heard += bytes;
      if (heard < ALIVE_BYTES_MIN) return;
      heard = 0;
      clearTimeout(idle);
      idle = setTimeout(silent, limits.idleMsMax);
    };
    alive(ALIVE_BYTES_MIN);
    return { response, alive, end };
  } catch (error) {
    end();
    throw error;
  }
};

const REDIRECTS = new Set([301, 302, 303, 307, 308]);

/** Only ever to what would be allowed as a location, and never from https to http. */
const redirectOf = (response: http.IncomingMessage, from: URL, options: HttpOptions): URL | null => {
  const { feed, proven } = options;
  if (!REDIRECTS.has(response.statusCode ?? 0)) return null;
  const to = URL.parse(response.headers.location ?? '', from.href);
  if (to === null || response.headers.location === undefined) throw unreachable(feed, 'it is redirected to no address');
  const allowed: ReturnType<typeof locationOf> = locationOf(to.href, { feed, proven });
  if (!allowed.ok) throw new FeedRefused(allowed.reason);
  const next: Location = allowed.value;
  if (next.kind !== 'http' || (from.protocol === 'https:' && next.url.protocol !== 'https:'))
    throw new FeedRefused(
      reason('feed-location-refused', { feed, detail: `${from.host} leads from ${from.protocol} to ${to.protocol}` }),
    );
  return next.url;
};

const ABSENCES = [404, 410];

const taken = async (answer: Answer, target: FileHandle, options: HttpOptions): Promise<Fetched> => {
  const { response } = answer;
  const { feed, mark, absences = ABSENCES } = options;
  const status = response.statusCode ?? 0;
  const asked = mark !== null && (mark.etag !== null || mark.lastModified !== null);
  if (status === 304 && asked) return { kind: 'unchanged' };
  if (absences.includes(status)) return { kind: 'absent' };
  if (status !== 200) throw unreachable(feed, `HTTP status ${status}`);
  await body(answer, target, options);
  const { etag, 'last-modified': lastModified } = response.headers;
  const dateMs = Date.parse(lastModified ?? '');
  return {
    kind: 'fetched',
    etag: validator(etag),
    lastModified: validator(lastModified),
    date: Number.isNaN(dateMs) ? null : instantOfMs(dateMs),
  };
};

const body = async (answer: Answer, target: FileHandle, options: HttpOptions): Promise<void> => {
  const { response, alive } = answer;
  const { feed, bytesMax, signal } = options;
  const tooLarge = (): FeedRefused =>
    new FeedRefused(reason('feed-too-large', { feed, detail: `more than ${bytesMax} bytes` }));
  if (Number(response.headers['content-length'] ?? 0) > bytesMax) throw tooLarge();
  let bytes = 0;
  try {
    for await (const chunk of response as AsyncIterable<Uint8Array>) {
      alive(chunk.byteLength);
      bytes += chunk.byteLength;
      if (bytes > bytesMax) throw tooLarge();
      await target.write(chunk);
    }
  } catch (error) {
    if (error instanceof FeedRefused || signal.aborted || !isCutOff(error)) throw error;
    throw new FeedRefused(reason('feed-truncated', { feed, file: 'what was sent' }), { cause: error });
  }
};

/** The connection ended before the body did, by its length or its chunks. */
const isCutOff = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && ['ECONNRESET', 'HPE_INVALID_EOF_STATE'].includes(String(error.code));

const validator = (text: string | undefined): string | null =>
  text === undefined || text === '' || text.length > VALIDATOR_LENGTH_MAX ? null : text;

const unreachable = (feed: string, detail: string): FeedRefused =>
  new FeedRefused(reason('feed-unreachable', { feed, detail }));

const timedOut = (feed: string, detail: string, cause?: unknown): FeedRefused =>
  new FeedRefused(reason('feed-timed-out', { feed, detail }), { cause });

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
