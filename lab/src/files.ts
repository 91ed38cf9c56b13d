import type { Stats } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';

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
