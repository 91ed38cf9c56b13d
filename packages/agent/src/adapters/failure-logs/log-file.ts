// The lines of a log file from a moment on, from its end, and from the end of the one before where it was rotated since.

import { open } from 'node:fs/promises';
import type { CollectedLog, LogLine, LogName } from '@slipway/core/execution';
import { ifThere } from '../../if-there/index.ts';
import { collected } from './lines.ts';
import type { Stamp } from './stamps.ts';

/** A transaction of a thousand packages writes less into dpkg.log after its failure than this. */
const TAIL_BYTES = 256 * 1024;

interface Wanted {
  readonly log: LogName;
  readonly path: string;
  readonly stamp: Stamp;
  readonly sinceMs: number;
}

export const readLogFile = async (wanted: Wanted): Promise<CollectedLog> => {
  try {
    const newest = await tailOf(wanted.path);
    const before = newest === null || newest.isWhole ? await tailOf(`${wanted.path}.1`) : null;
    if (newest === null && before === null) return { log: wanted.log, found: 'absent', lines: [] };
    const lines = [before, newest].flatMap((tail) => (tail === null ? [] : linesSince(tail, wanted)));
    return collected(wanted.log, lines);
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    return { log: wanted.log, found: 'unreadable', lines: [], detail };
  }
};

interface Tail {
  readonly text: string;
  readonly isWhole: boolean;
  readonly changedMs: number;
}

/** `null`: there is no such file. */
const tailOf = async (path: string): Promise<Tail | null> => {
  const file = await ifThere(open(path, 'r'));
  if (file === null) return null;
  try {
    const stats = await file.stat();
    if (!stats.isFile()) throw new Error(`${path} is no regular file`);
    const from = Math.max(0, stats.size - TAIL_BYTES);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(stats.size - from), 0, stats.size - from, from);
    const text = buffer.subarray(0, bytesRead).toString('utf8');
    // The first line of a tail is the end of one.
    return {
      text: from === 0 ? text : text.slice(text.indexOf('\n') + 1),
      isWhole: from === 0,
      changedMs: stats.mtimeMs,
    };
  } finally {
    await file.close();
  }
};

const linesSince = (tail: Tail, { stamp, sinceMs }: Wanted): readonly LogLine[] => {
  if (tail.changedMs < sinceMs) return [];
  // One run of apt can be longer than the tail: then no line says when, and the file was written since.
  let isWanted = !tail.isWhole;
  const lines: LogLine[] = [];
  for (const text of tail.text.split('\n')) {
    const said = stamp(text);
    if (said !== null) {
      if (said.at < sinceMs) lines.length = 0;
      isWanted = said.at >= sinceMs && !said.noise;
    }
    if (isWanted) lines.push({ text });
  }
  return lines;
};
