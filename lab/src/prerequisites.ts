import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { statOrNull, textOrNull } from './files.ts';
import { mountOverlay, unmount } from './mount/index.ts';
import { commandEnvironment, failedCommand, run } from './run.ts';

/** A Debian package that the machine must have, a file that shows that it has it, and why. */
export interface Prerequisite {
  readonly package: string;
  readonly shownBy: string;
  readonly reason: string;
}

export const prerequisites: readonly Prerequisite[] = [
  { package: 'debootstrap', shownBy: 'debootstrap', reason: 'makes the base root of the lab hosts' },
  {
    package: 'debian-archive-keyring',
    shownBy: '/usr/share/keyrings/debian-archive-keyring.gpg',
    reason: 'what debootstrap checks the archive by',
  },
  { package: 'systemd-container', shownBy: 'systemd-nspawn', reason: 'boots the lab hosts' },
  { package: 'dbus', shownBy: 'dbus-daemon', reason: 'message bus that systemd-nspawn wants' },
  { package: 'iproute2', shownBy: 'ip', reason: 'bridge of the lab hosts' },
  { package: 'nftables', shownBy: 'nft', reason: 'lets the lab hosts reach the package archive' },
  { package: 'gpg', shownBy: 'gpg', reason: 'signs the lab repository' },
  { package: 'rpm', shownBy: 'rpmbuild', reason: 'builds the packages of hosts of the rpm family' },
  { package: 'createrepo-c', shownBy: 'createrepo_c', reason: 'indexes their repository' },
  // Only recommended by gpg, which cannot make a key without it.
  { package: 'gpg-agent', shownBy: 'gpg-agent', reason: 'keeps the key that signs the lab repository' },
];

export type NotReadyReason = 'not-debian' | 'not-root' | 'no-overlay' | 'packages-missing' | 'install-failed';

/** Whether this machine can carry real hosts, and if not, why: the demo then takes simulated ones. */
export type Readiness =
  | { readonly kind: 'ready' }
  | {
      readonly kind: 'not-ready';
      readonly reason: NotReadyReason;
      readonly text: string;
      readonly packages: readonly string[];
    };

/** Index refresh and about 20 MB of packages. */
const INSTALL_TIMEOUT_MS = 10 * 60_000;

/** Looks only. */
export async function checkMachine(wanted: readonly Prerequisite[] = prerequisites): Promise<Readiness> {
  if (process.platform !== 'linux' || !(await isFile('/etc/debian_version')) || !(await onPath('dpkg'))) {
    return notReady('not-debian', 'real hosts need a Debian machine');
  }
  if (process.getuid?.() !== 0) return notReady('not-root', 'real hosts need root');
  const missing: string[] = [];
  for (const { package: name, shownBy } of wanted) if (!(await isThere(shownBy))) missing.push(name);
  if (missing.length > 0) {
    const text = `missing Debian packages: ${missing.join(' ')}`;
    return { ...notReady('packages-missing', text), packages: missing };
  }
  const refusal = await overlayRefusal();
  return refusal === null ? { kind: 'ready' } : notReady('no-overlay', `overlay mounts do not work here: ${refusal}`);
}

/** Looks, installs with apt-get what is missing, and looks again. */
export async function prepareMachine(
  report: (line: string) => void,
  wanted: readonly Prerequisite[] = prerequisites,
): Promise<Readiness> {
  const before = await checkMachine(wanted);
  if (before.kind === 'ready' || before.reason !== 'packages-missing') return before;
  report(`installing ${before.packages.join(' ')}`);
  const refusal = await aptInstall(before.packages);
  return refusal === null ? checkMachine(wanted) : notReady('install-failed', refusal);
}

/** Null when it went well. The index is refreshed only where the first try does not find a package. */
async function aptInstall(packages: readonly string[]): Promise<string | null> {
  const install = ['apt-get', 'install', '-y', '--no-install-recommends', ...packages];
  const options = { timeoutMs: INSTALL_TIMEOUT_MS, env: { DEBIAN_FRONTEND: 'noninteractive' } };
  const directory = await mkdtemp(join(tmpdir(), 'slipway-lab-apt-'));
  // To a file, and never ended: it is the machine's own package manager.
  const safe = { ...options, outputFile: join(directory, 'log'), whenOverdue: 'leave' } as const;
  let result = await run(install, safe);
  if (result.ending === 'exited' && result.exitCode !== 0) {
    await run(['apt-get', 'update'], safe);
    result = await run(install, safe);
  }
  if (result.ending === 'exited' && result.exitCode === 0) {
    await rm(directory, { recursive: true, force: true });
    return null;
  }
  const log = (await textOrNull(safe.outputFile)) ?? '';
  return failedCommand(install, { ...result, stderr: log }).message;
}

/** The only sure answer is a try: the file system may be there and still be refused inside a container. */
async function overlayRefusal(): Promise<string | null> {
  // Not in /tmp, which may be a tmpfs with other rules than the disk that carries the hosts.
  const directory = await mkdtemp('/var/tmp/slipway-lab-try-');
  const overlay = {
    lower: join(directory, 'lower'),
    upper: join(directory, 'upper'),
    work: join(directory, 'work'),
    root: join(directory, 'root'),
  };
  try {
    await run(['mkdir', overlay.lower], { timeoutMs: 5_000 });
    await mountOverlay(overlay);
    await unmount(overlay.root);
    return null;
  } catch (cause) {
    return cause instanceof Error ? cause.message : String(cause);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

function notReady(reason: NotReadyReason, text: string): Extract<Readiness, { kind: 'not-ready' }> {
  return { kind: 'not-ready', reason, text, packages: [] };
}

function isThere(shownBy: string): Promise<boolean> {
  return shownBy.startsWith('/') ? isFile(shownBy) : onPath(shownBy);
}

async function onPath(program: string): Promise<boolean> {
  for (const directory of (commandEnvironment['PATH'] ?? '').split(':')) {
    if (await isFile(join(directory, program))) return true;
  }
  return false;
}

async function isFile(path: string): Promise<boolean> {
  return (await statOrNull(path))?.isFile() ?? false;
}
