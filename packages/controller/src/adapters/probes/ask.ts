// One request and its whole answer.

import type { Address } from '@slipway/core/policy';
import { type Outcome, ok, refuse } from '@slipway/core/reasons';
import type { HttpAnswer } from '../../ports/index.ts';
import { readCredential } from './credential.ts';

/** Connecting, asking and the whole answer. Gates are read every half minute, and a slower system is not well. */
const ANSWER_MS_MAX = 10_000;
/** Thousands of values or alerts; a condition over more is asked for as one number. */
const ANSWER_BYTES_MAX = 1_048_576;

export interface Question {
  readonly credentialsFolder: string;
  readonly answerMsMax?: number;
  /** Below the address's own path. */
  readonly path?: string;
  /** In the place of the address's own query. */
  readonly search?: string;
  /** Sent by POST; absent: GET. */
  readonly form?: { readonly type: string; readonly text: string };
}

export const ask = async (to: Address, question: Question): Promise<Outcome<HttpAnswer>> => {
  const failed = (detail: string): Outcome<never> => refuse('probe-failed', { address: to.url, detail });
  const url = allowedUrl(to.url);
  if (url === null) return failed('it is no https: address, nor an http: one of the loopback');
  if (question.path !== undefined) url.pathname = `${url.pathname.replace(/\/$/, '')}/${question.path}`;
  if (question.search !== undefined) url.search = question.search;
  const secret =
    to.credential === undefined ? null : await readCredential(question.credentialsFolder, to.credential, url);
  if (secret !== null && !secret.ok) return failed(secret.detail);
  try {
    return await answerOf(url, question, secret?.token ?? null, failed);
  } catch (error) {
    return failed(wordsOf(error, question.answerMsMax ?? ANSWER_MS_MAX));
  }
};

/** Policy was judged by the same rule; what goes out with a credential looks again. */
const allowedUrl = (text: string): URL | null => {
  const url = URL.parse(text);
  if (url === null || url.username !== '' || url.password !== '') return null;
  if (url.protocol === 'https:') return url;
  return url.protocol === 'http:' && isLoopback(url.hostname) ? url : null;
};

const isLoopback = (name: string): boolean =>
  name === 'localhost' || name === '[::1]' || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(name);

const answerOf = async (
  url: URL,
  { form, answerMsMax = ANSWER_MS_MAX }: Question,
  token: string | null,
  failed: (detail: string) => Outcome<never>,
): Promise<Outcome<HttpAnswer>> => {
  const response = await fetch(url, {
    method: form === undefined ? 'GET' : 'POST',
    headers: {
      Accept: '*/*',
      'Accept-Encoding': 'identity',
      // What a cache between kept says nothing of now.
      'Cache-Control': 'no-cache',
      'User-Agent': 'slipway',
      ...(form === undefined ? {} : { 'Content-Type': form.type }),
      ...(token === null ? {} : { Authorization: `Bearer ${token}` }),
    },
    ...(form === undefined ? {} : { body: form.text }),
    // The one who was named answers, and nobody else sees the credential: a redirect is an answer like any other.
    redirect: 'manual',
    signal: AbortSignal.timeout(answerMsMax),
  });
  const bytes = await bounded(response);
  if (bytes === null) return failed(`its answer has more than ${ANSWER_BYTES_MAX} bytes`);
  return ok({ status: response.status, body: new TextDecoder().decode(bytes) });
};

/** `null`: too large; the rest is not fetched. */
const bounded = async (response: Response): Promise<Uint8Array | null> => {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > ANSWER_BYTES_MAX) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
};

/** fetch hides what happened behind "fetch failed". */
const wordsOf = (error: unknown, answerMsMax: number): string => {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'TimeoutError') return `it did not answer within ${answerMsMax / 1000} s`;
  const { cause } = error;
  if (!(cause instanceof Error)) return error.message;
  // Several addresses were tried, and none of them has a sentence for all.
  if (cause.message === '' && 'code' in cause) return String(cause.code);
  return cause.message;
};
