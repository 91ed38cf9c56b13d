// The two steps of enrolment (docs/adr/0008).

import { X509Certificate } from 'node:crypto';
import { Agent, request } from 'node:https';
import { setTimeout as delay } from 'node:timers/promises';
import { followTrustRoots } from '@slipway/core/document';
import { asDigest, type Digest } from '@slipway/core/ids';
import { type Outcome, ok, refuse } from '@slipway/core/reasons';
import { type EnrolReply, type EnrolRequest, parseEnrolReply, parseTrustReply } from '@slipway/protocol/agent';
import type { Crypto } from '../../ports/index.ts';

export interface EnrolOptions {
  readonly controller: string;
  /** Of the trust root that held when the enrolment line was made. */
  readonly trustDigest: Digest;
  readonly request: EnrolRequest;
  readonly crypto: Crypto;
}

export interface Enrolled {
  readonly reply: EnrolReply;
  /** PEM, whose fingerprint stands in the trusted root. */
  readonly authority: string;
}

const ANSWER_BYTES_MAX = 1024 * 1024;
const IDLE_MS_MAX = 30_000;

export const enrolHost = async (options: EnrolOptions): Promise<Outcome<Enrolled>> => {
  const trusted = await trustedAuthority(options);
  if (!trusted.ok) return trusted;
  const agent = new Agent({ ca: trusted.value, minVersion: 'TLSv1.2', keepAlive: false });
  const answer = await askAgain(new URL('/agent/v1/enrol', options.controller), agent, options.request);
  if (!answer.ok) return answer;
  const reply = parseEnrolReply(answer.value);
  return reply.ok ? ok({ reply: reply.value, authority: trusted.value }) : reply;
};

/** A controller that dies with the answer on its way is back, or another is there, within seconds. */
const TRIES_MAX = 4;
const AGAIN_MS = 2000;
/** Too many at once, or a store that is away: it may have enrolled the host, and cannot say. */
const COME_AGAIN: ReadonlySet<number> = new Set([429, 502, 503, 504]);

/** The same request is the same host to a controller: nothing is enrolled twice where the answer was lost. */
const askAgain = async (url: URL, agent: Agent, body: EnrolRequest): Promise<Outcome<unknown>> => {
  for (let tries = 1; ; tries += 1) {
    const answer = await ask(url, agent, body);
    if (answer.ok || answer.reason.code !== 'controller-unreachable' || tries === TRIES_MAX) return answer;
    await delay(AGAIN_MS);
  }
};

/** What comes over this first line is believed only as far as the digest of the enrolment line reaches. */
const trustedAuthority = async ({ controller, trustDigest, crypto }: EnrolOptions): Promise<Outcome<string>> => {
  const agent = new Agent({ rejectUnauthorized: false, minVersion: 'TLSv1.2', keepAlive: false });
  const answer = await ask(new URL('/agent/v1/trust', controller), agent, null);
  if (!answer.ok) return answer;
  const trust = parseTrustReply(answer.value);
  if (!trust.ok) return trust;
  const { trustRoots: envelopes } = trust.value;
  if (envelopes.length === 0) {
    return refuse('document-malformed', { document: 'trust reply', detail: 'it holds no root' });
  }
  const chain = followTrustRoots({ envelopes, pinnedDigest: trustDigest, ...crypto });
  if (!chain.ok) return chain;
  const fingerprint = fingerprintOf(trust.value.authority, crypto);
  return fingerprint === chain.value.root.authorityFingerprint
    ? ok(trust.value.authority)
    : refuse('document-malformed', {
        document: 'authority certificate',
        detail: 'it is not the one that the trust root names',
      });
};

/** Over the DER; `null` for what is no certificate. */
const fingerprintOf = (pem: string, crypto: Crypto): Digest | null => {
  try {
    return asDigest(crypto.sha256(new X509Certificate(pem).raw));
  } catch {
    return null;
  }
};

const ask = async (url: URL, agent: Agent, body: object | null): Promise<Outcome<unknown>> =>
  await new Promise((resolve) => {
    const failed = (detail: string): void =>
      resolve(refuse('controller-unreachable', { controller: url.origin, detail }));
    const headers = body === null ? {} : { 'content-type': 'application/json' };
    const sent = request(url, { agent, method: body === null ? 'GET' : 'POST', headers });
    sent.setTimeout(IDLE_MS_MAX, () => sent.destroy(new Error(`silent for ${IDLE_MS_MAX / 1000} s`)));
    sent.once('error', (error) => failed(error.message));
    sent.once('response', (message) => {
      const chunks: Uint8Array[] = [];
      let bytes = 0;
      message.on('data', (chunk: Uint8Array) => {
        bytes += chunk.byteLength;
        if (bytes > ANSWER_BYTES_MAX) sent.destroy(new Error('the answer is too long'));
        chunks.push(chunk);
      });
      message.once('error', (error) => failed(error.message));
      message.once('end', () => resolve(readAnswer(url, message.statusCode ?? 0, Buffer.concat(chunks))));
    });
    sent.end(body === null ? undefined : JSON.stringify(body));
  });

/** A refusal comes as problem details (RFC 9457), whose title is for people. */
const readAnswer = (url: URL, status: number, bytes: Buffer): Outcome<unknown> => {
  let json: unknown;
  try {
    json = JSON.parse(bytes.toString('utf8'));
  } catch {
    return refuse('controller-unreachable', {
      controller: url.origin,
      detail: `something else answered with status ${status}`,
    });
  }
  if (status >= 200 && status < 300) return ok(json);
  const title = typeof json === 'object' && json !== null && 'title' in json ? String(json.title) : `status ${status}`;
  return COME_AGAIN.has(status)
    ? refuse('controller-unreachable', { controller: url.origin, detail: title })
    : refuse('enrolment-refused', { detail: title });
};
