// A .deb from a tree of files: control data, maintainer scripts, sums; the same input gives the same bytes.

import { createHash } from 'node:crypto';
import { chmod, copyFile, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { run } from './run.ts';

const ARCHITECTURES: Readonly<Record<string, string>> = { x64: 'amd64', arm64: 'arm64' };

/** libstdc++ and libgcc are all that the runtime needs beyond glibc. */
const DEPENDS = 'libc6 (>= 2.28), libstdc++6, libgcc-s1, systemd, apt (>= 1.6), passwd';

export const buildDebianPackage = async (options: {
  readonly tree: string;
  readonly maintainerScripts: string;
  readonly output: string;
  readonly version: string;
  readonly sourceDateEpoch: number;
  /** `fast` is readable by every dpkg and takes seconds; `small` is a third smaller and takes a minute. */
  readonly compression: 'fast' | 'small';
}): Promise<string> => {
  const { tree, maintainerScripts, output, version, sourceDateEpoch, compression } = options;
  const architecture = ARCHITECTURES[process.arch];
  if (architecture === undefined) throw new Error(`no package is built for ${process.arch}`);
  const control = join(tree, 'DEBIAN');
  await mkdir(control, { recursive: true });
  const files = await filesBelow(tree);
  await writeFile(join(control, 'md5sums'), await sums(tree, files));
  for (const script of await readdir(maintainerScripts)) {
    await copyFile(join(maintainerScripts, script), join(control, script));
    await chmod(join(control, script), 0o755);
  }
  await writeFile(join(control, 'control'), controlText(version, architecture));
  const path = join(output, `slipway-agent_${version}_${architecture}.deb`);
  const packing = compression === 'fast' ? ['-Zgzip', '-z1'] : ['-Zxz', '-z6'];
  await run('dpkg-deb', ['--build', '--root-owner-group', ...packing, tree, path], {
    SOURCE_DATE_EPOCH: String(sourceDateEpoch),
  });
  return path;
};

const controlText = (version: string, architecture: string): string =>
  [
    'Package: slipway-agent',
    `Version: ${version}`,
    `Architecture: ${architecture}`,
    'Section: admin',
    'Priority: optional',
    'Maintainer: Slipway <maintainers@slipway.invalid>',
    `Depends: ${DEPENDS}`,
    // What the way back of the last resort is made with; it brings Perl, which not every host wants.
    'Suggests: dpkg-repack',
    'Description: agent of the Slipway patch manager',
    ' Observes a host and, once adopted, carries out host plans that were approved and',
    ' signed. Brings its own runtime.',
    '',
  ].join('\n');

const filesBelow = async (tree: string): Promise<readonly string[]> => {
  const entries = await readdir(tree, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(tree, join(entry.parentPath, entry.name)))
    .filter((path) => !path.startsWith('DEBIAN/'))
    .toSorted();
};

const sums = async (tree: string, files: readonly string[]): Promise<string> => {
  const lines: string[] = [];
  for (const file of files) {
    const digest = createHash('md5')
      .update(await readFile(join(tree, file)))
      .digest('hex');
    lines.push(`${digest}  ${file}\n`);
  }
  return lines.join('');
};
