// A whole controller on a loopback port: real listener, keys, authority and content; the store is the caller's choice.

import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { asDigest, type Digest } from '@slipway/core/ids';
import { refuse } from '@slipway/core/reasons';
import { openFileAuthority } from '../../../src/adapters/authority/index.ts';
import { systemClock } from '../../../src/adapters/clock/index.ts';
import { openContentFiles } from '../../../src/adapters/content-files/index.ts';
import { feedReaders } from '../../../src/adapters/feeds/index.ts';
import { randomIds } from '../../../src/adapters/ids/index.ts';
import { openLog } from '../../../src/adapters/log/index.ts';
import { openMemoryStore } from '../../../src/adapters/memory/index.ts';
import { openNotify } from '../../../src/adapters/notify/index.ts';
import { openLocalNudge } from '../../../src/adapters/nudge/index.ts';
import { openOutOfBand } from '../../../src/adapters/out-of-band/index.ts';
import { openOwnCauses } from '../../../src/adapters/own-causes/index.ts';
import { argon2Passwords } from '../../../src/adapters/passwords/index.ts';
import { openPrivateFiles } from '../../../src/adapters/private-files/index.ts';
import { openProbes } from '../../../src/adapters/probes/index.ts';
import { openFileSigning } from '../../../src/adapters/signing-files/index.ts';
import { openSqliteStore } from '../../../src/adapters/sqlite/index.ts';
import { runtimeZones } from '../../../src/adapters/zones/index.ts';
import { type ListenerOptions, openListener } from '../../../src/api/index.ts';
import { type App, createEnrolmentToken, LOOPS, prepareInstallation, runLoop } from '../../../src/app/index.ts';
import type { Store } from '../../../src/ports/index.ts';

export interface RunningController {
  readonly app: App;
  readonly port: number;
  /** PEM of the authority. */
  readonly authority: string;
  readonly trustDigest: Digest;
  /** The first administrator's. */
  readonly token: string;
  readonly dataDirectory: string;
  /** What was logged, as JSON lines. */
  readonly logged: () => string;
  enrolmentSecret(wish?: {
    readonly uses?: number;
    readonly labels?: Readonly<Record<string, string>>;
  }): Promise<string>;
  close(): Promise<void>;
}

export type StoreKind = 'memory' | 'sqlite';

const openStore = async (kind: StoreKind, dataDirectory: string): Promise<Store> => {
  if (kind === 'memory') return openMemoryStore();
  const store = await openSqliteStore({ dataDirectory });
  if (!store.ok) throw new Error(store.reason.code);
  return store.value;
};

export const startController = async (
  options: {
    readonly store?: StoreKind;
    readonly capacities?: ListenerOptions['capacities'];
    readonly loops?: 'run' | 'stand';
    readonly proposalWaitSeconds?: number;
    readonly idleCheckInSeconds?: number;
    readonly archives?: App['ports']['archives'];
    readonly wrapStore?: (store: Store) => Store;
  } = {},
): Promise<RunningController> => {
  const folder = await mkdtemp(join(tmpdir(), 'controller-'));
  const files = await openPrivateFiles(join(folder, 'keys'));
  const authority = await openFileAuthority(files, systemClock);
  const opened = await openStore(options.store ?? 'memory', folder);
  const store = options.wrapStore?.(opened) ?? opened;
  const nudge = openLocalNudge();
  const lines: string[] = [];
  const output = { write: (line: string) => lines.push(line) } as unknown as NodeJS.WritableStream;
  const signing = await openFileSigning({
    files,
    authorityFingerprint: authority.fingerprint,
    now: systemClock.now(),
  });
  const app: App = {
    ports: {
      authority,
      clock: systemClock,
      content: await openContentFiles(join(folder, 'content')),
      feeds: feedReaders(),
      notify: openNotify({ mail: null }),
      ids: randomIds,
      log: openLog(output, 'json'),
      nudge,
      outOfBand: openOutOfBand({ folder: join(folder, 'out-of-band.d') }),
      ownCauses: openOwnCauses({ folder: join(folder, 'diagnosis.d') }),
      passwords: argon2Passwords(),
      probes: openProbes({ credentialsFolder: join(folder, 'credentials') }),
      sha256: (bytes) => asDigest(`sha256:${createHash('sha256').update(bytes).digest('hex')}`),
      signing,
      store,
      zones: runtimeZones(systemClock.now()),
      archives: options.archives ?? { deb: NO_ARCHIVE, rpm: NO_ARCHIVE },
    },
    options: {
      owner: 'test',
      idleCheckInSeconds: options.idleCheckInSeconds ?? 60,
      proposalWaitSeconds: options.proposalWaitSeconds ?? 1,
    },
  };
  const listener = await openListener({
    app,
    credentials: await authority.listenerCredentials(['localhost', '127.0.0.1']),
    address: '127.0.0.1',
    port: 0,
    name: '127.0.0.1',
    version: '0.0.0-test',
    ...(options.capacities === undefined ? {} : { capacities: options.capacities }),
  });
  if (!listener.ok) throw new Error(listener.reason.code);
  const prepared = await prepareInstallation(app, '0.0.0-test');
  if (!prepared.ok || prepared.value.first === null) throw new Error('not the first start');
  const ending = new AbortController();
  const loops = options.loops === 'run' ? LOOPS.map(async (loop) => await runLoop(app, loop, ending.signal)) : [];
  return {
    app,
    port: listener.value.port,
    authority: await authority.certificatePem(),
    dataDirectory: folder,
    trustDigest: (await signing.trustRoots()).currentDigest,
    token: prepared.value.first.tokenSecret,
    logged: () => lines.join(''),
    enrolmentSecret: async ({ uses = 1, labels = { environment: 'prod' } } = {}) => {
      const actor = { person: 'test', roles: ['administrator' as const], teams: [] };
      const made = await createEnrolmentToken(app, actor, { labels, uses, validSeconds: 3600 });
      if (!made.ok) throw new Error(made.reason.code);
      return made.value.secret;
    },
    close: async () => {
      ending.abort();
      nudge.close();
      await listener.value.close(1000);
      await Promise.all(loops);
      await store.close();
      await rm(folder, { recursive: true });
    },
  };
};

/** Tests that cut bring one of their own. */
const NO_ARCHIVE: App['ports']['archives']['deb'] = {
  openIndex: async () => refuse('feed-failed', { source: 'none', detail: 'this test has no archive' }),
  fetch: async () => refuse('feed-failed', { source: 'none', detail: 'this test has no archive' }),
  prove: async () => refuse('feed-failed', { source: 'none', detail: 'this test has no archive' }),
  conffilesIn: async () => ({ problem: 'this test has no archive' }),
  relationsOf: () => ({ needs: [], excludes: [] }),
  writeIndex: () => new Uint8Array(),
  readIndex: () => [],
};
