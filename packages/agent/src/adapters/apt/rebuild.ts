// A package made anew from what is installed, by dpkg-repack, and believed only after it was looked into. What dpkg keeps digests
// of is proven; configuration files, links, owners and modes come as they are on the host (dpkg-repack(1), BUGS).

import { createHash } from 'node:crypto';
import { constants, createReadStream } from 'node:fs';
import { access, lstat, mkdir, readdir, rm, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { type Outcome, ok, refuse } from '@slipway/core/reasons';
import type { CommandResult, PackageVersion, RecordedFile } from '../../ports/index.ts';
import { type AptContext, ask, ENVIRONMENT, outputOf, PROGRAMS, problemOf } from './host.ts';
import { packagedFiles } from './recorded-files.ts';

/** Installed. Larger ones (kernels' debug symbols, game data) are restored from a backup, not from what may be broken. */
const REBUILT_BYTES_MAX = 1024 ** 3;
/** dpkg-repack's copy and the package that is made of it; then that and what is taken out of it again. */
const ROOM_FACTOR = 3;
/** Below this the host itself begins to fail. */
const SPARE_BYTES = 64 * 1024 * 1024;
/** A gigabyte is copied three times, on a disk that does 10 MB/s besides its work. */
const REBUILD_LIMIT_MS = 10 * 60_000;
const OUTPUT_BYTES_MAX = 64 * 1024;

export const canRebuild = async (): Promise<boolean> => {
  try {
    await access(PROGRAMS.dpkgRepack, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

/** Answers the path of the package, the only thing that is left below `directory`. */
export const rebuild = async (
  context: AptContext,
  version: PackageVersion,
  directory: string,
): Promise<Outcome<string>> => {
  await rm(directory, { recursive: true, force: true });
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const installed = await installedBytes(context, version);
  if (!installed.ok) return installed;
  const fits = await hasRoom(version, installed.value, directory);
  if (!fits.ok) return fits;
  const made = await repack(context, version, directory);
  const problem = made.ok
    ? await problemWith(context, version, { path: made.value, directory, installed: installed.value })
    : null;
  return problem === null ? made : notRebuilt(version, problem);
};

/** In KiB (deb-control(5)); what does not say it is small, or is found out by what is left. */
const installedBytes = async (context: AptContext, version: PackageVersion): Promise<Outcome<number>> => {
  const asked = outputOf(
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a dpkg-query format, not a template
    await query(context, ['--show', '--showformat=${Installed-Size}', nameOf(version)]),
  );
  if ('problem' in asked) return notRebuilt(version, asked.problem);
  return ok(/^\d+$/.test(asked.text) ? Number(asked.text) * 1024 : 0);
};

const hasRoom = async (version: PackageVersion, installed: number, directory: string): Promise<Outcome<void>> => {
  if (installed > REBUILT_BYTES_MAX) {
    return notRebuilt(version, `${installed} bytes are installed of it, and ${REBUILT_BYTES_MAX} are the most`);
  }
  const { bavail, bsize } = await statfs(directory);
  const [freeBytes, neededBytes] = [bavail * bsize, installed * ROOM_FACTOR + SPARE_BYTES];
  return freeBytes < neededBytes ? refuse('disk-full', { path: directory, freeBytes, neededBytes }) : ok(undefined);
};

const repack = async (context: AptContext, version: PackageVersion, directory: string): Promise<Outcome<string>> => {
  const { root } = context.host;
  const result = await run(context, [
    '/usr/bin/env',
    `--chdir=${directory}`,
    PROGRAMS.dpkgRepack,
    // With `--root=/` it takes each configuration file for another than dpkg knows (1.52).
    ...(root === '/' ? [] : [`--root=${root}`]),
    // It lives for minutes, and a host in service has better use for its processors.
    '--deb-option=-Znone',
    nameOf(version),
  ]);
  // It ends with 0 also where it could not (1.52): what counts is what lies there.
  const [name, ...others] = (await readdir(directory)).filter((one) => one.endsWith('.deb'));
  return name === undefined || others.length > 0 || result.kind !== 'ended' || result.status !== 0
    ? notRebuilt(version, problemOf(result))
    : ok(join(directory, name));
};

/** Why it is not the package that is installed; `null`: as far as dpkg can tell, it is. */
const problemWith = async (
  context: AptContext,
  version: PackageVersion,
  { path, directory, installed }: { readonly path: string; readonly directory: string; readonly installed: number },
): Promise<string | null> => {
  const told = outputOf(
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a dpkg-deb format, not a template
    await run(context, [PROGRAMS.dpkgDeb, '--show', '--showformat=${Package} ${Architecture} ${Version}', path]),
  );
  if ('problem' in told) return told.problem;
  const { name, architecture } = version;
  if (told.text !== `${name} ${architecture} ${version.version}`) return `it is ${told.text}`;
  const tree = join(directory, 'tree');
  const extracted = outputOf(await run(context, [PROGRAMS.dpkgDeb, '--extract', path, tree]));
  if ('problem' in extracted) return extracted.problem;
  const files = await packagedFiles(context.host, version);
  // A list that was cut would prove a package of nothing.
  if (files.length === 0 && installed > 0) return 'dpkg has no digests of its files';
  const differing = await differingFile(files, tree);
  await rm(tree, { recursive: true, force: true });
  return differing === null ? null : `its ${differing} is not the one that was installed`;
};

const differingFile = async (files: readonly RecordedFile[], tree: string): Promise<string | null> => {
  for (const { path, algorithm, hex } of files) {
    const hash = createHash(algorithm);
    try {
      // Followed, an absolute link would lead to the host's own file.
      if (!(await lstat(join(tree, path))).isFile()) return path;
      await pipeline(createReadStream(join(tree, path)), hash);
    } catch {
      return path;
    }
    if (hash.digest('hex') !== hex) return path;
  }
  return null;
};

const query = async ({ host, ...context }: AptContext, args: readonly string[]): Promise<CommandResult> =>
  await ask(context, [PROGRAMS.dpkgQuery, `--admindir=${host.dpkgAdminDirectory}`, ...args]);

/** Nothing of it writes into the package database, so that what takes too long is ended. */
const run = async ({ run: runCommand }: AptContext, command: readonly [string, ...string[]]): Promise<CommandResult> =>
  await runCommand({
    command,
    environment: ENVIRONMENT,
    timeLimitMs: REBUILD_LIMIT_MS,
    whenOverdue: 'end',
    outputBytesMax: OUTPUT_BYTES_MAX,
  });

/** dpkg knows an architecture-independent package by its name alone. */
const nameOf = ({ name, architecture }: PackageVersion): string =>
  architecture === 'all' ? name : `${name}:${architecture}`;

const notRebuilt = ({ name, version }: PackageVersion, detail: string): Outcome<never> =>
  refuse('way-back-not-rebuilt', { package: name, version, detail });
