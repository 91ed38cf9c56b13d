import { chmod, copyFile, mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { textOrNull } from '../files.ts';
import { aptSettingLines, hostResolver, sourceStanza } from '../machine/index.ts';
import { mountOverlay, unmount } from '../mount/index.ts';
import { failedCommand, run, runOk } from '../run.ts';
import { type Build, disable, keyringFor, makeAnonymous } from './build.ts';

interface Layer extends Build {
  /** The root that the layer lies on; it is not written to. */
  readonly below: string;
  /** Of the build: for what the mount needs besides. */
  readonly directory: string;
}

/** 60 s measured on two busy cores: an index, 150 MB of packages, Erlang's hundred modules. */
const INSTALL_TIMEOUT_MS = 20 * 60_000;
const QUERY_TIMEOUT_MS = 10_000;

const KEYRING = '/etc/apt/keyrings/slipway-lab-layer.gpg';
const SOURCES = '/etc/apt/sources.list.d/slipway-lab-layer.sources';
const SETTINGS = '/etc/apt/apt.conf.d/90slipway-lab';
const NO_SERVICES = '/usr/sbin/policy-rc.d';
/** postgresql-common: a cluster made here would be the same on every host, identity included. */
const NO_CLUSTER = '/etc/postgresql-common/createcluster.conf';

/** Installs the layer's packages over `below` from the release's main suite alone; what they wrote is the layer. */
export async function buildLayer({ root, below, directory, logFile, spec, source }: Layer): Promise<void> {
  const merged = join(directory, 'merged');
  await mountOverlay({ lower: below, upper: root, work: join(directory, 'work'), root: merged });
  try {
    const settings = aptSettingLines(await runOk(['apt-config', 'dump'], { timeoutMs: QUERY_TIMEOUT_MS }));
    const files: readonly (readonly [string, string])[] = [
      [SOURCES, sourceStanza({ ...source, keyring: KEYRING })],
      [SETTINGS, [...settings, 'Acquire::Languages "none";', ''].join('\n')],
      ['/etc/resolv.conf', await hostResolver()],
      // invoke-rc.d(8): 101 is "not allowed". Nothing runs in a root that has no first process.
      [NO_SERVICES, '#!/bin/sh\nexit 101\n'],
      [NO_CLUSTER, "create_main_cluster = false\nadd_include_dir = 'conf.d'\n"],
    ];
    for (const [path, content] of files) {
      await mkdir(dirname(join(merged, path)), { recursive: true });
      await writeFile(join(merged, path), content);
    }
    await chmod(join(merged, NO_SERVICES), 0o755);
    await mkdir(dirname(join(merged, KEYRING)), { recursive: true });
    await copyFile(await keyringFor(source), join(merged, KEYRING));
    await aptGet(merged, logFile, ['update']);
    await aptGet(merged, logFile, ['install', '-y', '--no-install-recommends', ...spec.packages]);
    await disable(merged, spec.idleUnits);
    await makeAnonymous(merged);
    const lists = '/var/lib/apt/lists';
    for (const path of [SOURCES, SETTINGS, KEYRING, NO_SERVICES, lists, '/var/lib/rabbitmq/.erlang.cookie']) {
      await rm(join(merged, path), { recursive: true, force: true });
    }
  } finally {
    await unmount(merged);
  }
  for (const name of ['merged', 'work']) await rm(join(directory, name), { recursive: true, force: true });
}

/** Output to a file, and never ended: past its time it runs on, and whoever finds the build clears it away. */
async function aptGet(root: string, logFile: string, words: readonly string[]): Promise<void> {
  const argv = ['chroot', root, 'apt-get', ...words];
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  const result = await run(argv, {
    timeoutMs: INSTALL_TIMEOUT_MS,
    env,
    outputFile: logFile,
    whenOverdue: 'leave',
  });
  if (result.ending === 'exited' && result.exitCode === 0) return;
  throw failedCommand(argv, { ...result, stderr: (await textOrNull(logFile)) ?? '' });
}
