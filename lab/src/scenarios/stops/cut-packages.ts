import { join } from 'node:path';
import { exec, type LabHost } from '../../host/index.ts';
import type { ManagedFleet } from '../../managed/index.ts';
import { buildPackage, demoAppVersions, publish } from '../../repository/index.ts';
import { failedCommand } from '../../run.ts';

/** Enough for a transaction with a middle, few enough for an emulator. */
const PACKAGES = 4;
const FILES = 12;
const FILE_BYTES = 8 * 1024;
const QUESTION_TIMEOUT_MS = 120_000;

export const CUT_PACKAGES: readonly string[] = Array.from({ length: PACKAGES }, (_, at) => `lab-cut-${at + 1}`);

/** Publishes these versions of all of them, the demo's package beside. */
export async function publishCutPackages({ lab }: ManagedFleet, versions: readonly number[]): Promise<void> {
  const directory = join(lab.settings.directory, 'cut-packages');
  const built: string[] = [];
  for (const version of versions) for (const name of CUT_PACKAGES) built.push(await build(name, version, directory));
  await publish(lab.repository, [demoAppVersions.installed], built);
}

/** Each depends on the one before, so that dpkg goes through them in an order; all have a script that writes what nobody syncs. */
async function build(name: string, version: number, directory: string): Promise<string> {
  const before = CUT_PACKAGES[CUT_PACKAGES.indexOf(name) - 1];
  const files = Array.from({ length: FILES }, (_, at) => ({
    path: `/usr/share/${name}/file-${at}`,
    content: `${name} ${version} ${at}\n`.repeat(FILE_BYTES / 16),
    mode: 0o644 as const,
  }));
  return buildPackage(
    {
      name,
      version: String(version),
      depends: before === undefined ? [] : [before],
      summary: 'what the Slipway lab is cut in',
      files: [...files, { path: `/etc/${name}.conf`, content: `# ${name}\n`, mode: 0o644 }],
      conffiles: [`/etc/${name}.conf`],
      maintainerScripts: { postinst: postinst(name, version) },
    },
    directory,
    'stored',
  );
}

function postinst(name: string, version: number): string {
  return `#!/bin/sh\nset -e\n[ "$1" = configure ] || exit 0\nmkdir -p ${stateOf(name)}\necho ${version} > ${stateOf(name)}/configured\n`;
}

function stateOf(name: string): string {
  return `/var/lib/${name}`;
}

/** Files that are not as their packages have them, or why dpkg cannot say: nothing, if all of it reached the disk. */
export async function differingFiles(host: LabHost): Promise<string> {
  const command = ['dpkg', '--verify', ...CUT_PACKAGES];
  const result = await exec(host, command, { timeoutMs: QUESTION_TIMEOUT_MS });
  const differing = result.stdout.trim();
  if (differing === '' && result.exitCode !== 0) throw failedCommand([`${host.name}:`, ...command], result);
  return differing;
}

/** What the maintainer scripts wrote, by package: the version that was configured last, or nothing where a cut took it. */
export async function configuredVersions(host: LabHost): Promise<readonly string[]> {
  const paths = CUT_PACKAGES.map((name) => `${stateOf(name)}/configured`);
  const { stdout } = await exec(host, ['grep', '-H', '', ...paths], { timeoutMs: QUESTION_TIMEOUT_MS });
  const lines = stdout.split('\n');
  return paths.map((path) => lines.find((line) => line.startsWith(`${path}:`))?.slice(path.length + 1) ?? '');
}
