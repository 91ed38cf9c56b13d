// A controller's life: listen, prepare, say how to begin, run the loops, and end in order.

import { setTimeout as delay } from 'node:timers/promises';
import { type Outcome, ok } from '@slipway/core/reasons';
import { type Credentials, openListener, openWatchListener, type Watching } from '../api/index.ts';
import {
  type App,
  exposeFigures,
  LOOPS,
  prepareInstallation,
  runLoop,
  type WatchLook,
  writeSeen,
} from '../app/index.ts';
import type { ConsoleFiles, Measures, Traces } from '../ports/index.ts';
import type { ServeCommand } from './arguments.ts';
import { greeting } from './greeting.ts';
import { openSurroundings } from './surroundings.ts';
import { VERSION } from './version.ts';

/** Requests under way end by themselves; then they are cut. systemd waits 90 s, people less. */
const CLOSE_MS_MAX = 7000;
/** A look of a loop may be fetching a package; what it has done is stored, and the next start goes on from there. */
const LOOPS_MS_MAX = 9000;
/** The certificate is renewed a month before its end: looking once a day is plenty. */
const RENEW_EVERY_MS = 86_400_000;

/** A controller with its ports, as main.ts wired it. */
export interface Installation {
  readonly app: App;
  readonly dataDirectory: string;
  readonly console: ConsoleFiles;
  readonly measures: Measures;
  /** `null`: nobody traces. */
  readonly traces: Traces | null;
  credentials(): Promise<Credentials>;
  /** Ends every wait, so that loops and held check-ins come to their end. */
  wakeAll(): void;
}

export const serve = async (options: {
  readonly installation: Installation;
  readonly command: Pick<ServeCommand, 'address' | 'port' | 'metrics'>;
  readonly names: readonly string[];
  readonly print: (text: string) => void;
  readonly signal: AbortSignal;
}): Promise<Outcome<void>> => {
  const { installation, command, names, print, signal } = options;
  const { app } = installation;
  const watching = watchingOf(installation);
  const listener = await openListener({
    app,
    ...watching,
    credentials: await installation.credentials(),
    address: command.address,
    port: command.port,
    name: names[0] ?? command.address,
    version: VERSION,
    console: installation.console,
  });
  if (!listener.ok) return listener;
  const watched =
    command.metrics === null
      ? ok(null)
      : await openWatchListener({ app, metrics: watching.metrics, ...command.metrics, ending: signal });
  if (!watched.ok) return watched;
  // After listening: the first token is made only when it can be shown and used.
  const prepared = await prepareInstallation(app, VERSION);
  if (!prepared.ok) return prepared;
  const { currentDigest } = await app.ports.signing.trustRoots();
  const { url } = listener.value;
  print(greeting({ url, dataDirectory: installation.dataDirectory, trustDigest: currentDigest, ...prepared.value }));
  app.ports.log.info('controller listens', { url, version: VERSION });

  const loops = LOOPS.map(async (loop) => await runLoop(app, loop, signal, watchLooks(installation)));
  const renewal = setInterval(() => {
    installation.credentials().then(listener.value.renew, (error: unknown) => {
      app.ports.log.error('certificate not renewed', { error });
    });
  }, RENEW_EVERY_MS);
  await ended(signal);
  app.ports.log.info('controller ends');
  clearInterval(renewal);
  installation.wakeAll();
  await Promise.all([
    listener.value.close(CLOSE_MS_MAX),
    Promise.race([Promise.all(loops), delay(LOOPS_MS_MAX, undefined, { ref: false })]),
  ]);
  await watched.value?.close();
  // What the last check-ins said; the store is closed next.
  await writeSeen(app);
  await installation.traces?.close();
  return ok(undefined);
};

const watchingOf = ({
  app,
  dataDirectory,
  measures,
  traces,
}: Installation): Watching & Required<Pick<Watching, 'metrics'>> => ({
  measures,
  metrics: {
    contentType: measures.contentType,
    read: exposeFigures(app, { measures, surroundings: openSurroundings(dataDirectory) }),
  },
  ...(traces === null ? {} : { traces }),
});

const watchLooks = ({ measures, traces }: Installation): WatchLook => {
  const traced: WatchLook =
    traces === null
      ? async (_loop, look) => await look()
      : async (loop, look) => await traces.span(`loop ${loop}`, { 'slipway.loop': loop }, look);
  return async (loop, look) => {
    const begun = performance.now();
    let outcome: 'done' | 'failed' = 'failed';
    try {
      const waitMs = await traced(loop, look);
      outcome = 'done';
      return waitMs;
    } finally {
      measures.looked(loop, outcome, (performance.now() - begun) / 1000);
    }
  };
};

const ended = async (signal: AbortSignal): Promise<void> => {
  if (signal.aborted) return;
  await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
};
