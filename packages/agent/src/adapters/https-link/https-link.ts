import { Agent } from 'node:https';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { Digest } from '@slipway/core/ids';
import { explain, type Outcome } from '@slipway/core/reasons';
import { parseCheckInReply, parseInventoryReply, parseLedgerReply } from '@slipway/protocol/agent';
import type { ControllerLink } from '../../ports/index.ts';
import { LinkDown } from './link-down.ts';
import { type LineAnswer, lineRequest, readBody } from './request.ts';

const gzipBytes = promisify(gzip);

export interface HttpsLinkOptions {
  /** For example `https://patch.example:8443`. */
  readonly controller: string;
  /** PEM. The only authority that a listener's certificate may come from. */
  readonly authority: string;
  readonly certificate: string;
  readonly key: string;
  /** Milliseconds without a byte, while connecting too, after which the line counts as down. */
  readonly idleMsMax?: number;
}

/** A host plan with its header for a rollout of 100,000 hosts is about 30 MB. */
const ANSWER_BYTES_MAX = 64 * 1024 * 1024;
/** Beyond the longest hold of a check-in (25 s) and the time that a busy controller needs. */
const IDLE_MS_MAX = 60_000;
/** Below this packing costs more than it saves. */
const PACKED_BYTES_MIN = 2048;
/** Of a refusal's text. */
const PROBLEM_BYTES_MAX = 64 * 1024;

export const createHttpsLink = (options: HttpsLinkOptions): ControllerLink => {
  const idleMsMax = options.idleMsMax ?? IDLE_MS_MAX;
  const agent = new Agent({
    keepAlive: true,
    // Of the socket from its birth: a request's own limit begins only when it is connected.
    timeout: idleMsMax,
    maxSockets: 4,
    ca: options.authority,
    cert: options.certificate,
    key: options.key,
    minVersion: 'TLSv1.2',
  });
  const call = async (method: 'GET' | 'POST' | 'PUT', path: string, message: object | null): Promise<LineAnswer> => {
    const plain = message === null ? null : Buffer.from(JSON.stringify(message));
    const packed = plain !== null && plain.byteLength >= PACKED_BYTES_MIN;
    const headers: Record<string, string> = plain === null ? {} : { 'content-type': 'application/json' };
    if (packed) headers['content-encoding'] = 'gzip';
    const answer = await lineRequest({
      url: new URL(path, options.controller),
      agent,
      method,
      headers,
      body: packed ? await gzipBytes(plain) : plain,
      idleMsMax,
    });
    if (answer.status >= 200 && answer.status < 300) return answer;
    throw new LinkDown(`${method} ${path}: ${await problemOf(answer)}`, { comeAgainSeconds: comeAgainOf(answer) });
  };
  const send = async <T>(
    method: 'POST' | 'PUT',
    path: string,
    message: object,
    parse: (input: unknown) => Outcome<T>,
  ): Promise<T> => {
    const { message: answer } = await call(method, path, message);
    return parsed(await readBody(answer, ANSWER_BYTES_MAX), parse);
  };
  return {
    checkIn: async (message) => await send('POST', '/agent/v1/check-in', message, parseCheckInReply),
    sendInventory: async (message) => await send('PUT', '/agent/v1/inventory', message, parseInventoryReply),
    sendLedger: async (message) => await send('POST', '/agent/v1/ledger', message, parseLedgerReply),
    sendProposal: async (digest, message) => {
      const { message: answer } = await call('PUT', `/agent/v1/proposals/${digest}`, message);
      answer.resume();
    },
    sendReadings: async (readings) => {
      const { message: answer } = await call('PUT', '/agent/v1/readings', readings);
      answer.resume();
    },
    fetchContent: (digest) => contentOf(call, digest),
  };
};

async function* contentOf(
  call: (method: 'GET', path: string, message: null) => Promise<LineAnswer>,
  digest: Digest,
): AsyncGenerator<Uint8Array> {
  const { message } = await call('GET', `/agent/v1/content/${digest}`, null);
  try {
    yield* message as AsyncIterable<Uint8Array>;
  } catch (cause) {
    throw new LinkDown(`file ${digest} broke off`, { cause });
  } finally {
    message.destroy();
  }
}

const parsed = <T>(bytes: Uint8Array, parse: (input: unknown) => Outcome<T>): T => {
  let json: unknown;
  try {
    json = JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch (cause) {
    throw new LinkDown('the answer is not JSON', { cause });
  }
  const answer = parse(json);
  if (!answer.ok) throw new LinkDown(`the answer is not of this protocol: ${explain(answer.reason)}`);
  return answer.value;
};

/** Seconds; a date would be by the clock of whoever wrote it, and our controller writes none. */
const comeAgainOf = ({ message }: LineAnswer): number | null => {
  const said = message.headers['retry-after'] ?? '';
  return /^\d{1,9}$/.test(said) ? Number(said) : null;
};

/** Problem details (RFC 9457) carry a title for people. */
const problemOf = async ({ status, message }: LineAnswer): Promise<string> => {
  const bytes = await readBody(message, PROBLEM_BYTES_MAX);
  try {
    const problem: unknown = JSON.parse(Buffer.from(bytes).toString('utf8'));
    if (typeof problem === 'object' && problem !== null && 'title' in problem)
      return `${status} ${String(problem.title)}`;
  } catch {
    // Not JSON: then a program in between has answered, and its status is all that is known.
  }
  return `status ${status}`;
};
