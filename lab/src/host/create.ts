import { lstat, mkdir, open, realpath, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { nullWhenAbsent } from '../files.ts';
import { LabError } from '../lab-error.ts';
import { mountOverlay } from '../mount/index.ts';
import { runOk } from '../run.ts';
import { markOurs, writeDocument } from '../state/index.ts';
import { createDisk, makeSeed, makeWayIn } from '../virtual/index.ts';
import { hostDocument, type LabHost, overlayOf, rootOf } from './host.ts';

export interface HostFile {
  /** Absolute, inside the host. */
  readonly path: string;
  readonly content: string | Uint8Array;
  /** 0o644 unless said. */
  readonly mode?: number;
}

export interface HostSetup {
  readonly files: readonly HostFile[];
  /** systemd units that start at boot. */
  readonly enabledUnits: readonly string[];
  readonly network: { readonly gateway: string; readonly mtu: number; readonly resolver: string };
}

const ENABLE_TIMEOUT_MS = 30_000;

/** Makes the host's own layer over base or image: identity, network, the setup's files and units. Does not start it. */
export async function createHost(host: LabHost, setup: HostSetup): Promise<void> {
  await mkdir(host.directory, { recursive: true });
  await markOurs(host.directory, 'host', host.name);
  await (host.carrier === 'virtual-machine' ? fillMachine(host, setup) : fillRoot(host, setup));
  // Last: a directory with this document is a whole host.
  await writeDocument(hostDocument(host.directory), host);
}

async function fillRoot(host: LabHost, setup: HostSetup): Promise<void> {
  await mountOverlay(overlayOf(host));
  const root = rootOf(host);
  await markOurs(join(root, 'etc'), 'host-root', host.name);
  for (const file of [...identityFiles(host, setup), ...setup.files]) await writeIntoRoot(root, file);
  if (setup.enabledUnits.length > 0) {
    const argv = ['systemctl', `--root=${root}`, 'enable', ...setup.enabledUnits];
    await runOk(argv, { timeoutMs: ENABLE_TIMEOUT_MS });
  }
}

/** Its disk is not looked into: what it is to be goes in at its first boot. */
async function fillMachine(host: LabHost, setup: HostSetup): Promise<void> {
  if (setup.enabledUnits.length > 0) {
    throw new LabError('bad-setting', `${host.name}: the image of virtual machines has none of a part's services`);
  }
  await createDisk(host, host.baseRoot);
  const files = [...identityFiles(host, setup), ...setup.files, await makeWayIn(host)];
  await makeSeed(host, files, writeIntoRoot);
}

function identityFiles(host: LabHost, { network }: HostSetup): readonly HostFile[] {
  return [
    { path: '/etc/hostname', content: `${host.name}\n` },
    { path: '/etc/resolv.conf', content: network.resolver },
    // The name sorts before 80-container-host0.network, which would ask for DHCP.
    {
      path: '/etc/systemd/network/10-host0.network',
      // A container's is called so by nspawn; a virtual machine has one card.
      content: networkUnit(host.carrier === 'virtual-machine' ? 'eth0' : 'host0', host.address, network),
    },
  ];
}

export function networkUnit(
  name: string,
  address: string,
  { gateway, mtu }: Omit<HostSetup['network'], 'resolver'>,
): string {
  return [
    '[Match]',
    `Name=${name}`,
    '[Link]',
    `MTUBytes=${mtu}`,
    '[Network]',
    `Address=${address}/24`,
    `Gateway=${gateway}`,
    'LinkLocalAddressing=no',
    'IPv6AcceptRA=no',
    '',
  ].join('\n');
}

/** Writes below a host's root from outside. A symbolic link on the way must not lead out of the root to the machine. */
export async function writeIntoRoot(root: string, { path, content, mode = 0o644 }: HostFile): Promise<void> {
  const target = join(root, path);
  await assertInside(root, dirname(target));
  await mkdir(dirname(target), { recursive: true });
  const parent = await realpath(dirname(target));
  if (parent !== root && !parent.startsWith(`${root}/`)) throw new LabError('not-ours', `${path} leads out of ${root}`);
  await rm(target, { force: true });
  const file = await open(target, 'wx', mode);
  try {
    await file.writeFile(content);
    await file.chmod(mode);
  } finally {
    await file.close();
  }
}

/** Before making directories: the nearest one that exists must lie inside already. */
async function assertInside(root: string, directory: string): Promise<void> {
  const found = await nullWhenAbsent(lstat(directory));
  if (found === null) return assertInside(root, dirname(directory));
  const real = await realpath(directory);
  if (real !== root && !real.startsWith(`${root}/`))
    throw new LabError('not-ours', `${directory} leads out of ${root}`);
}
