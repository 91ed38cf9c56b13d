// Reading every package index takes up to a second and 150 MB (Debian 12, 53 MB of indexes), so a short program of its own
// does it, as the same unprivileged user and only when an index or an installed package has changed. What it found stays
// in a file.

import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { PackageOrigins } from '@slipway/core/inventory';
import { explain } from '@slipway/core/reasons';
import { namesIfThere } from '../../if-there/index.ts';
import { keptOrigins } from '../../kept/index.ts';
import type { DurableFiles } from '../../ports/index.ts';
import { type AptContext, ENVIRONMENT, problemOf } from './host.ts';
import { type OriginSystem, readOrigins } from './origins.ts';
import { readPackages } from './packages.ts';
import { listsFolder, prepareSources } from './sources.ts';

/** Seconds on a busy host; one that is late is of no use to anybody and may be ended: it is no package manager. */
const LOOK_LIMIT_MS = 180_000;
const SAID_BYTES_MAX = 64 * 1024;
export interface OriginsLook {
  readonly context: AptContext;
  readonly files: Pick<DurableFiles, 'read' | 'write'>;
  readonly system: OriginSystem;
}

/** For the program that stays. `command` leads to {@link runOriginsLook}; folder and system are added. */
export const packageOrigins = async (
  look: OriginsLook & { readonly fingerprint: string; readonly command: readonly string[] },
): Promise<PackageOrigins> => {
  const { context, system, fingerprint } = look;
  const key = await keyOf(look, fingerprint);
  if (key === null) return { kind: 'unknown', detail: 'the repositories were never read' };
  const kept = keptOrigins(context.directory, look.files);
  const known = await kept.find(key);
  if (known !== null) return known;
  const [program = '', ...args] = look.command;
  const ended = await context.run({
    command: [program, ...args, context.directory, system.distribution, system.release],
    environment: ENVIRONMENT,
    timeLimitMs: LOOK_LIMIT_MS,
    whenOverdue: 'end',
    outputBytesMax: SAID_BYTES_MAX,
  });
  if (ended.kind !== 'ended' || ended.status !== 0) return { kind: 'unknown', detail: problemOf(ended) };
  // Made of another list than the one asked about where a package changed meanwhile: places in it would lie.
  return (await kept.find(key)) ?? { kind: 'unknown', detail: 'the packages changed meanwhile' };
};

/** The short program. A text: why there is nothing to be read. */
export const runOriginsLook = async (look: OriginsLook): Promise<string | null> => {
  const { context, files, system } = look;
  await prepareSources(context);
  const read = await readPackages(context);
  if (!read.ok) return explain(read.reason);
  const key = await keyOf(look, read.value.database.fingerprint);
  if (key === null) return 'the repositories were never read';
  const origins = await readOrigins(context, read.value.packages, system);
  if (!origins.ok) return explain(origins.reason);
  await keptOrigins(context.directory, files).keep(key, origins.value);
  return null;
};

/** Names, sizes and times of the indexes, and the packages. `null`: there is no index at all. */
const keyOf = async ({ context, system }: OriginsLook, fingerprint: string): Promise<string | null> => {
  const folder = listsFolder(context);
  const names = (await namesIfThere(folder)).filter((name) => /_Packages(\.\w+)?$|_(In)?Release$/.test(name));
  if (names.length === 0) return null;
  const parts = [fingerprint, system.distribution, system.release];
  for (const name of names) {
    const { size, mtimeMs } = await stat(join(folder, name));
    parts.push(name, String(size), String(mtimeMs));
  }
  return context.sha256(Buffer.from(JSON.stringify(parts), 'utf8'));
};
