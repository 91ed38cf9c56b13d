import { readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { statOrNull, textOrNull } from '../files.ts';
import { LabError } from '../lab-error.ts';
import type { ArchiveSource } from '../machine/index.ts';
import { failedCommand, run, runOk } from '../run.ts';
import { becomeRpm } from './become-rpm.ts';
import type { BaseSpec } from './spec.ts';

export interface Build {
  readonly root: string;
  readonly logFile: string;
  readonly spec: BaseSpec;
  readonly source: ArchiveSource;
}

/** 40 s measured on two cores beside a near mirror; a slow line may need a multiple, a dead one should not take an hour. */
const BUILD_TIMEOUT_MS = 20 * 60_000;
const ENABLE_TIMEOUT_MS = 30_000;
const DEBIAN_KEYRING = '/usr/share/keyrings/debian-archive-keyring.gpg';

/** Fills `root` with a system that boots as a container and belongs to nobody yet. */
export async function buildRoot({ root, logFile, spec, source }: Build): Promise<void> {
  const argv = [
    'debootstrap',
    '--variant=minbase',
    `--keyring=${await keyringFor(source)}`,
    `--include=${spec.packages.join(',')}`,
    source.suite,
    root,
    source.uri,
  ];
  const env = await proxyEnvironment();
  const result = await run(argv, { timeoutMs: BUILD_TIMEOUT_MS, env, outputFile: logFile });
  if (result.exitCode !== 0) {
    const log = (await textOrNull(logFile)) ?? '';
    throw failedCommand(argv, { ...result, stderr: log });
  }
  await makeAnonymous(root);
  await disable(root, spec.idleUnits);
  await runOk(['systemctl', `--root=${root}`, 'enable', 'systemd-networkd.service'], { timeoutMs: ENABLE_TIMEOUT_MS });
  if (spec.family === 'rpm') await becomeRpm(root);
}

export async function disable(root: string, units: readonly string[]): Promise<void> {
  await runOk(['systemctl', `--root=${root}`, 'disable', ...units], { timeoutMs: ENABLE_TIMEOUT_MS });
}

/** Takes away what must differ between hosts, and what is only weight in a shared base. */
export async function makeAnonymous(root: string): Promise<void> {
  const archives = join(root, 'var/cache/apt/archives');
  for (const name of await readdir(archives)) {
    if (name.endsWith('.deb')) await rm(join(archives, name));
  }
  // Empty, not absent: systemd then makes a new identity but does not treat the boot as a first one and apply presets.
  await writeFile(join(root, 'etc/machine-id'), '');
  await rm(join(root, 'var/lib/dbus/machine-id'), { force: true });
  for (const name of ['etc/hostname', 'etc/resolv.conf', 'etc/apt/sources.list', 'etc/nginx/sites-enabled/default']) {
    await rm(join(root, name), { force: true });
  }
}

/** debootstrap wants one binary keyring file; anything else the machine trusts by falls back to Debian's own. */
export async function keyringFor(source: ArchiveSource): Promise<string> {
  const path = source.signedBy?.startsWith('/') && source.signedBy.endsWith('.gpg') ? source.signedBy : DEBIAN_KEYRING;
  const found = await statOrNull(path);
  if (found === null) throw new LabError('no-package-archive', `${path} is missing: install debian-archive-keyring`);
  return path;
}

/** debootstrap fetches with wget, which knows nothing of apt's proxy. */
async function proxyEnvironment(): Promise<Readonly<Record<string, string>>> {
  const argv = ['apt-config', 'shell', 'HTTP', 'Acquire::http::Proxy', 'HTTPS', 'Acquire::https::Proxy'];
  const printed = await runOk(argv, { timeoutMs: ENABLE_TIMEOUT_MS });
  const value = (name: string): string | undefined => new RegExp(`^${name}='(.+)'$`, 'm').exec(printed)?.[1];
  const env: Record<string, string> = {};
  const http = value('HTTP') ?? process.env['http_proxy'];
  const https = value('HTTPS') ?? process.env['https_proxy'];
  if (http !== undefined && http !== 'DIRECT') env['http_proxy'] = http;
  if (https !== undefined && https !== 'DIRECT') env['https_proxy'] = https;
  return env;
}
