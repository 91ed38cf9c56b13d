// One file that carries its own runtime: the agent's bundle injected into the project's Node (single executable
// application). Code cache makes the 46 MB of Node start in well under 100 ms.

import { chmod, copyFile, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { build } from 'esbuild';
import { inject } from 'postject';
import { DNF_PROGRAM_ASSET, dnfProgram } from '../src/programs/package-manager/dnf-program.ts';
import { run } from './run.ts';

/** Node looks for exactly this mark in its own binary (documentation of single executable applications). */
const SENTINEL = 'NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2';

export const buildExecutable = async (options: {
  readonly entry: string;
  readonly work: string;
  readonly version: string;
}): Promise<string> => {
  const { entry, work, version } = options;
  const bundle = join(work, 'slipway-agent.cjs');
  await build({
    entryPoints: [entry],
    outfile: bundle,
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'cjs',
    minify: true,
    define: { SLIPWAY_AGENT_VERSION: JSON.stringify(version), 'import.meta.url': '""', 'import.meta.dirname': '""' },
    logLevel: 'warning',
  });
  const blob = join(work, 'slipway-agent.blob');
  const settings = join(work, 'sea.json');
  await writeFile(
    settings,
    JSON.stringify({
      main: bundle,
      output: blob,
      disableExperimentalSEAWarning: true,
      useCodeCache: true,
      assets: { [DNF_PROGRAM_ASSET]: await packedDnfProgram(work) },
    }),
  );
  const node = projectNode();
  // The code cache holds hashes: under a seed drawn anew the same sources would give another file each time. Not `--hash-seed`: it
  // counts among the flags that the cache was made under, and a program that starts without it would throw the cache away (Node 24.21).
  await run(node, ['--random-seed=1', '--experimental-sea-config', settings]);
  const executable = join(work, 'slipway-agent');
  await copyFile(node, executable);
  await chmod(executable, 0o755);
  await inject(executable, 'NODE_SEA_BLOB', await readFile(blob), { sentinelFuse: SENTINEL });
  return executable;
};

/** As a file for the executable's own store: what of the agent is no JavaScript. */
const packedDnfProgram = async (work: string): Promise<string> => {
  const path = join(work, DNF_PROGRAM_ASSET);
  const texts = [...dnfProgram()].map(([name, content]) => [name, Buffer.from(content).toString('utf8')]);
  await writeFile(path, JSON.stringify(Object.fromEntries(texts)));
  return path;
};

/** The project's own Node, whatever runs this script: what is measured and tested is what is shipped. */
const projectNode = (): string => {
  const name = `node-linux-${process.arch}`;
  const require = createRequire(import.meta.url);
  return join(require.resolve(`${name}/package.json`), '..', 'bin', 'node');
};
