// A controller's life: listen, prepare, say how to begin, run the loops, and end in order.

import { setTimeout as delay } from 'node:timers/promises';
import { type Outcome, ok } from '@slipway/core/reasons';
import { type Credentials, openListener } from '../api/index.ts';
import { type App, LOOPS, prepareInstallation, runLoop, writeSeen } from '../app/index.ts';
import type { ConsoleFiles } from '../ports/index.ts';
import { greeting } from './greeting.ts';
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
  credentials(): Promise<Credentials>;
  /** Ends every wait, so that loops and held check-ins come to their end. */
  wakeAll(): void;
}

export const serve = async (options: {
  readonly installation: Installation;
  readonly address: string;
  readonly port: number;
  readonly names: readonly string[];
  readonly print: (text: string) => void;
  readonly signal: AbortSignal;
}): Promise<Outcome<void>> => {
  const { installation, address, port, names, print, signal } = options;
  const { app } = installation;
  const listener = await openListener({
    app,
    credentials: await installation.credentials(),
    address,
    port,
    name: names[0] ?? address,
    version: VERSION,
    console: installation.console,
  });
  if (!listener.ok) return listener;
  // After listening: the first token is made only when it can be shown and used.
  const prepared = await prepareInstallation(app, VERSION);
  if (!prepared.ok) return prepared;
  const { currentDigest } = await app.ports.signing.trustRoots();
  const { url } = listener.value;
  print(greeting({ url, dataDirectory: installation.dataDirectory, trustDigest: currentDigest, ...prepared.value }));
  app.ports.log.info('controller listens', { url, version: VERSION });

  const loops = LOOPS.map(async (loop) => await runLoop(app, loop, signal));
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
  // What the last check-ins said; the store is closed next.
  await writeSeen(app);
  return ok(undefined);
};

const ended = async (signal: AbortSignal): Promise<void> => {
  if (signal.aborted) return;
  await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
};
