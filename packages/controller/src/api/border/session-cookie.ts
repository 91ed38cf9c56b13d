// The cookie of a signed-in browser, and what proves that a request with it comes from our own pages.

import { timingSafeEqual } from 'node:crypto';
import { reason } from '@slipway/core/reasons';
import type { FastifyRequest } from 'fastify';
import { SESSION_SECONDS, type SignedIn } from '../../app/index.ts';
import { Refused } from './problem.ts';

/** `__Host-`: browsers take it over TLS alone, for this host alone and for every path, so that no neighbour can plant one. */
const COOKIE = '__Host-slipway';
/** Another site can make a browser send the cookie at most where browsers fail us, and never this header. */
const PROOF = 'slipway-proof';

const ATTRIBUTES = 'Path=/; HttpOnly; Secure; SameSite=Strict';

export const cookieFor = (secret: string): string => `${COOKIE}=${secret}; ${ATTRIBUTES}; Max-Age=${SESSION_SECONDS}`;

export const cookieGone = (): string => `${COOKIE}=; ${ATTRIBUTES}; Max-Age=0`;

export const secretOf = ({ headers }: FastifyRequest): string | null => {
  const found = /(?:^|; ?)__Host-slipway=([\w-]{1,128})(?:;|$)/.exec(headers.cookie ?? '');
  return found?.[1] ?? null;
};

/** The address that the connection comes from: a header that claims another one is anybody's to write. */
export const addressOf = ({ ip }: FastifyRequest): string => ip;

const READS: ReadonlySet<string> = new Set(['GET', 'HEAD']);

/** What only reads changes nothing, whoever makes a browser ask it, and its answer stays with the browser. */
export const demandProof = (request: FastifyRequest, { proof }: SignedIn): void => {
  if (READS.has(request.method)) return;
  const { origin, host } = request.headers;
  const given = request.headers[PROOF];
  const isOurs = origin === undefined || origin === `https://${host ?? ''}`;
  if (!isOurs || typeof given !== 'string' || !isSame(given, proof)) throw new Refused(reason('session-unproven'));
};

const isSame = (given: string, expected: string): boolean => {
  const [one, other] = [Buffer.from(given), Buffer.from(expected)];
  return one.length === other.length && timingSafeEqual(one, other);
};
