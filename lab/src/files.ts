import type { Stats } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** Names in a directory, sorted; none where there is no such directory. Any other trouble is an error. */
export async function namesIn(directory: string): Promise<readonly string[]> {
  const names = await nullWhenAbsent(readdir(directory));
  return [...(names ?? [])].sort(byCodePoint);
}

export function statOrNull(path: string): Promise<Stats | null> {
  return nullWhenAbsent(stat(path));
}

export function textOrNull(path: string): Promise<string | null> {
  return nullWhenAbsent(readFile(path, 'utf8'));
}

/** The same order on every machine, whatever its locale. */
export function byCodePoint(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

/** "Not there" is an answer; "cannot be read" is not. */
export async function nullWhenAbsent<T>(reading: Promise<T>): Promise<T | null> {
  try {
    return await reading;
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code;
    if (code === 'ENOENT' || code === 'ENOTDIR') return null;
    throw cause;
  }
}

export interface FileCopy {
  readonly path: string;
  readonly content: string;
  readonly mode: number;
}

/** What a folder of text files is elsewhere, with its modes: what is executable there is executable here. */
export async function copyOf(from: string, to: string): Promise<readonly FileCopy[]> {
  const names = await namesIn(from);
  return Promise.all(
    names.map(async (name) => {
      const source = join(from, name);
      const { mode } = await stat(source);
      return {
        path: `${to}/${name}`,
        content: await readFile(source, 'utf8'),
        mode: (mode & 0o100) === 0 ? 0o644 : 0o755,
      };
    }),
  );
}
