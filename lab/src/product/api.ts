import { readFile } from 'node:fs/promises';
import { Agent, request } from 'node:https';
import { type AnswerOf, addressOf, type BodyOf, type Endpoint } from '@slipway/protocol/api';
import { LabError } from '../lab-error.ts';
import { authorityPath, type Controller, lastWords } from './controller.ts';

/** A refusal of the API, with its stable code. */
export class ApiRefusal extends Error {
  override readonly name = 'ApiRefusal';
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

export interface Asked<E extends Endpoint> {
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>>;
  readonly body?: BodyOf<E>;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Api {
  /** Asks and answers by the protocol's own description. A refusal is an ApiRefusal. */
  ask<E extends Endpoint>(endpoint: E, asked?: Asked<E>): Promise<AnswerOf<E>>;
  close(): void;
}

const ANSWER_TIMEOUT_MS = 30_000;
/** A controller that was killed and is starting again: asked anew this long. */
const AWAY_TIMEOUT_MS = 20_000;
const AGAIN_MS = 250;

/** With the authority pinned and the first administrator's token. Reading is tried again while the controller is away. */
export async function openApi(controller: Controller): Promise<Api> {
  const ca = await readFile(authorityPath(controller), 'utf8');
  const agent = new Agent({ keepAlive: true, ca, minVersion: 'TLSv1.2' });
  return {
    close: () => agent.destroy(),
    ask: async (endpoint, asked = {}) => {
      const address = `${controller.url}${addressOf(endpoint, asked.params, asked.query)}`;
      const body = asked.body === undefined ? null : JSON.stringify(asked.body);
      const headers = { authorization: `Bearer ${controller.token}`, accept: 'application/json', ...asked.headers };
      const send = () => sendOnce({ agent, address, method: endpoint.method, headers, body });
      const answer = endpoint.method === 'GET' ? await whileAway(controller, send) : await send();
      if (answer.status >= 400) throw refusalOf(endpoint.name, answer);
      return (answer.text === '' ? undefined : JSON.parse(answer.text)) as AnswerOf<typeof endpoint>;
    },
  };
}

interface Answer {
  readonly status: number;
  readonly text: string;
}

function sendOnce(sent: {
  readonly agent: Agent;
  readonly address: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
}): Promise<Answer> {
  const { agent, address, method, body } = sent;
  const content =
    body === null ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
  return new Promise((resolve, reject) => {
    const options = { agent, method, timeout: ANSWER_TIMEOUT_MS, headers: { ...sent.headers, ...content } };
    const outgoing = request(address, options, (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.once('error', reject);
      incoming.once('end', () => resolve({ status: incoming.statusCode ?? 0, text: Buffer.concat(chunks).toString() }));
    });
    outgoing.once('timeout', () => outgoing.destroy(new Error(`no answer in ${ANSWER_TIMEOUT_MS} ms`)));
    outgoing.once('error', reject);
    outgoing.end(body ?? undefined);
  });
}

async function whileAway(controller: Controller, send: () => Promise<Answer>): Promise<Answer> {
  const deadline = performance.now() + AWAY_TIMEOUT_MS;
  for (;;) {
    try {
      return await send();
    } catch (cause) {
      if (performance.now() > deadline) {
        const log = await lastWords(controller);
        throw new LabError('not-running', `the controller does not answer; the end of its log:\n${log}`, { cause });
      }
      await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
    }
  }
}

function refusalOf(name: string, { status, text }: Answer): ApiRefusal {
  try {
    const { code, title } = JSON.parse(text) as { readonly code?: string; readonly title?: string };
    if (code !== undefined) return new ApiRefusal(code, `${name}: ${title ?? ''} [${code}]`);
  } catch {
    // no problem details: whatever it is, its status and its beginning say more than a parser's complaint
  }
  return new ApiRefusal(`http-${status}`, `${name}: HTTP status ${status}: ${text.slice(0, 500)}`);
}
