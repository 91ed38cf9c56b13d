import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { appendFile, chown, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

const PROGRAMS = '/usr/lib/postgresql';
const ENVIRONMENT = { LC_ALL: 'C.UTF-8', PATH: '/usr/bin:/bin' };
/** A machine with ten other things to do; a start takes half a second. */
const START_MS_MAX = 60_000;
const LOOK_EVERY_MS = 50;

export interface PostgresCluster {
  /** Of its socket. */
  readonly folder: string;
  /** Of one database, without a password: the socket trusts. */
  url(database: string): string;
  /** Empty, or a copy of another one that nobody is connected to. */
  createDatabase(name: string, like?: string): Promise<void>;
  /** One statement, by `psql`; answers its rows as text, fields by `|`. */
  ask(database: string, sql: string): Promise<readonly string[]>;
  /** SIGKILL of the whole server, and the start after it. */
  crash(): Promise<void>;
  /** The same without the start: a machine that is gone. */
  kill(): Promise<void>;
  /** As an operator restarts it: sessions are ended. */
  restart(): Promise<void>;
  /** Answers when it streams and no commit of this one is told before the standby has it, too. */
  standby(): Promise<PostgresStandby>;
  /** As of now; what changes from now on is in its archive. Of one that was started with `archived`. */
  baseBackup(): Promise<PostgresBackup>;
  /** Of this one alone: a standby is stopped by itself. */
  stop(): Promise<void>;
}

/** A base backup with the archived write-ahead log of the server that it is of. */
export interface PostgresBackup {
  /** Once, since the server runs in the base backup itself, and takes writes: everything up to that moment, as `now()` says it, and nothing after it. */
  restoredTo(moment: string): Promise<PostgresCluster>;
}

export interface PostgresStandby extends PostgresCluster {
  /** It takes writes from now on, and waits for no standby of its own. */
  promote(): Promise<void>;
}

interface Programs {
  readonly folder: string;
  /** PostgreSQL does not run as root: then it is Debian's own user for it. */
  readonly as: { readonly uid: number; readonly gid: number } | undefined;
}

export interface PostgresOptions {
  /** What is committed is synced, as it is in use; tests of what is stored, not of how, do without. */
  readonly durable: boolean;
  /** Its write-ahead log is kept, so that it can be restored to any moment after a base backup. */
  readonly archived?: boolean;
}

export const startPostgres = async (options: PostgresOptions): Promise<PostgresCluster> => {
  const programs: Programs = { folder: await newestPrograms(), as: await unprivileged() };
  const place = await newPlace(programs);
  const init = ['-D', place.data, '-U', 'slipway', '-A', 'trust', '-E', 'UTF8', '--locale=C.UTF-8', '--no-sync'];
  await run(join(programs.folder, 'initdb'), init, { env: ENVIRONMENT, cwd: place.folder, ...programs.as });
  if (options.archived === true) await madeFolder(archiveOf(place), programs);
  return await serverOn(place, programs, options);
};

interface Place {
  /** Its socket lies here. */
  readonly folder: string;
  readonly data: string;
}

const newPlace = async ({ as }: Programs): Promise<Place> => {
  const folder = await mkdtemp(join(tmpdir(), 'slipway-pg-'));
  if (as !== undefined) await chown(folder, as.uid, as.gid);
  return { folder, data: join(folder, 'data') };
};

const archiveOf = ({ folder }: Place): string => join(folder, 'archive');

const madeFolder = async (path: string, { as }: Programs): Promise<void> => {
  await mkdir(path, { mode: 0o700 });
  if (as !== undefined) await chown(path, as.uid, as.gid);
};

const settingsOf = (place: Place, { durable, archived = false }: PostgresOptions): readonly string[] => [
  ...['--listen_addresses=', '--max_connections=100', '--shared_buffers=32MB', '--wal_retrieve_retry_interval=200ms'],
  ...(durable ? [] : ['--fsync=off', '--full_page_writes=off', '--synchronous_commit=off']),
  // As the manual has it (26.3.1): a file that is there already is never written again.
  ...(archived
    ? ['--archive_mode=on', `--archive_command=test ! -f ${archiveOf(place)}/%f && cp %p ${archiveOf(place)}/%f`]
    : []),
];

const serverOn = async (place: Place, programs: Programs, options: PostgresOptions): Promise<PostgresCluster> => {
  const { folder, data } = place;
  const socket = ['-h', folder, '-U', 'slipway'];
  const ask = async (database: string, sql: string): Promise<readonly string[]> => {
    const asked = [...socket, '-d', database, '-XAtq', '-v', 'ON_ERROR_STOP=1', `--command=${sql}`];
    const { stdout } = await run(join(programs.folder, 'psql'), asked, { env: ENVIRONMENT, cwd: folder });
    return stdout.split('\n').filter((line) => line !== '');
  };
  const settings = settingsOf(place, options);
  const begin = async (): Promise<ChildProcess> => {
    const server = spawn(join(programs.folder, 'postgres'), ['-D', data, '-k', folder, ...settings], {
      env: ENVIRONMENT,
      cwd: folder,
      stdio: ['ignore', 'ignore', 'pipe'],
      ...programs.as,
    });
    let said = '';
    server.stderr?.on('data', (part: Buffer) => {
      said = `${said}${part.toString()}`.slice(-4000);
    });
    await answers({ server, ready: () => run(join(programs.folder, 'pg_isready'), socket), said: () => said });
    return server;
  };
  let server = await begin();
  const end = async (signal: 'SIGINT' | 'SIGKILL'): Promise<void> => {
    if (server.exitCode !== null || server.signalCode !== null) return;
    const ended = once(server, 'exit');
    server.kill(signal);
    await ended;
  };
  return {
    folder,
    url: (database) => `postgres://slipway@/${database}?host=${encodeURIComponent(folder)}`,
    ask,
    createDatabase: async (name, like) => {
      await ask('postgres', `create database ${name}${like === undefined ? '' : ` template ${like}`}`);
    },
    crash: async () => {
      await end('SIGKILL');
      server = await begin();
    },
    kill: async () => await end('SIGKILL'),
    restart: async () => {
      await end('SIGINT');
      server = await begin();
    },
    standby: async () => {
      const copy = await newPlace(programs);
      // With the line by which it follows, and the file that says that it does.
      const args = [...socket, '-D', copy.data, '-X', 'stream', '--checkpoint=fast', '-R', '--no-sync'];
      await run(join(programs.folder, 'pg_basebackup'), args, { env: ENVIRONMENT, cwd: copy.folder, ...programs.as });
      const follower = await serverOn(copy, programs, { durable: options.durable });
      await until('the standby streams', async () => {
        const [streaming] = await ask('postgres', "select count(*) from pg_stat_replication where state = 'streaming'");
        return streaming === '1';
      });
      await ask('postgres', "alter system set synchronous_standby_names = '*'");
      await ask('postgres', 'select pg_reload_conf()');
      return { ...follower, promote: async () => void (await follower.ask('postgres', 'select pg_promote(true, 60)')) };
    },
    baseBackup: async () => {
      const kept = await newPlace(programs);
      const args = [...socket, '-D', kept.data, '-X', 'stream', '--checkpoint=fast', '--no-sync'];
      await run(join(programs.folder, 'pg_basebackup'), args, { env: ENVIRONMENT, cwd: kept.folder, ...programs.as });
      return {
        restoredTo: async (moment) => await restored(kept, { moment, ask, archive: archiveOf(place), programs }),
      };
    },
    stop: async () => {
      await end('SIGINT');
      await rm(folder, { recursive: true, force: true });
    },
  };
};

/** What the server has written last is in a file that is archived only once it is closed. */
const restored = async (
  place: Place,
  from: { readonly moment: string; readonly ask: PostgresCluster['ask']; readonly archive: string } & {
    readonly programs: Programs;
  },
): Promise<PostgresCluster> => {
  const { moment, ask, archive, programs } = from;
  const [closed = ''] = await ask('postgres', 'select pg_walfile_name(pg_switch_wal())');
  await until(`${closed} is archived`, async () => existsSync(join(archive, closed)));
  const settings = [
    `restore_command = 'cp ${archive}/%f %p'`,
    `recovery_target_time = '${moment}'`,
    "recovery_target_action = 'promote'",
  ];
  await appendFile(join(place.data, 'postgresql.auto.conf'), `${settings.join('\n')}\n`);
  await writeFile(join(place.data, 'recovery.signal'), '');
  const server = await serverOn(place, programs, { durable: true });
  await until('it is restored', async () => {
    const [inRecovery] = await server.ask('postgres', 'select pg_is_in_recovery()');
    return inRecovery === 'f';
  });
  return server;
};

const until = async (what: string, isSo: () => Promise<boolean>): Promise<void> => {
  const deadline = Date.now() + START_MS_MAX;
  while (!(await isSo())) {
    if (Date.now() > deadline) throw new Error(`in vain: ${what}`);
    await delay(LOOK_EVERY_MS);
  }
};

/** After SIGKILL its children take a moment to notice, and until then the shared memory is taken: then it ends, and is tried again. */
const answers = async (of: {
  readonly server: ChildProcess;
  readonly ready: () => Promise<unknown>;
  readonly said: () => string;
}): Promise<void> => {
  const until = Date.now() + START_MS_MAX;
  while (Date.now() < until) {
    if (of.server.exitCode !== null) throw new Error(`PostgreSQL ended at its start: ${of.said()}`);
    try {
      await of.ready();
      return;
    } catch {
      // Not yet.
      await delay(LOOK_EVERY_MS);
    }
  }
  throw new Error(`PostgreSQL does not answer: ${of.said()}`);
};

const newestPrograms = async (): Promise<string> => {
  const versions = existsSync(PROGRAMS) ? await readdir(PROGRAMS) : [];
  const [newest] = versions.sort((a, b) => Number(b) - Number(a));
  if (newest === undefined) throw new Error(`no PostgreSQL in ${PROGRAMS}: the Debian package postgresql is needed`);
  return join(PROGRAMS, newest, 'bin');
};

const unprivileged = async (): Promise<Programs['as']> => {
  if (process.getuid?.() !== 0) return undefined;
  const line = (await readFile('/etc/passwd', 'utf8')).split('\n').find((one) => one.startsWith('postgres:'));
  const [, , uid, gid] = line?.split(':') ?? [];
  if (uid === undefined || gid === undefined) throw new Error('no user postgres: PostgreSQL does not run as root');
  return { uid: Number(uid), gid: Number(gid) };
};
