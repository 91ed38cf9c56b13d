// What changes, as server-sent events. One look at the store serves every watcher: a hundred open consoles cost as much as
// one. Who connects again is told `begin` and asks for everything it shows, so that nothing is missed in between.

import type { ServerResponse } from 'node:http';
import type { FastifyReply } from 'fastify';
import { type App, changedSince, type Pulse, readPulse } from '../../app/index.ts';

/** How late people see what changed, at most; a look takes about a millisecond. */
const LOOK_MS = 2000;
/** Below the idle limit of the listener and of common proxies. */
const BEAT_MS = 15_000;
/** Who has not read that many bytes is gone, and comes again. */
const UNREAD_BYTES_MAX = 64 * 1024;

export interface ChangeWatchers {
  add(reply: FastifyReply): void;
}

export const watchChanges = (app: App, closing: AbortSignal): ChangeWatchers => {
  const watchers = new Set<ServerResponse>();
  let told: Pulse | null = null;
  let looking: NodeJS.Timeout | null = null;
  let beatAtMs = 0;

  const stop = (): void => {
    if (looking !== null) clearTimeout(looking);
    looking = null;
    told = null;
  };
  const tell = (text: string): void => {
    beatAtMs = performance.now();
    for (const output of watchers) {
      if (output.writableLength > UNREAD_BYTES_MAX) output.destroy();
      else output.write(text);
    }
  };
  const look = async (): Promise<void> => {
    try {
      const now = await readPulse(app);
      const subjects = told === null ? [] : changedSince(told, now);
      told = now;
      if (subjects.length > 0) tell(`event: change\ndata: ${JSON.stringify({ subjects })}\n\n`);
      else if (performance.now() - beatAtMs > BEAT_MS) tell(': still here\n\n');
    } catch (error) {
      app.ports.log.warn('watching for changes failed', { error });
    }
    if (watchers.size > 0 && !closing.aborted) looking = setTimeout(() => void look(), LOOK_MS);
    else stop();
  };
  closing.addEventListener('abort', () => {
    stop();
    for (const output of watchers) output.end();
  });
  return {
    add: (reply) => {
      reply.hijack();
      const output = reply.raw;
      output.writeHead(200, {
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
      });
      output.write(`event: begin\ndata: ${JSON.stringify({ subjects: [] })}\n\n`);
      watchers.add(output);
      output.once('close', () => watchers.delete(output));
      if (looking === null) looking = setTimeout(() => void look(), 0);
    },
  };
};
