// A .rpm from a tree of files: tags, scriptlets; the same input gives the same bytes.

import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { run } from './run.ts';

const ARCHITECTURES: Readonly<Record<string, string>> = { x64: 'x86_64', arm64: 'aarch64' };
const SCRIPTLETS = ['pre', 'post', 'preun', 'postun'] as const;
const RELEASE = '1';

/** glibc 2.28 is RHEL 8's. The runtime needs nothing else beyond it; flock is of util-linux. */
const REQUIRES = ['glibc >= 2.28', 'libstdc++', 'libgcc', 'systemd', 'util-linux', 'dnf'];

export const buildRpmPackage = async (options: {
  readonly tree: string;
  readonly scriptlets: string;
  readonly work: string;
  readonly output: string;
  readonly version: string;
  readonly sourceDateEpoch: number;
  /** `fast` takes seconds; `small` is a third smaller and takes a minute or two. */
  readonly compression: 'fast' | 'small';
}): Promise<string> => {
  const { tree, scriptlets, work, output, version, sourceDateEpoch, compression } = options;
  const architecture = ARCHITECTURES[process.arch];
  if (architecture === undefined) throw new Error(`no package is built for ${process.arch}`);
  const folder = join(work, 'rpm');
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const spec = join(folder, 'slipway-agent.spec');
  await writeFile(spec, specText({ tree, version, paths: await pathsBelow(tree), scripts: await read(scriptlets) }));
  const macros = {
    _topdir: join(folder, 'top'),
    _rpmdir: folder,
    _build_name_fmt: '%%{NAME}-%%{VERSION}-%%{RELEASE}.%%{ARCH}.rpm',
    _binary_payload: compression === 'fast' ? 'w1.gzdio' : 'w6.xzdio',
    // The rest keeps machine and moment of the build out of it, and every tool that would change what was built.
    _buildhost: 'localhost',
    use_source_date_epoch_as_buildtime: '1',
    clamp_mtime_to_source_date_epoch: '1',
    source_date_epoch_from_changelog: '0',
    _build_id_links: 'none',
    debug_package: '%{nil}',
    __os_install_post: '%{nil}',
  };
  const defines = Object.entries(macros).flatMap(([macro, value]) => ['--define', `${macro} ${value}`]);
  await run('rpmbuild', ['--quiet', '-bb', '--target', architecture, ...defines, spec], {
    SOURCE_DATE_EPOCH: String(sourceDateEpoch),
    // Settings of whoever builds would be settings of the package.
    HOME: folder,
  });
  const name = `slipway-agent-${version}-${RELEASE}.${architecture}.rpm`;
  const path = join(output, name);
  await rename(join(folder, name), path);
  return path;
};

const pathsBelow = async (tree: string): Promise<readonly string[]> => {
  const entries = await readdir(tree, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relative(tree, join(entry.parentPath, entry.name)))
    .toSorted();
};

type Scripts = Readonly<Record<(typeof SCRIPTLETS)[number], string>>;

const read = async (folder: string): Promise<Scripts> => {
  const texts = await Promise.all(SCRIPTLETS.map(async (name) => [name, await readFile(join(folder, name), 'utf8')]));
  return Object.fromEntries(texts) as Scripts;
};

const specText = (of: {
  readonly tree: string;
  readonly version: string;
  readonly paths: readonly string[];
  readonly scripts: Scripts;
}): string =>
  [
    'Name: slipway-agent',
    `Version: ${of.version}`,
    `Release: ${RELEASE}`,
    'Summary: agent of the Slipway patch manager',
    'License: Apache-2.0',
    // All that it needs is named here: nothing is read out of the executable, which carries its libraries with it.
    'AutoReqProv: no',
    ...REQUIRES.map((needed) => `Requires: ${needed}`),
    'Requires(pre): shadow-utils, coreutils',
    'Requires(post): systemd, coreutils',
    'Requires(preun): systemd',
    'Requires(postun): systemd',
    '%description',
    'Observes a host and, once adopted, carries out host plans that were approved and signed.',
    'Brings its own runtime.',
    '%install',
    'mkdir -p %{buildroot}',
    `cp -a '${of.tree}/.' %{buildroot}/`,
    ...SCRIPTLETS.flatMap((name) => [`%${name}`, of.scripts[name].trimEnd()]),
    '%files',
    '%defattr(-,root,root,-)',
    '%dir /usr/lib/slipway',
    '%dir /usr/share/doc/slipway-agent',
    ...of.paths.map((path) => `/${path}`),
    '',
  ].join('\n');
