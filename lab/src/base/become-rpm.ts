import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buildRpm, type RpmDefinition } from '../made-rpm/index.ts';
import { runOk } from '../run.ts';

const TIMEOUT_MS = 120_000;

const OS_RELEASE = [
  'ID=lab-linux',
  'ID_LIKE="rhel fedora"',
  'NAME="Lab Linux"',
  'VERSION_ID=9',
  'PRETTY_NAME="Lab Linux 9"',
  'PLATFORM_ID="platform:el9"',
  '',
].join('\n');

/** In the names that packages of the family ask for. */
const PROVIDES = [
  ...['system-release = 9', 'system-release(releasever) = 9', 'system-release(lab) = 9'],
  ...['glibc = 2.36', 'libstdc++ = 12.2', 'libgcc = 12.2', 'systemd = 252', 'util-linux = 2.38', 'dnf = 4.14'],
  ...'coreutils = 9.1, shadow-utils = 4.13, socat = 1.7, /bin/sh'.split(', '),
];

/**
 * Makes a Debian root one of the rpm family by all that anybody can ask: os-release, an empty dpkg database, and an rpm database
 * whose one package stands for a distribution's own, and owns what lies below /usr. The programs of apt stay, as they do on real
 * hosts where somebody has installed them: the agent must not be misled by them (C21).
 */
export async function becomeRpm(root: string): Promise<void> {
  await writeFile(join(root, 'usr/lib/os-release'), OS_RELEASE);
  // No host of the family has it.
  await rm(join(root, 'etc/debian_version'), { force: true });
  await writeFile(join(root, 'var/lib/dpkg/status'), '');
  for (const name of ['info', 'status-old', 'available']) {
    await rm(join(root, 'var/lib/dpkg', name), { recursive: true, force: true });
  }
  await mkdir(join(root, 'var/lib/dpkg/info'));
  // Debian's rpm has its database in the home of whoever calls it.
  await mkdir(join(root, 'etc/rpm'), { recursive: true });
  await writeFile(join(root, 'etc/rpm/macros'), '%_dbpath /var/lib/rpm\n');
  await mkdir(join(root, 'etc/yum.repos.d'), { recursive: true });
  const copied = await buildRpm(releasePackage(await filesBelowUsr(root)), join(root, 'var/tmp'));
  const inside = copied.slice(root.length);
  // Its files lie there already. By the root's own rpm: the machine's may write another kind of database.
  await runOk(['chroot', root, 'rpm', '--install', '--justdb', '--nosignature', inside], { timeoutMs: TIMEOUT_MS });
  await rm(copied);
}

function releasePackage(ghosts: readonly string[]): RpmDefinition {
  return {
    name: 'lab-linux-release',
    version: '9',
    release: '1',
    summary: 'what a distribution itself would bring to a lab host',
    tags: PROVIDES.map((provided) => `Provides: ${provided}`),
    files: [],
    configs: [],
    ghosts,
    scriptlets: {},
  };
}

/** Those whose names mean nothing else in a spec file. */
async function filesBelowUsr(root: string): Promise<readonly string[]> {
  const entries = await readdir(join(root, 'usr'), { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length))
    .filter((path) => /^[\w./+@:~-]+$/.test(path) && !path.startsWith('/usr/share/doc/'))
    .toSorted();
}
