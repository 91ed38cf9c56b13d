// The file that `slipway login` writes. It holds a token, so nobody else may read it.

import { chmod, mkdir, open, readFile, rename, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { failed, wrongUse } from '../exit/index.ts';

const SCHEMA = 'slipway.cli/1';
const FILE_MODE = 0o600;
const FOLDER_MODE = 0o700;
const OTHERS = 0o077;

export interface StoredLogin {
  readonly schema: typeof SCHEMA;
  readonly url: string;
  readonly token: string;
  readonly authority: string;
  /** What the authority was found through, for people who look into the file. */
  readonly trustDigest: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

export const settingsPath = (environment: Environment): string => {
  const base = environment['XDG_CONFIG_HOME'];
  // The XDG specification: a relative path is invalid and to be ignored.
  const folder = base?.startsWith('/') === true ? base : join(environment['HOME'] ?? homedir(), '.config');
  return join(folder, 'slipway', 'cli.json');
};

/** `null`: nobody has logged in. */
export const readLogin = async (path: string): Promise<StoredLogin | null> => {
  const text = await textOf(path);
  if (text === null) return null;
  const { mode } = await stat(path);
  if ((mode & OTHERS) !== 0) {
    throw failed(4, `${path} can be read by others and holds a token. Run \`chmod 600 ${path}\`, or log in anew.`);
  }
  return parse(text, path);
};

/** Written beside its place and renamed: what stands there is whole, and at no moment readable by others. */
export const writeLogin = async (path: string, login: Omit<StoredLogin, 'schema'>): Promise<void> => {
  await mkdir(dirname(path), { recursive: true, mode: FOLDER_MODE });
  const partial = `${path}.${process.pid}`;
  const file = await open(partial, 'w', FILE_MODE);
  try {
    await file.writeFile(`${JSON.stringify({ schema: SCHEMA, ...login }, null, 2)}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  await chmod(partial, FILE_MODE);
  await rename(partial, path);
};

const textOf = async (path: string): Promise<string | null> => {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw failed(2, `${path} cannot be read: ${error instanceof Error ? error.message : String(error)}`, error);
  }
};

const parse = (text: string, path: string): StoredLogin => {
  const damaged = (cause?: unknown) => wrongUse(`${path} is not what \`slipway login\` writes. Log in anew.`, cause);
  let value: Partial<StoredLogin> | null;
  try {
    value = JSON.parse(text) as Partial<StoredLogin> | null;
  } catch (error) {
    throw damaged(error);
  }
  const { schema, url, token, authority, trustDigest } = value ?? {};
  if (schema !== SCHEMA) throw damaged();
  if (![url, token, authority, trustDigest].every((part) => typeof part === 'string')) throw damaged();
  return value as StoredLogin;
};
