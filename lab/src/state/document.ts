import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { LabError } from '../lab-error.ts';

/** Reads a JSON document; null where there is none. One that does not pass `accepts` is an error, never an empty answer. */
export async function readDocument<T>(path: string, accepts: (value: unknown) => value is T): Promise<T | null> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw new LabError('unreadable-state', `${path} cannot be read`, { cause });
  }
  const value = parse(text, path);
  if (accepts(value)) return value;
  throw new LabError('unreadable-state', `${path} does not hold what this version of the lab writes`);
}

/** Whole or not at all: a reader never sees a half-written document. */
export async function writeDocument(path: string, value: unknown): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const temporary = `${path}.${process.pid}.new`;
  const file = await open(temporary, 'w', 0o644);
  try {
    await file.writeFile(`${JSON.stringify(value, null, 2)}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(temporary, path);
}

function parse(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new LabError('unreadable-state', `${path} is not JSON`, { cause });
  }
}
