// One request to the controller over TLS that is verified against the pinned authority, and nothing else.

import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { Agent, request as httpsRequest, type RequestOptions } from 'node:https';
import { failed } from '../exit/index.ts';
import type { Settings } from '../settings/index.ts';

/** Answers take milliseconds; a controller that is starting or a slow line gets this long to begin one. */
const ANSWER_MS_MAX = 30_000;
/** A page of 1000 hosts is about a megabyte, the plan of a large environment some ten. */
const ANSWER_BYTES_MAX = 256 * 1024 * 1024;

export interface Sent {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

export interface Transport {
  send(sent: Sent): Promise<Answer>;
  /** The head of an answer without an end; the caller reads it or destroys it. */
  open(sent: Sent): Promise<IncomingMessage>;
  close(): void;
}

export const openTransport = (settings: Settings): Transport => {
  const agent = new Agent({ keepAlive: true, ca: settings.authority, minVersion: 'TLSv1.2' });
  const open = async (sent: Sent): Promise<IncomingMessage> => await begin(settings, agent, sent);
  return {
    open,
    send: async (sent) => {
      const answer = await open(sent);
      return {
        status: answer.statusCode ?? 0,
        headers: answer.headers,
        text: await textOf(answer, settings.url),
      };
    },
    close: () => agent.destroy(),
  };
};

const begin = ({ url, token }: Settings, agent: Agent, sent: Sent): Promise<IncomingMessage> =>
  new Promise((resolve, reject) => {
    const payload = sent.body === undefined ? null : Buffer.from(JSON.stringify(sent.body));
    const options: RequestOptions = {
      agent,
      method: sent.method,
      timeout: ANSWER_MS_MAX,
      headers: {
        accept: 'application/json',
        authorization: `Bearer ${token}`,
        ...(payload === null ? {} : { 'content-type': 'application/json', 'content-length': payload.length }),
        ...sent.headers,
      },
    };
    const outgoing = httpsRequest(`${url}${sent.path}`, options, resolve);
    outgoing.on('timeout', () => outgoing.destroy(new Error(`no answer within ${ANSWER_MS_MAX / 1000} s`)));
    outgoing.on('error', (error) => reject(unreachable(url, error)));
    outgoing.end(payload ?? undefined);
  });

const textOf = async (answer: IncomingMessage, url: string): Promise<string> => {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of answer as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > ANSWER_BYTES_MAX) throw new Error(`the answer is larger than ${ANSWER_BYTES_MAX} bytes`);
      chunks.push(chunk);
    }
  } catch (error) {
    throw unreachable(url, error);
  }
  return Buffer.concat(chunks).toString('utf8');
};

/** What OpenSSL calls a chain that does not end at the pinned authority, by the ways in which it may not. */
const NOT_OURS = new Set([
  'SELF_SIGNED_CERT_IN_CHAIN',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'CERT_SIGNATURE_FAILURE',
]);

const CAUSES: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there; is the controller running?',
  ENOTFOUND: 'the name leads to no address',
  EAI_AGAIN: 'the name could not be looked up',
  ETIMEDOUT: 'no connection came about in time',
  EHOSTUNREACH: 'there is no way to that host',
  ENETUNREACH: 'there is no way to that network',
  ECONNRESET: 'the connection was cut',
  CERT_HAS_EXPIRED: 'its certificate has expired; restart the controller, or set the clock',
  CERT_NOT_YET_VALID: 'its certificate is not valid yet; set the clock',
  ERR_TLS_CERT_ALTNAME_INVALID:
    'its certificate is for other names; use one of those, or start the controller with `--name` for this one',
};

export const unreachable = (url: string, error: unknown): Error => {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (NOT_OURS.has(code)) {
    return failed(
      3,
      `What answers at ${url} is not the controller that was pinned at login [${code}]. If it was made anew, log in again with the digest that it printed; else somebody stands in between.`,
      error,
    );
  }
  const why = CAUSES[code] ?? (error instanceof Error ? error.message : String(error));
  return failed(3, `The controller at ${url} cannot be reached: ${why}${code === '' ? '' : ` [${code}]`}`, error);
};
