#!/usr/bin/env node
// slipway-controller: reads the command line, wires adapters to ports, runs, and ends with a status. The only place that
// knows which adapter serves which port.

import { createHash, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { asDigest } from '@slipway/core/ids';
import { explain, type Outcome, ok, type Reason, refuse } from '@slipway/core/reasons';
import { examinedText, isSound } from '@slipway/core/soundness';
import { openFileAuthority } from './adapters/authority/index.ts';
import { systemClock } from './adapters/clock/index.ts';
import { openConsoleFiles } from './adapters/console-files/index.ts';
import { openContentFiles } from './adapters/content-files/index.ts';
import { feedReaders } from './adapters/feeds/index.ts';
import { randomIds } from './adapters/ids/index.ts';
import { logLevelOf, openLog } from './adapters/log/index.ts';
import { openMeasures } from './adapters/measures/index.ts';
import { openNotify } from './adapters/notify/index.ts';
import { type LocalNudge, openLocalNudge, sharedNudge } from './adapters/nudge/index.ts';
import { openOutOfBand } from './adapters/out-of-band/index.ts';
import { openOwnCauses } from './adapters/own-causes/index.ts';
import { argon2Passwords } from './adapters/passwords/index.ts';
import {
  databaseAddress,
  fillPostgresStore,
  lookAtPostgresStore,
  openHints,
  openPostgresStore,
} from './adapters/postgres/index.ts';
import { openPrivateFiles } from './adapters/private-files/index.ts';
import { openProbes } from './adapters/probes/index.ts';
import { openFileSigning } from './adapters/signing-files/index.ts';
import { backupDatabase, lookAtSqliteStore, openSqliteStore, withSqliteTables } from './adapters/sqlite/index.ts';
import { openTraces, tracedStore, tracesWanted } from './adapters/traces/index.ts';
import { aptVendorArchive } from './adapters/vendor-archive-apt/index.ts';
import { dnfVendorArchive } from './adapters/vendor-archive-dnf/index.ts';
import { runtimeZones } from './adapters/zones/index.ts';
import { type App, settleRestored } from './app/index.ts';
import { type Nudge, type NudgeSubject, type Store, StoreFailure, type Traces } from './ports/index.ts';
import {
  binaryOf,
  type Command,
  credentialsFolder,
  type DatabaseOption,
  dropOldBackups,
  EXIT,
  emptyWorkFolder,
  examineInstallation,
  type Installation,
  keyringsOf,
  listenerNames,
  makeBackup,
  noteBackup,
  noteMoved,
  occupy,
  parseCommand,
  pathInFolder,
  probeAddress,
  restoredText,
  restoreFiles,
  type ServeCommand,
  serve,
  storePlace,
  USAGE,
  VERSION,
} from './program/index.ts';

/** Of the checkout that this program runs from. */
const CONSOLE = join(import.meta.dirname, '../../console');
const DEBIAN_KEYRING = '/usr/share/keyrings/debian-archive-keyring.gpg';

const LEVEL_DEFAULT = 'info';

/** Opened where somebody receives them, by when the log writes already. */
const tracing: { traces: Traces | null } = { traces: null };

/** Named as OpenTelemetry has them in logs that are not its own. */
const traceOfLine = (): Readonly<Record<string, string>> => {
  const current = tracing.traces?.current() ?? null;
  return current === null ? {} : { trace_id: current.traceId, span_id: current.spanId };
};

const wantedLevel = process.env['SLIPWAY_LOG_LEVEL'] ?? LEVEL_DEFAULT;
const log = openLog(process.stderr, process.stderr.isTTY ? 'terminal' : 'json', {
  level: logLevelOf(wantedLevel) ?? LEVEL_DEFAULT,
  beside: traceOfLine,
});

const print = (text: string): void => {
  process.stdout.write(text);
};

const main = async (): Promise<number> => {
  const command = parseCommand(process.argv.slice(2), {
    dataVariable: process.env['SLIPWAY_DATA'],
    isRoot: process.getuid?.() === 0,
    workingDirectory: process.cwd(),
  });
  switch (command.kind) {
    case 'serve':
      return statusOf(await serveCommand(command));
    case 'backup':
      return statusOf(await backupCommand(command));
    case 'restore':
      return statusOf(await restoreCommand(command));
    case 'migrate-store':
      return statusOf(await migrateStoreCommand(command));
    case 'settle-restored':
      return statusOf(await settleRestoredCommand(command));
    case 'doctor':
      return await doctorCommand(command);
    case 'version':
      print(`${VERSION}\n`);
      return EXIT.done;
    case 'help':
      print(USAGE);
      return EXIT.done;
    case 'wrong':
      process.stderr.write(`slipway-controller: ${command.says}\n\n${USAGE}`);
      return EXIT.usage;
    default:
      return command satisfies never;
  }
};

const serveCommand = async (command: ServeCommand): Promise<Outcome<void>> => {
  for (const one of [command, ...(command.metrics === null ? [] : [command.metrics])]) {
    const free = await probeAddress(one.address, one.port);
    if (!free.ok) return free;
  }
  const occupied = await occupy(command.dataDirectory, new Date(), { address: command.address, port: command.port });
  if (!occupied.ok) return occupied;
  try {
    const opened = await openStore(command.dataDirectory, command.database);
    if (!opened.ok) return opened;
    try {
      return await serveStore(command, opened.value);
    } finally {
      await opened.value.close();
    }
  } finally {
    await occupied.value.release();
  }
};

/** A store with the hints that belong to it: among the controllers that share it. */
interface Opened {
  readonly store: Store;
  readonly owner: string;
  readonly nudge: Nudge;
  readonly local: LocalNudge;
  close(): Promise<void>;
}

const openStore = async (dataDirectory: string, asked: DatabaseOption | null): Promise<Outcome<Opened>> => {
  const place = await storePlace(dataDirectory, asked);
  if (!place.ok) return place;
  // One start of one program: claims of a dead one are waited out, never inherited.
  const owner = `controller-${randomUUID()}`;
  const local = openLocalNudge();
  if (place.value === null) {
    const store = await openSqliteStore({ dataDirectory });
    return store.ok ? ok({ store: store.value, owner, nudge: local, local, close: () => store.value.close() }) : store;
  }
  const address = await databaseAddress(place.value.url, place.value.passwordFile);
  if (!address.ok) return address;
  const store = await openPostgresStore(address.value);
  if (!store.ok) return store;
  const heard = (subject: string) => local.notify(subject as NudgeSubject);
  const hints = openHints({ address: address.value, owner, heard });
  const close = async (): Promise<void> => {
    await hints.close();
    await store.value.close();
  };
  return ok({
    store: store.value,
    owner,
    nudge: sharedNudge(local, (subject) => hints.publish(subject)),
    local,
    close,
  });
};

const migrateStoreCommand = async (command: Extract<Command, { kind: 'migrate-store' }>): Promise<Outcome<void>> => {
  const { dataDirectory, database } = command;
  const address = await databaseAddress(database.url, database.passwordFile);
  if (!address.ok) return address;
  const occupied = await occupy(dataDirectory, new Date(), null);
  if (!occupied.ok) return occupied;
  try {
    // Opened once, so that an older one is of this version; and the new one, so that its tables are there.
    for (const open of [() => openSqliteStore({ dataDirectory }), () => openPostgresStore(address.value)]) {
      const opened = await open();
      if (!opened.ok) return opened;
      await opened.value.close();
    }
    const filled = await withSqliteTables(dataDirectory, (tables) => fillPostgresStore(address.value, tables));
    if (!filled.ok) return filled;
    const aside = await noteMoved(dataDirectory, database);
    for (const { name, rows, digest } of filled.value) print(`${name}: ${rows} rows, ${digest}\n`);
    print(`The store is in ${address.value.where}; the old one was put aside as ${aside}.\n`);
    return ok(undefined);
  } finally {
    await occupied.value.release();
  }
};

const settleRestoredCommand = async (
  command: Extract<Command, { kind: 'settle-restored' }>,
): Promise<Outcome<void>> => {
  const { url, passwordFile } = command.database;
  const address = await databaseAddress(url, passwordFile);
  if (!address.ok) return address;
  const store = await openPostgresStore(address.value);
  if (!store.ok) return store;
  try {
    const ports = { clock: systemClock, ids: randomIds, store: store.value };
    const { rolloutsStopped, plansWithoutApproval } = await settleRestored(ports, address.value.where);
    print(`${rolloutsStopped} rollouts stopped, ${plansWithoutApproval} plans without approval.\n`);
    return ok(undefined);
  } finally {
    await store.value.close();
  }
};

const doctorCommand = async ({ dataDirectory, ...command }: Extract<Command, { kind: 'doctor' }>): Promise<number> => {
  const place = async () => await storePlace(dataDirectory, command.database);
  const examined = await examineInstallation({
    dataDirectory,
    clock: systemClock,
    passwordFile: async () => {
      const found = await place();
      return found.ok ? (found.value?.passwordFile ?? null) : null;
    },
    path: process.env['PATH'] ?? '',
    openStore: async () => {
      const found = await place();
      if (!found.ok) return found;
      if (found.value === null) return await lookAtSqliteStore(dataDirectory);
      const address = await databaseAddress(found.value.url, found.value.passwordFile);
      return address.ok ? await lookAtPostgresStore(address.value) : address;
    },
  });
  print(command.form === 'json' ? `${JSON.stringify(examined, null, 2)}\n` : examinedText(examined));
  return isSound(examined) ? EXIT.done : EXIT.refused;
};

const serveStore = async (command: ServeCommand, opened: Opened): Promise<Outcome<void>> => {
  if (logLevelOf(wantedLevel) === null) log.warn('log level not known', { wantedLevel, level: LEVEL_DEFAULT });
  const names = listenerNames(command.names, command.address);
  const traces = tracesWanted(process.env) ? await openTraces({ environment: process.env, version: VERSION }) : null;
  tracing.traces = traces;
  const store = traces === null ? opened.store : tracedStore(opened.store, traces);
  const installation = await wire(command, { ...opened, store, traces }, names);
  const ending = new AbortController();
  // A second Ctrl-C is a person's who waits no longer. SIGTERM may come twice of one mind: a service manager sends it to every process of a
  // unit, and `slipway serve` passes its own on.
  process.once('SIGINT', () => ending.abort());
  process.on('SIGTERM', () => ending.abort());
  return await serve({ installation, command, names, print, signal: ending.signal });
};

const backupCommand = async (command: Extract<Command, { kind: 'backup' }>): Promise<Outcome<void>> => {
  const { dataDirectory, to: place, content } = command;
  const madeAt = systemClock.now();
  const to = place.kind === 'file' ? place.path : pathInFolder(place.path, madeAt);
  const store = await storePlace(dataDirectory, null);
  if (!store.ok) return store;
  if (store.value !== null)
    return refuse('backup-refused', { path: to, detail: 'the store is in PostgreSQL: back that up by its own tools' });
  const done = await makeBackup({
    dataDirectory,
    to,
    content,
    madeAt,
    version: VERSION,
    copyDatabase: async (destination) => await backupDatabase({ dataDirectory, destination }),
  });
  if (!done.ok) return done;
  await noteBackup(dataDirectory, to, madeAt);
  const files = `${done.value.contentFiles} package files${content === 'left-out' ? ' left out' : ''}`;
  print(`${to}: ${done.value.sizeBytes} bytes, ${files}. It holds private keys.\n`);
  const gone = place.kind === 'folder' && place.keep !== null ? await dropOldBackups(place.path, place.keep) : [];
  for (const path of gone) print(`${path}: gone, ${place.path} keeps the newest\n`);
  return ok(undefined);
};

const restoreCommand = async (command: Extract<Command, { kind: 'restore' }>): Promise<Outcome<void>> => {
  const { dataDirectory, from } = command;
  const restored = await restoreFiles({ dataDirectory, from });
  if (!restored.ok) return restored;
  const { folder, manifest, settle, discard } = restored.value;
  try {
    const store = await openSqliteStore({ dataDirectory: folder });
    if (!store.ok) return store;
    const settled = await settleRestored({ clock: systemClock, ids: randomIds, store: store.value }, manifest.madeAt);
    await store.value.close();
    await settle();
    print(restoredText({ ...command, ...settled, manifest }));
    return ok(undefined);
  } finally {
    await discard();
  }
};

const wire = async (
  command: ServeCommand,
  opened: Opened & { readonly traces: Traces | null },
  names: readonly string[],
): Promise<Installation> => {
  const { dataDirectory } = command;
  const { store, nudge, owner } = opened;
  const keys = await openPrivateFiles(join(dataDirectory, 'keys'));
  const authority = await openFileAuthority(keys, systemClock);
  const signing = await openFileSigning({
    files: keys,
    authorityFingerprint: authority.fingerprint,
    now: systemClock.now(),
  });
  // Public, for people's tools to verify the listener with; `keys` stays closed.
  await writeFile(join(dataDirectory, 'authority.pem'), await authority.certificatePem());
  const debian = existsSync(DEBIAN_KEYRING) ? [DEBIAN_KEYRING] : [];
  const workFolder = await emptyWorkFolder(dataDirectory);
  const keyrings = [...command.keyrings, ...(await keyringsOf(dataDirectory))];
  const app: App = {
    ports: {
      authority,
      clock: systemClock,
      content: await openContentFiles(join(dataDirectory, 'content')),
      feeds: feedReaders({ workFolder }),
      ids: randomIds,
      log,
      notify: openNotify({ mail: mailServer() }),
      nudge,
      outOfBand: openOutOfBand({ folder: join(dataDirectory, 'out-of-band.d') }),
      ownCauses: openOwnCauses({ folder: join(dataDirectory, 'diagnosis.d') }),
      passwords: argon2Passwords(),
      probes: openProbes({ credentialsFolder: await credentialsFolder(dataDirectory) }),
      sha256: (bytes) => asDigest(`sha256:${createHash('sha256').update(bytes).digest('hex')}`),
      signing,
      store,
      zones: runtimeZones(systemClock.now()),
      archives: {
        deb: aptVendorArchive({ keyrings: [...debian, ...(await binaryOf(keyrings))], clock: systemClock }),
        rpm: dnfVendorArchive({ keyrings, clock: systemClock, workFolder }),
      },
    },
    options: {
      owner,
      idleCheckInSeconds: command.checkInSeconds,
      proposalWaitSeconds: command.proposalWaitSeconds,
    },
  };
  return {
    app,
    dataDirectory,
    console: openConsoleFiles({ folder: CONSOLE, log }),
    measures: openMeasures({ version: VERSION }),
    traces: opened.traces,
    credentials: async () => await authority.listenerCredentials(names),
    wakeAll: opened.local.close,
  };
};

/** From the environment, because a URL may carry a password and a command line is for everybody to read. */
const mailServer = (): { readonly url: string; readonly from: string } | null => {
  const url = process.env['SLIPWAY_SMTP_URL'];
  return url === undefined ? null : { url, from: process.env['SLIPWAY_MAIL_FROM'] ?? 'slipway@localhost' };
};

const statusOf = (outcome: Outcome<unknown>): number => (outcome.ok ? EXIT.done : refused(outcome.reason));

const refused = (why: Reason): number => {
  process.stderr.write(`slipway-controller: ${explain(why)}\n`);
  return EXIT.refused;
};

main().then(
  // Not `exitCode`: a loop that still fetches a file must not hold up the end.
  (status) => process.exit(status),
  (error: unknown) => {
    if (error instanceof StoreFailure) process.exit(refused(error.reason));
    // A bug or a broken outside world: one line for people, the whole of it in the log's JSON form.
    if (process.env['SLIPWAY_DEBUG'] !== undefined) log.error('controller failed', { error });
    process.stderr.write(`slipway-controller: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(EXIT.fault);
  },
);
