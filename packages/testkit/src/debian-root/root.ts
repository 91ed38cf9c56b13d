// The folder: made once per set of package versions and machine, some ten seconds and half a gigabyte for a handful of
// database servers, and used by every test as the lower layer of an overlay.

import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { endWithout } from '../absence/index.ts';

const FOLDER = join(tmpdir(), 'slipway-debian-roots');
/** One whose archive has moved on: no test begins with it any more, and none takes a day. */
const KEPT_MS = 86_400_000;
/** Of the closure of several database servers, from a mirror that is slow. */
const DOWNLOAD_MS_MAX = 300_000;
const UNPACK = join(import.meta.dirname, 'unpack.sh');

type Skips = Parameters<typeof endWithout>[1];

/** The path of a root with these packages and all that they depend on; ends the test where it cannot be had. */
export const debianRoot = (packages: readonly string[], context: Skips): string => {
  if (process.getuid?.() !== 0) return endWithout('only root can make a Debian of its own', context);
  mkdirSync(FOLDER, { recursive: true, mode: 0o700 });
  const all = [...packages, ...ALWAYS];
  const wanted = apt(['--print-uris'], all, join(FOLDER, 'none'));
  if (wanted === null) return endWithout(`the archive has not all of ${packages.join(', ')}`, context);
  const root = join(FOLDER, createHash('sha256').update(`${MAKING}\n${wanted}`).digest('hex').slice(0, 16));
  if (!existsSync(root)) inTurn(() => existsSync(root) || make(root, all));
  return root;
};

const make = (root: string, packages: readonly string[]): boolean => {
  for (const name of readdirSync(FOLDER).filter((one) => one !== 'lock')) removeIfOld(join(FOLDER, name));
  const work = mkdtempSync(join(FOLDER, 'making-'));
  const [archives, made] = [join(work, 'archives'), join(work, 'root')];
  mkdirSync(join(archives, 'partial'), { recursive: true });
  for (const name of MERGED) {
    mkdirSync(join(made, 'usr', name), { recursive: true });
    symlinkSync(`usr/${name}`, join(made, name));
  }
  if (apt(['--download-only'], packages, archives) === null) throw new Error('the packages could not be fetched');
  const all = readdirSync(archives).filter((name) => name.endsWith('.deb'));
  execFileSync(UNPACK, [made, ...all.map((name) => join(archives, name))], { stdio: ['ignore', 'ignore', 'pipe'] });
  addAccounts(made);
  for (const [link, to] of LINKS) {
    rmSync(join(made, link), { recursive: true, force: true });
    symlinkSync(to, join(made, link));
  }
  execFileSync('/usr/sbin/chroot', [made, '/sbin/ldconfig']);
  renameSync(made, root);
  rmSync(work, { recursive: true });
  return true;
};

/** Another one for every other way of making it. */
const MAKING = 4;
const LOCK = join(FOLDER, 'lock');
/** Longer than making takes: who holds it since then is gone. */
const TURN_MS_MAX = 600_000;

/** Tests come two at once, and the second waits for what the first makes. */
const inTurn = (act: () => unknown): void => {
  for (;;) {
    try {
      mkdirSync(LOCK);
      break;
    } catch {
      const held = statSync(LOCK, { throwIfNoEntry: false });
      if (held !== undefined && Date.now() - held.ctimeMs > TURN_MS_MAX) rmSync(LOCK, { recursive: true, force: true });
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200);
    }
  }
  try {
    act();
  } finally {
    rmSync(LOCK, { recursive: true, force: true });
  }
};

const removeIfOld = (path: string): void => {
  if (Date.now() - statSync(path).ctimeMs > KEPT_MS) rmSync(path, { recursive: true });
};

/** With an empty package database, so that the whole closure counts as missing. `null`: apt does not know one of them. */
const apt = (how: readonly string[], packages: readonly string[], archives: string): string | null => {
  const options = ['Dir::State::status=/dev/null', `Dir::Cache::archives=${archives}`, 'Debug::NoLocking=true'];
  const { status, stdout } = spawnSync(
    '/usr/bin/apt-get',
    ['-qq', '-y', 'install', '--no-install-recommends', ...how, ...options.flatMap((one) => ['-o', one]), ...packages],
    { encoding: 'utf8', timeout: DOWNLOAD_MS_MAX, env: { LC_ALL: 'C.UTF-8', PATH: '/usr/sbin:/usr/bin:/sbin:/bin' } },
  );
  return status === 0 ? stdout : null;
};

/** The accounts that every Debian has, and what makes and tends a member. */
const ALWAYS =
  'base-passwd bash coreutils dash findutils grep hostname iproute2 libc-bin mawk procps sed util-linux'.split(' ');

/** As debootstrap makes every Debian since 12. */
const MERGED = ['bin', 'sbin', 'lib', 'lib64'];

/** What maintainer scripts would have added: this, and accounts. */
const LINKS = [
  ['var/run', '/run'],
  ['var/lock', '/run/lock'],
  ['usr/bin/awk', 'mawk'],
] as const;
const ACCOUNTS = ['postgres', 'rabbitmq', 'mysql', 'etcd', 'haproxy', 'Debian-snmp'];

const addAccounts = (root: string): void => {
  const etc = join(root, 'etc');
  const base = join(root, 'usr/share/base-passwd');
  for (const name of ['passwd', 'group']) execFileSync('/bin/cp', [join(base, `${name}.master`), join(etc, name)]);
  for (const [at, name] of ACCOUNTS.entries()) {
    appendFileSync(join(etc, 'passwd'), `${name}:x:${900 + at}:${900 + at}::/var/lib/${homeOf(name)}:/bin/sh\n`);
    appendFileSync(join(etc, 'group'), `${name}:x:${900 + at}:\n`);
  }
};

const homeOf = (account: string): string => (account === 'postgres' ? 'postgresql' : account);
