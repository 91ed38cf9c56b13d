import { createHash } from 'node:crypto';
import { mkdir, readlink, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { byCodePoint, namesIn, statOrNull } from '../files.ts';
import { LabError } from '../lab-error.ts';
import { pickArchive, readAptSources } from '../machine/index.ts';
import { mountPointsBelow, unmount } from '../mount/index.ts';
import { commandLineOf, endProcess, isAlive, processIds, recordOf } from '../process/index.ts';
import { runOk } from '../run.ts';
import type { LabSettings } from '../settings.ts';
import { markOurs, removeOurs } from '../state/index.ts';
import { buildRoot } from './build.ts';
import { buildLayer } from './build-layer.ts';
import type { BaseSpec } from './spec.ts';

export interface BaseRoot {
  readonly key: string;
  /** What overlays are mounted over: one directory, or a layer and what it lies on, with a colon between. */
  readonly root: string;
  /** 0 where it came from the cache. */
  readonly builtInMs: number;
}

const QUERY_TIMEOUT_MS = 10_000;

/** The base from the cache, or built now (about 40 s on two cores). Two builders may run: the first one's result counts. */
export async function ensureBase(
  settings: LabSettings,
  spec: BaseSpec,
  report: (line: string) => void,
): Promise<BaseRoot> {
  const below = spec.on === undefined ? null : await ensureBase(settings, spec.on, report);
  const architecture = (await runOk(['dpkg', '--print-architecture'], { timeoutMs: QUERY_TIMEOUT_MS })).trim();
  const key = baseKey(spec, architecture);
  const bases = basesDirectory(settings);
  const own = join(bases, key, 'root');
  const root = below === null ? own : `${own}:${below.root}`;
  if (await exists(own)) return { key, root, builtInMs: below?.builtInMs ?? 0 };

  const startedAt = performance.now();
  await removeStaleBuilds(bases);
  report(`building the base system ${key} (once; kept in ${settings.cacheDirectory})`);
  const building = join(bases, buildName());
  await mkdir(building, { recursive: true });
  await markOurs(building, 'build', key);
  const archive = pickArchive(await readAptSources(), spec.release);
  const build = { root: join(building, 'root'), logFile: join(building, 'build.log'), spec, source: archive.main };
  await (below === null ? buildRoot(build) : buildLayer({ ...build, below: below.root, directory: building }));
  await markOurs(building, 'base', key);
  await moveIntoPlace(building, join(bases, key));
  return { key, root, builtInMs: Math.round(performance.now() - startedAt) };
}

export function baseKey(spec: BaseSpec, architecture: string): string {
  const below = spec.on === undefined ? [] : [baseKey(spec.on, architecture)];
  const packages = [...spec.packages].sort(byCodePoint);
  const content = JSON.stringify([spec.format, spec.release, architecture, packages, ...below]);
  return `${spec.name}-${architecture}-${createHash('sha256').update(content).digest('hex').slice(0, 12)}`;
}

/** Refuses while any lab on the machine still stands on a base. */
export async function removeCache(settings: LabSettings): Promise<void> {
  const labs = await namesIn(join(settings.stateDirectory, 'labs'));
  if (labs.length > 0) throw new LabError('lab-busy', `labs still stand on the cache: ${labs.join(', ')}`);
  const bases = basesDirectory(settings);
  await removeStaleBuilds(bases);
  for (const name of await namesIn(bases)) {
    if (!name.startsWith('.')) await removeOurs(join(bases, name), 'base');
  }
}

function basesDirectory(settings: LabSettings): string {
  return join(settings.cacheDirectory, 'bases');
}

/** The builder's own pid and start time: whoever finds the directory can tell whether its builder lives. */
function buildName(): string {
  return `.building-${process.pid}-${recordOf(process.pid)?.startTicks ?? 0}`;
}

async function removeStaleBuilds(bases: string): Promise<void> {
  for (const name of await namesIn(bases)) {
    const match = /^\.building-(\d+)-(\d+)$/.exec(name);
    if (match === null || isAlive({ pid: Number(match[1]), startTicks: Number(match[2]) })) continue;
    const directory = join(bases, name);
    await endUsersOf(directory);
    for (const mounted of mountPointsBelow(directory)) await unmount(mounted);
    await removeOurs(directory, 'build');
  }
}

/** A debootstrap whose lab was killed goes on alone and would write into what we remove. */
async function endUsersOf(directory: string): Promise<void> {
  for (const pid of processIds()) {
    const named = commandLineOf(pid).some((word) => word === join(directory, 'root'));
    if (named || (await rootOfProcess(pid)).startsWith(`${directory}/`)) await endProcess(recordOf(pid), 'SIGKILL');
  }
}

async function rootOfProcess(pid: number): Promise<string> {
  try {
    return await readlink(`/proc/${pid}/root`);
  } catch {
    return ''; // it ended while we looked, or is the kernel's: in no build either way
  }
}

async function moveIntoPlace(from: string, to: string): Promise<void> {
  try {
    await rename(from, to);
  } catch (cause) {
    if (!(await exists(to))) throw cause;
    await rm(join(from, 'build.log'), { force: true });
    await removeOurs(from, 'base'); // another builder was first; its base is as good
  }
}

async function exists(path: string): Promise<boolean> {
  return (await statOrNull(path)) !== null;
}
