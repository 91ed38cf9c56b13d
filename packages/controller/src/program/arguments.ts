// From the command line to what is meant; anything that is not meant is a sentence for the person who typed it.

import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

export interface ServeCommand {
  readonly kind: 'serve';
  readonly dataDirectory: string;
  readonly address: string;
  readonly port: number;
  /** Where figures and health are told without a token; `null`: nowhere. */
  readonly metrics: { readonly address: string; readonly port: number } | null;
  readonly names: readonly string[];
  readonly keyrings: readonly string[];
  readonly database: DatabaseOption | null;
  readonly checkInSeconds: number;
  readonly proposalWaitSeconds: number;
}

/** A database of PostgreSQL's; its password stands in a file, because a command line is for everybody to read. */
export interface DatabaseOption {
  readonly url: string;
  readonly passwordFile: string | null;
}

/** A file of that name; or one named by its time in a folder, of which the newest `keep` stay, all where it is `null`. */
export type BackupPlace =
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'folder'; readonly path: string; readonly keep: number | null };

export type Command =
  | ServeCommand
  | {
      readonly kind: 'backup';
      readonly dataDirectory: string;
      readonly to: BackupPlace;
      readonly content: 'copied' | 'left-out';
    }
  | { readonly kind: 'restore'; readonly dataDirectory: string; readonly from: string }
  | { readonly kind: 'migrate-store'; readonly dataDirectory: string; readonly database: DatabaseOption }
  | { readonly kind: 'settle-restored'; readonly dataDirectory: string; readonly database: DatabaseOption }
  | {
      readonly kind: 'doctor';
      readonly dataDirectory: string;
      readonly database: DatabaseOption | null;
      readonly form: 'text' | 'json';
    }
  | { readonly kind: 'version' }
  | { readonly kind: 'help' }
  | { readonly kind: 'wrong'; readonly says: string };

export interface Surroundings {
  readonly dataVariable: string | undefined;
  readonly isRoot: boolean;
  readonly workingDirectory: string;
}

const KEEP = /^[1-9]\d{0,2}$/;
const LISTEN_DEFAULT = '0.0.0.0:8443';
const CHECK_IN_SECONDS_DEFAULT = 60;
/** Two of them, each a tenth longer by jitter, fit into the quarter of an hour after which planning leaves a silent host out (docs/adr/0062). */
const CHECK_IN_SECONDS_MAX = 300;
/** An idle host hears of the wish within its interval, which jitter makes a tenth longer, and simulating takes some seconds. */
const PROPOSAL_WAIT_SECONDS_DEFAULT = 120;
const PROPOSAL_WAIT_INTERVALS = 2;
const PROPOSAL_WAIT_SECONDS_MAX = 3600;

const PASSWORD_ALONE = '--database-password belongs to --database';

const LOOPBACK = /^(?:127(?:\.\d{1,3}){3}|::1|localhost)$/;

const OPTIONS = {
  data: { type: 'string' },
  listen: { type: 'string' },
  metrics: { type: 'string' },
  name: { type: 'string', multiple: true },
  keyring: { type: 'string', multiple: true },
  'check-in': { type: 'string' },
  'proposal-wait': { type: 'string' },
  to: { type: 'string' },
  into: { type: 'string' },
  keep: { type: 'string' },
  from: { type: 'string' },
  'without-content': { type: 'boolean' },
  database: { type: 'string' },
  'database-password': { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

/** Which options each word takes; one that a word would ignore is a mistake. */
const TAKES: Readonly<Record<string, readonly string[]>> = {
  serve: ['data', 'listen', 'metrics', 'name', 'keyring', 'check-in', 'proposal-wait', 'database', 'database-password'],
  backup: ['data', 'to', 'into', 'keep', 'without-content'],
  restore: ['data', 'from'],
  'migrate-store': ['data', 'database', 'database-password'],
  'settle-restored': ['data', 'database', 'database-password'],
  doctor: ['data', 'database', 'database-password', 'json'],
  version: [],
  help: [],
};

type Values = ReturnType<typeof parseArgs<{ options: typeof OPTIONS; allowPositionals: true }>>['values'];

export const parseCommand = (args: readonly string[], around: Surroundings): Command => {
  let values: Values;
  let words: readonly string[];
  try {
    ({ values, positionals: words } = parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true }));
  } catch (error) {
    return wrong(error instanceof Error ? error.message : String(error));
  }
  if (values.help === true) return { kind: 'help' };
  const [word, extra] = words;
  if (word === undefined) return wrong('a word is missing: serve, backup or restore');
  const takes = Object.hasOwn(TAKES, word) ? TAKES[word] : undefined;
  if (takes === undefined) return wrong(`there is no "${word}"`);
  if (extra !== undefined) return wrong(`"${extra}" is one word too many`);
  const stray = Object.keys(values).find((name) => !takes.includes(name));
  if (stray !== undefined) return wrong(`${word} takes no --${stray}`);
  return commandOf(word, values, dataDirectory(values.data, around));
};

const commandOf = (word: string, values: Values, directory: string): Command => {
  switch (word) {
    case 'serve':
      return serveCommand(values, directory);
    case 'backup':
      return backupCommand(values, directory);
    case 'restore':
      if (values.from === undefined) return wrong('restore needs --from FILE');
      return { kind: 'restore', dataDirectory: directory, from: resolve(values.from) };
    case 'migrate-store':
    case 'settle-restored': {
      const database = databaseOf(values);
      return database === null
        ? wrong(`${word} needs --database URL`)
        : { kind: word, dataDirectory: directory, database };
    }
    case 'doctor':
      if (values.database === undefined && values['database-password'] !== undefined) return wrong(PASSWORD_ALONE);
      return {
        kind: 'doctor',
        dataDirectory: directory,
        database: databaseOf(values),
        form: values.json === true ? 'json' : 'text',
      };
    case 'version':
      return { kind: 'version' };
    default:
      return { kind: 'help' };
  }
};

const backupCommand = (values: Values, directory: string): Command => {
  const { to, into, keep } = values;
  const content = values['without-content'] === true ? 'left-out' : 'copied';
  const backup = (place: BackupPlace): Command => ({ kind: 'backup', dataDirectory: directory, to: place, content });
  if ((to === undefined) === (into === undefined)) return wrong('backup needs --to FILE, or --into DIR');
  if (to !== undefined) {
    return keep === undefined ? backup({ kind: 'file', path: resolve(to) }) : wrong('--keep belongs to --into DIR');
  }
  if (keep !== undefined && !KEEP.test(keep)) return wrong(`--keep ${keep}: 1 to 999 backups`);
  return backup({ kind: 'folder', path: resolve(into ?? ''), keep: keep === undefined ? null : Number(keep) });
};

const serveCommand = (values: Values, directory: string): Command => {
  const listen = addressOf(values.listen ?? LISTEN_DEFAULT);
  if (listen === null)
    return wrong(`--listen ${values.listen ?? ''}: ADDRESS:PORT is expected, like ${LISTEN_DEFAULT}`);
  const metrics = values.metrics === undefined ? null : addressOf(values.metrics);
  if (values.metrics !== undefined && metrics === null)
    return wrong(`--metrics ${values.metrics}: ADDRESS:PORT is expected, like 127.0.0.1:9464`);
  if (metrics !== null && !LOOPBACK.test(metrics.address))
    return wrong(`--metrics ${values.metrics}: it asks nobody for a token, and listens on loopback alone`);
  const checkInSeconds = seconds(values['check-in'], CHECK_IN_SECONDS_DEFAULT, CHECK_IN_SECONDS_MAX);
  if (checkInSeconds === null) return wrong(`--check-in: 1 to ${CHECK_IN_SECONDS_MAX} seconds are expected`);
  const waitDefault = Math.max(PROPOSAL_WAIT_SECONDS_DEFAULT, PROPOSAL_WAIT_INTERVALS * checkInSeconds);
  const wait = seconds(values['proposal-wait'], waitDefault, PROPOSAL_WAIT_SECONDS_MAX);
  if (values.database === undefined && values['database-password'] !== undefined) return wrong(PASSWORD_ALONE);
  if (wait === null) return wrong(`--proposal-wait: 1 to ${PROPOSAL_WAIT_SECONDS_MAX} seconds are expected`);
  return {
    kind: 'serve',
    dataDirectory: directory,
    ...listen,
    metrics,
    names: values.name ?? [],
    keyrings: (values.keyring ?? []).map((path) => resolve(path)),
    database: databaseOf(values),
    checkInSeconds,
    proposalWaitSeconds: wait,
  };
};

const databaseOf = (values: Values): DatabaseOption | null => {
  const { database, 'database-password': file } = values;
  return database === undefined ? null : { url: database, passwordFile: file === undefined ? null : resolve(file) };
};

/** `[::]:8443`, `10.0.0.5:8443`, `localhost:0`. */
const addressOf = (text: string): { readonly address: string; readonly port: number } | null => {
  const found = /^(?:\[([0-9a-fA-F:.%]+)\]|([A-Za-z0-9.-]+)):(\d{1,5})$/.exec(text);
  const port = Number(found?.[3] ?? Number.NaN);
  const address = found?.[1] ?? found?.[2];
  return address !== undefined && port <= 65_535 ? { address, port } : null;
};

const seconds = (text: string | undefined, otherwise: number, max: number): number | null => {
  if (text === undefined) return otherwise;
  const value = Number(text);
  return /^\d+$/.test(text) && value >= 1 && value <= max ? value : null;
};

const dataDirectory = (given: string | undefined, around: Surroundings): string => {
  const wanted = given ?? (around.dataVariable === '' ? undefined : around.dataVariable);
  if (wanted !== undefined) return resolve(around.workingDirectory, wanted);
  return around.isRoot ? '/var/lib/slipway/controller' : join(around.workingDirectory, '.slipway', 'controller');
};

const wrong = (says: string): Command => ({ kind: 'wrong', says });
