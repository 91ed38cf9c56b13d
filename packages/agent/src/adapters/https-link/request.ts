// One request over the line, bounded in time and in the size of the answer.

import type { IncomingMessage } from 'node:http';
import { type Agent, request as httpsRequest } from 'node:https';
import { LinkDown } from './link-down.ts';

export interface LineRequest {
  readonly url: URL;
  readonly agent: Agent;
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | null;
  /** Without a byte in either direction for this long the line counts as down. */
  readonly idleMsMax: number;
}

export interface LineAnswer {
  readonly status: number;
  readonly message: IncomingMessage;
}

/** Resolves with the head of the answer; the body is the caller's to read. */
export const lineRequest = async (wanted: LineRequest): Promise<LineAnswer> =>
  await new Promise((resolve, reject) => {
    const { url, agent, method, headers, body, idleMsMax } = wanted;
    const length: Record<string, string> = body === null ? {} : { 'content-length': String(body.byteLength) };
    const sent = httpsRequest(url, { agent, method, headers: { ...headers, ...length } });
    sent.setTimeout(idleMsMax, () => sent.destroy(new Error(`silent for ${idleMsMax / 1000} s`)));
    sent.once('error', (cause) => reject(new LinkDown(`${method} ${url.pathname}: ${cause.message}`, { cause })));
    sent.once('response', (message) => resolve({ status: message.statusCode ?? 0, message }));
    sent.end(body ?? undefined);
  });

/** The whole body; more than `bytesMax` is an answer that nobody asked for. */
export const readBody = async (message: IncomingMessage, bytesMax: number): Promise<Uint8Array> => {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  try {
    for await (const chunk of message as AsyncIterable<Uint8Array>) {
      bytes += chunk.byteLength;
      if (bytes > bytesMax) throw new Error(`the answer is longer than ${bytesMax} bytes`);
      chunks.push(chunk);
    }
  } catch (cause) {
    message.destroy();
    throw new LinkDown(`answer not read: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
  return Buffer.concat(chunks, bytes);
};
