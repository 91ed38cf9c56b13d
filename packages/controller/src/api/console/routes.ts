import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ConsoleFiles } from '../../ports/index.ts';

const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const HEADERS = {
  'content-security-policy': POLICY,
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=()',
  'referrer-policy': 'no-referrer',
  'x-frame-options': 'DENY',
} as const;

/** A year: the name changes with the content. */
const LASTING = 'public, max-age=31536000, immutable';

/** Programs have these for themselves: an address of theirs that is none is never a page. */
const FOR_PROGRAMS = /^\/(?:api|agent)(?:\/|$)/;

const WORDS = {
  building: 'The console is being built from this checkout. This page looks again by itself.',
  failed:
    'The console could not be built; the log of the controller says why. `npm run build -w @slipway/console` tries again.',
  absent: 'This controller has no console. Everything is in the command line: `slipway --help`.',
} as const;

export const consoleRoutes =
  (files: ConsoleFiles) =>
  async (fastify: FastifyInstance): Promise<void> => {
    fastify.addHook('onSend', async (request, reply) => {
      void reply.headers(HEADERS);
      if (files.file(pathOf(request))?.lasting === true) void reply.header('cache-control', LASTING);
    });
    const serve = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
      const path = pathOf(request);
      const file = files.file(path) ?? (isPage(path) ? files.file('index.html') : null);
      if (file === null) return sendWords(files, reply, path);
      void reply.type(file.type).header('vary', 'accept-encoding');
      const isShort = file.brotli !== null && /\bbr\b/.test(request.headers['accept-encoding'] ?? '');
      return isShort
        ? await reply.header('content-encoding', 'br').send(file.brotli)
        : await reply.send(Buffer.from(file.bytes));
    };
    fastify.get('/', serve);
    fastify.get('/*', async (request, reply) => {
      if (FOR_PROGRAMS.test(request.url)) return reply.callNotFound();
      return await serve(request, reply);
    });
  };

const pathOf = ({ url }: FastifyRequest): string => (/^\/([^?#]*)/.exec(url)?.[1] ?? '').replace(/\/$/, '');

/** Files have an ending; pages have none, but for names of hosts and packages, which are in the query or escaped. */
const isPage = (path: string): boolean => !path.startsWith('assets/') && !/\.(?:js|css|svg|woff2|map|ico)$/.test(path);

const sendWords = (files: ConsoleFiles, reply: FastifyReply, path: string): FastifyReply => {
  const standing = files.standing();
  if (standing === 'ready' || !isPage(path)) {
    reply.callNotFound();
    return reply;
  }
  if (standing === 'building') void reply.header('refresh', '2').header('retry-after', '2');
  return reply.code(503).type('text/plain; charset=utf-8').send(`${WORDS[standing]}\n`);
};
