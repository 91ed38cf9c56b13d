// A table as the controller sends it, passed on while it comes: it may be longer than any answer that is kept.

import { addressOf, type Endpoint } from '@slipway/protocol/api';
import type { Api } from './api.ts';
import { failureOf } from './problem.ts';
import { unreachable } from './transport.ts';

/** What a refusal may take: problem details are a few hundred bytes. */
const REFUSAL_BYTES_MAX = 64 * 1024;

export async function* csvOf(
  { transport, url }: Api,
  endpoint: Endpoint,
  query: Readonly<Record<string, string | number | boolean>>,
): AsyncGenerator<string> {
  const path = addressOf(endpoint, {}, { ...query, format: 'csv' });
  const answer = await transport.open({ method: endpoint.method, path });
  answer.setEncoding('utf8');
  const status = answer.statusCode ?? 0;
  let refusal = '';
  try {
    for await (const text of answer as AsyncIterable<string>) {
      if (status === endpoint.status) yield text;
      else if (refusal.length < REFUSAL_BYTES_MAX) refusal += text;
    }
  } catch (error) {
    throw unreachable(url, error);
  } finally {
    answer.destroy();
  }
  if (status !== endpoint.status) throw failureOf({ status, headers: answer.headers, text: refusal }, url);
}
