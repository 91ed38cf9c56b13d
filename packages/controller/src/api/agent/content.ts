// One file of the package store, whole or from a byte on (RFC 9110, one range with an open or closed end).

import { Readable } from 'node:stream';
import type { Digest } from '@slipway/core/ids';
import { reason } from '@slipway/core/reasons';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Content } from '../../ports/index.ts';
import { Refused } from '../border/index.ts';

export const sendContent = async (
  content: Content,
  digest: Digest,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> => {
  const sizeBytes = await content.sizeBytes(digest);
  if (sizeBytes === null) throw new Refused(reason('not-found', { what: 'file', id: digest }));
  void reply.type('application/octet-stream').header('accept-ranges', 'bytes').header('etag', `"${digest}"`);
  const range = rangeOf(request.headers.range, sizeBytes);
  if (range === 'unsatisfiable') return await reply.code(416).header('content-range', `bytes */${sizeBytes}`).send();
  const { from, to } = range ?? { from: 0, to: sizeBytes - 1 };
  void reply.header('content-length', String(to - from + 1));
  if (range !== null) void reply.code(206).header('content-range', `bytes ${from}-${to}/${sizeBytes}`);
  return await reply.send(Readable.from(upTo(content.read(digest, from), to - from + 1)));
};

interface ByteRange {
  readonly from: number;
  /** Included. */
  readonly to: number;
}

/** `null`: none asked for, or one of a form that may be ignored (several ranges, a suffix): the whole file answers those. */
const rangeOf = (header: string | undefined, sizeBytes: number): ByteRange | 'unsatisfiable' | null => {
  const found = /^bytes=(\d{1,15})-(\d{1,15})?$/.exec(header ?? '');
  if (found === null) return null;
  const from = Number(found[1]);
  const to = Math.min(found[2] === undefined ? Number.MAX_SAFE_INTEGER : Number(found[2]), sizeBytes - 1);
  return from >= sizeBytes || to < from ? 'unsatisfiable' : { from, to };
};

async function* upTo(chunks: AsyncIterable<Uint8Array>, count: number): AsyncGenerator<Uint8Array> {
  let left = count;
  for await (const chunk of chunks) {
    if (left <= 0) return;
    yield chunk.length <= left ? chunk : chunk.subarray(0, left);
    left -= chunk.length;
  }
}
