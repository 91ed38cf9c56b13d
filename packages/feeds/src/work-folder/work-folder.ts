import { lstat, mkdtemp, readdir, readFile, readlink, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** Private to this user. First what processes left behind that are gone is removed. */
export const openWorkFolder = async (parent: string): Promise<string> => {
  const namespace = await namespaceOf();
  await sweep(parent, namespace);
  return await mkdtemp(join(parent, `slipway-feed-${namespace}-${process.pid}-${await startOf(process.pid)}-`));
};

/** Process ids mean something within one namespace: containers may share a folder. */
const namespaceOf = async (): Promise<string> => /\d+/.exec(await readlink('/proc/self/ns/pid'))?.[0] ?? '0';

const NAME = /^slipway-feed-(\d+)-(\d+)-(\d+)-\w{6}$/;

const sweep = async (parent: string, namespace: string): Promise<void> => {
  for (const name of await readdir(parent)) {
    const [, of, pid, start] = NAME.exec(name) ?? [];
    if (of !== namespace || (await startOf(Number(pid))) === start) continue;
    const path = join(parent, name);
    // Somebody else's is not ours to judge: its process may be hidden from us (proc(5), hidepid).
    if (await isOwnFolder(path)) await rm(path, { recursive: true, force: true });
  }
};

/** When a process began, in ticks since the start of the system: ids are given again. `null`: there is none. */
const startOf = async (pid: number): Promise<string | null> => {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    // Its name, in parentheses, may hold blanks and parentheses; the 22nd field is the 20th behind it (proc(5)).
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null;
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ESRCH')) return null;
    throw error;
  }
};

const isOwnFolder = async (path: string): Promise<boolean> =>
  await lstat(path).then(
    (found) => found.isDirectory() && found.uid === process.getuid?.(),
    // Whoever else sweeps was faster.
    () => false,
  );
