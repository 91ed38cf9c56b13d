import { createHash } from 'node:crypto';
import { copyFile, mkdir, readdir, readFile, rename, rm, utimes } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { byCodePoint, namesIn, statOrNull } from '../files.ts';
import { LabError } from '../lab-error.ts';
import { runOk } from '../run.ts';
import type { LabSettings } from '../settings.ts';
import { occupy } from '../state/index.ts';
import { CHECKOUT, PROGRAMS } from './checkout.ts';

export interface BuiltAgent {
  readonly path: string;
  /** 0 where it came from the cache. */
  readonly builtInMs: number;
}

/** 6 s alone; beside five booting hosts and a cold disk a multiple. */
const BUILD_TIMEOUT_MS = 5 * 60_000;
/** One build of another lab that has just begun, and one that waited before this. */
const OTHER_BUILDS_MS = 2 * BUILD_TIMEOUT_MS;
/** Others are of sources that are gone, or of another checkout; the two packages are 100 MB. */
const KEPT_PACKAGES_MAX = 8;

/** The agent's package of these very sources, under their own version or another: built once, kept outside the checkout under a digest of what it is made of. */
export async function agentPackage(
  settings: LabSettings,
  report: (line: string) => void,
  family: 'deb' | 'rpm' = 'deb',
  version?: string,
): Promise<BuiltAgent> {
  const cache = join(settings.cacheDirectory, 'agents');
  const sources = await sourcesDigest();
  const directory = join(cache, version === undefined ? sources : `${sources}-${version}`);
  const kept = await keptPackage(directory, family);
  if (kept !== null) return kept;
  const build = async (): Promise<BuiltAgent> => {
    // By another lab, which this one has waited for.
    const meanwhile = await keptPackage(directory, family);
    if (meanwhile !== null) return meanwhile;
    const startedAt = performance.now();
    report('building the agent package (once per state of its sources)');
    const argv = [
      process.execPath,
      PROGRAMS.agentPackaging,
      'agent',
      '--fast',
      ...(version === undefined ? [] : ['--version', version]),
    ];
    const built = (await runOk(argv, { timeoutMs: BUILD_TIMEOUT_MS })).trim().split('\n');
    const partial = `${directory}.${process.pid}.new`;
    await mkdir(partial, { recursive: true });
    for (const path of built) await copyFile(path, join(partial, basename(path)));
    await removeOldest(cache);
    // One may be there that was built where there was no tool for this family.
    await rm(directory, { recursive: true, force: true });
    await rename(partial, directory);
    const path = await packageIn(directory, family);
    if (path === null) throw new LabError('command-failed', `${argv.join(' ')} made no .${family}: ${built.join()}`);
    return { path, builtInMs: Math.round(performance.now() - startedAt) };
  };
  // Two builders would write into one build directory of the checkout.
  return occupy(join(settings.cacheDirectory, 'agent-build.json'), build, { waitMs: OTHER_BUILDS_MS });
}

async function keptPackage(directory: string, family: 'deb' | 'rpm'): Promise<BuiltAgent | null> {
  const path = await packageIn(directory, family);
  if (path === null) return null;
  // Used now: another lab that makes room takes away what was used longest ago.
  await utimes(directory, new Date(), new Date());
  return { path, builtInMs: 0 };
}

async function packageIn(directory: string, family: 'deb' | 'rpm'): Promise<string | null> {
  const name = (await namesIn(directory)).find((each) => each.endsWith(`.${family}`));
  return name === undefined ? null : join(directory, name);
}

async function removeOldest(cache: string): Promise<void> {
  const names = (await namesIn(cache)).filter((name) => /^[0-9a-f]{16}(?:-[0-9.]+)?$/.test(name));
  const aged = await Promise.all(
    names.map(async (name) => ({ path: join(cache, name), at: (await statOrNull(join(cache, name)))?.mtimeMs ?? 0 })),
  );
  for (const { path } of aged.toSorted((one, other) => other.at - one.at).slice(KEPT_PACKAGES_MAX - 1)) {
    await rm(path, { recursive: true, force: true });
  }
}

/** Of everything that ends up in the package: its sources, its packaging, and the exact versions of what it is built with. */
async function sourcesDigest(): Promise<string> {
  const hash = createHash('sha256');
  const files = ['package.json', 'package-lock.json', 'LICENSE'];
  for (const part of ['packages/core', 'packages/protocol', 'packages/agent']) {
    for (const entry of await readdir(join(CHECKOUT, part), { recursive: true, withFileTypes: true })) {
      const path = join(entry.parentPath, entry.name).slice(CHECKOUT.length + 1);
      if (entry.isFile() && !/\.test\.ts$|\/(?:test|node_modules)\//.test(path)) files.push(path);
    }
  }
  for (const path of files.sort(byCodePoint)) {
    hash.update(`${path}\0`);
    hash.update(await readFile(join(CHECKOUT, path)));
  }
  return hash.digest('hex').slice(0, 16);
}
