// A rollout as server-sent events: the whole picture at once, after every change again or what is otherwise, and an end.

import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { setTimeout as rest } from 'node:timers/promises';
import type { RolloutId } from '@slipway/core/ids';
import type { ExplainedRolloutAnswer } from '@slipway/protocol/api';
import type { FastifyReply } from 'fastify';
import type { App } from '../../app/index.ts';
import { showRollout } from '../../app/index.ts';
import { Refused } from '../border/index.ts';
import { rolloutNews } from './rollout-change.ts';

/** Looked at without a hint: what only time changes (a soak that ends) is seen this late at most. */
const LOOK_MS = 3000;
/** So many times as long as a picture took nobody looks again: of thousands of hosts there is a change at every look. */
const RESTS = 4;
/** Below the idle limit of the listener and of common proxies. */
const BEAT_MS = 15_000;
/** Who reads slower than this for so long is gone; the next connection begins with the whole picture again. */
const DRAIN_MS_MAX = 20_000;

interface Watch {
  readonly app: App;
  readonly rolloutId: RolloutId;
  /** What is told after the first picture. */
  readonly form: 'whole' | 'changes';
  readonly reply: FastifyReply;
  readonly closing: AbortSignal;
}

export const watchRollout = async (watch: Watch): Promise<void> => {
  const { app, rolloutId, reply, closing } = watch;
  const first = await showRollout(app, rolloutId, 'left-out');
  if (!first.ok) throw new Refused(first.reason);
  reply.hijack();
  const output = reply.raw;
  output.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  });
  const gone = new AbortController();
  output.once('close', () => gone.abort());
  try {
    await tell(watch, output, first.value, AbortSignal.any([gone.signal, closing]));
  } catch (error) {
    // The answer has begun: nothing can be refused any more, only ended. The watcher comes again.
    if (!gone.signal.aborted) app.ports.log.warn('watching a rollout ended', { rolloutId, error });
  }
  output.end();
};

const tell = async (
  { app, rolloutId, form }: Watch,
  output: ServerResponse,
  first: ExplainedRolloutAnswer,
  signal: AbortSignal,
): Promise<void> => {
  const news = rolloutNews(form);
  let toldAtMs = 0;
  let tookMs = 0;
  let picture = first;
  for (let id = 1; !signal.aborted; ) {
    const told = news(picture);
    if (told !== null) {
      await write(output, `id: ${id}\nevent: ${told.event}\ndata: ${told.text}\n\n`, signal);
      toldAtMs = performance.now();
      id += 1;
    } else if (performance.now() - toldAtMs > BEAT_MS) {
      await write(output, ': still here\n\n', signal);
      toldAtMs = performance.now();
    }
    if (picture.rollout.endedAt !== null) {
      await write(output, `event: end\ndata: ${JSON.stringify({ state: picture.rollout.state })}\n\n`, signal);
      return;
    }
    const hint = app.ports.nudge.wait(`watch:${rolloutId}`, LOOK_MS);
    await rest(Math.min(LOOK_MS, tookMs * RESTS), undefined, { signal }).catch(() => {
      // Whoever watched has gone; what is below sees that.
    });
    await hint;
    if (signal.aborted) return;
    const beganMs = performance.now();
    const next = await showRollout(app, rolloutId, 'left-out');
    tookMs = performance.now() - beganMs;
    if (!next.ok) return;
    picture = next.value;
  }
};

const write = async (output: ServerResponse, text: string, signal: AbortSignal): Promise<void> => {
  if (output.write(text)) return;
  await once(output, 'drain', { signal: AbortSignal.any([signal, AbortSignal.timeout(DRAIN_MS_MAX)]) });
};
