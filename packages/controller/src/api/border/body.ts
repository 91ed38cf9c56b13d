// Bodies: JSON, as it is or gzipped, within the limit of its route. What is too large is refused by its stated length,
// or at the first byte too many, before anything is unpacked beyond the limit or parsed.

import type { IncomingMessage } from 'node:http';
import { createGunzip } from 'node:zlib';
import { reason } from '@slipway/core/reasons';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Refused } from './problem.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** What the route's body is called in a refusal, and how large it may be once unpacked. */
    readonly body?: { readonly what: string; readonly bytesMax: number };
    /** Its bytes are kept for the handler: a signature is over these. */
    readonly signed?: boolean;
  }
}

/** For routes that name no limit of their own: requests of people and small messages. */
const BYTES_MAX = 1024 * 1024;
/** Who sends too much may finish sending and read the refusal, up to here; then the line is cut. */
const IGNORED_BYTES_MAX = 128 * 1024 * 1024;

export const acceptBodies = (fastify: FastifyInstance): void => {
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('application/json', async (request: FastifyRequest, payload: IncomingMessage) => {
    const bytes = await readBody(request, payload);
    if (request.routeOptions.config.signed === true) kept.set(request, bytes);
    return parse(whatOf(request), bytes);
  });
};

const kept = new WeakMap<FastifyRequest, Uint8Array>();

/** As they came, unpacked; of routes that say so. */
export const bytesOf = (request: FastifyRequest): Uint8Array => kept.get(request) ?? new Uint8Array();

const whatOf = (request: FastifyRequest): string => request.routeOptions.config.body?.what ?? 'request body';

const readBody = async (request: FastifyRequest, payload: IncomingMessage): Promise<Buffer> => {
  const limit = request.routeOptions.config.body?.bytesMax ?? BYTES_MAX;
  const stated = Number(request.headers['content-length'] ?? 0);
  if (stated > limit) throw tooLarge(request, payload, stated, limit);
  const encoding = request.headers['content-encoding'] ?? 'identity';
  if (encoding !== 'gzip' && encoding !== 'identity') {
    payload.resume();
    throw invalid(whatOf(request), `its content encoding is ${encoding}; identity and gzip are known`);
  }
  return await new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const unpacked = encoding === 'gzip' ? payload.pipe(createGunzip()) : payload;
    const giveUp = (error: Error): void => {
      unpacked.removeAllListeners('data');
      if (unpacked !== payload) {
        payload.unpipe();
        unpacked.destroy();
      }
      reject(error);
    };
    unpacked.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= limit) chunks.push(chunk);
      else giveUp(tooLarge(request, payload, size, limit));
    });
    unpacked.on('end', () => resolve(Buffer.concat(chunks)));
    unpacked.on('error', (error) => giveUp(invalid(whatOf(request), `it cannot be unpacked: ${error.message}`, error)));
    payload.on('error', (error) => giveUp(invalid(whatOf(request), 'the line went down', error)));
  });
};

const parse = (what: string, bytes: Buffer): unknown => {
  if (bytes.length === 0) return undefined;
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    throw invalid(what, error instanceof Error ? error.message : 'it is not JSON', error);
  }
};

const tooLarge = (request: FastifyRequest, payload: IncomingMessage, bytes: number, limit: number): Refused => {
  ignoreRest(payload);
  return new Refused(reason('input-too-large', { what: whatOf(request), bytes, limit }));
};

/** Closing at once would reset the line while the other side still writes, and take the refusal with it. */
const ignoreRest = (payload: IncomingMessage): void => {
  let ignored = 0;
  payload.on('data', (chunk: Buffer) => {
    ignored += chunk.length;
    if (ignored > IGNORED_BYTES_MAX) payload.destroy();
  });
  payload.resume();
};

const invalid = (what: string, detail: string, cause?: unknown): Refused =>
  new Refused(reason('input-invalid', { what, detail }), { cause });
