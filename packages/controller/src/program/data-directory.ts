// The data directory belongs to one controller at a time.

import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { connect, createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { type Outcome, ok, refuse } from '@slipway/core/reasons';

const OWNER_FILE = 'owner.json';
const KEYRING_FOLDER = 'keyrings';
const CREDENTIALS_FOLDER = 'credentials';
const WORK_FOLDER = 'work';
const DIRECTORY_MODE = 0o700;

export interface Occupied {
  release(): Promise<void>;
}

/** For people: who has it. What decides is the kernel's own name below. */
interface Owner {
  readonly pid: number;
  readonly since: string;
  /** As it was asked to; `null`: on nothing. Missing in what an earlier version wrote. */
  readonly listens?: ListensAt | null;
}

export interface ListensAt {
  readonly address: string;
  /** 0: any that was free. */
  readonly port: number;
}

/**
 * Takes the directory for this process, or says who has it. The right is a name of the kernel's (an abstract socket,
 * unix(7)) made of the directory's device and inode: it ends with the process however that ends, and no stale file is
 * ever to be judged. `owner.json` beside it names the process. Another user of this host could take the name first: that
 * keeps a controller from starting here, and gives nothing else.
 */
export const occupy = async (path: string, now: Date, listens: ListensAt | null): Promise<Outcome<Occupied>> => {
  const made = await makeDirectory(path);
  if (!made.ok) return made;
  const name = await takeName(nameOf(made.value));
  if (name === null) {
    const owner = await readOwner(path);
    return refuse('data-directory-in-use', { path, pid: owner?.pid ?? 'unknown', since: owner?.since ?? 'unknown' });
  }
  const owner: Owner = { pid: process.pid, since: now.toISOString(), listens };
  await writeFile(join(path, OWNER_FILE), `${JSON.stringify(owner)}\n`, { mode: 0o600 });
  return ok({
    release: async () => {
      await rm(join(path, OWNER_FILE), { force: true });
      await new Promise<void>((resolve) => name.close(() => resolve()));
    },
  });
};

/** Who has the directory; `null`: nobody. The name is only asked for, never taken. */
export const occupant = async (path: string): Promise<Pick<Owner, 'pid' | 'listens'> | null> => {
  const { dev, ino } = await stat(path);
  const isTaken = await new Promise<boolean>((resolve) => {
    const socket = connect({ path: nameOf(`${dev}-${ino}`) });
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
  return isTaken ? await readOwner(path) : null;
};

const nameOf = (directory: string): string => `\0slipway-controller-${directory}`;

/** Answers what names the directory to the kernel. */
const makeDirectory = async (path: string): Promise<Outcome<string>> => {
  try {
    await mkdir(path, { recursive: true, mode: DIRECTORY_MODE });
    const { dev, ino } = await stat(path);
    return ok(`${dev}-${ino}`);
  } catch (error) {
    return refuse('data-directory-refused', { path, detail: error instanceof Error ? error.message : String(error) });
  }
};

const takeName = async (name: string): Promise<Server | null> => {
  const server = createServer((socket) => socket.destroy());
  return await new Promise((resolve, reject) => {
    server.once('error', (error) => {
      if ('code' in error && error.code === 'EADDRINUSE') resolve(null);
      else reject(error);
    });
    server.listen({ path: name }, () => {
      server.unref();
      resolve(server);
    });
  });
};

const readOwner = async (path: string): Promise<Owner | null> => {
  try {
    return JSON.parse(await readFile(join(path, OWNER_FILE), 'utf8')) as Owner;
  } catch {
    // The name is taken, so somebody has it; the file only says who, and may not be written yet.
    return null;
  }
};

/** Keyrings that somebody put into the data directory, by name. */
export const keyringsOf = async (path: string): Promise<readonly string[]> => {
  const folder = join(path, KEYRING_FOLDER);
  await mkdir(folder, { recursive: true });
  const names = await readdir(folder);
  return names
    .filter((name) => /\.(?:gpg|asc)$/.test(name))
    .sort()
    .map((name) => join(folder, name));
};

/** Those that gpgv takes as they are: vendors of rpm packages publish their keys armoured, and those of apt archives do not. */
export const binaryOf = async (keyrings: readonly string[]): Promise<readonly string[]> => {
  const found = await Promise.all(keyrings.map(async (path) => ({ path, head: await headOf(path) })));
  return found.flatMap(({ path, head }) => (head.startsWith('-----BEGIN') ? [] : [path]));
};

/** A keyring that is not there is told by whoever reads it. */
const headOf = async (path: string): Promise<string> => {
  try {
    return (await readFile(path, 'latin1')).trimStart().slice(0, 10);
  } catch (error) {
    if (error instanceof Error && 'code' in error) return '';
    throw error;
  }
};

/** Where the administrator puts the credentials that policy names; made, so that it is made closed. */
export const credentialsFolder = async (path: string): Promise<string> => {
  const folder = join(path, CREDENTIALS_FOLDER);
  await mkdir(folder, { recursive: true, mode: DIRECTORY_MODE });
  return folder;
};

/** For what is needed only while it is worked on, a feed of gigabytes. What a killed controller left in it goes. */
export const emptyWorkFolder = async (path: string): Promise<string> => {
  const folder = join(path, WORK_FOLDER);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { mode: DIRECTORY_MODE });
  return folder;
};
