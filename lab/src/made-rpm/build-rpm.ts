import { chmod, mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { runOk } from '../run.ts';

export interface RpmDefinition {
  readonly name: string;
  readonly version: string;
  readonly release: string;
  readonly summary: string;
  /** Further tags: `Requires: socat`. */
  readonly tags: readonly string[];
  readonly files: readonly { readonly path: string; readonly content: string; readonly mode: 0o644 | 0o755 }[];
  /** Paths among `files` that are the administrator's: `%config(noreplace)`. */
  readonly configs: readonly string[];
  /** Paths that count as the package's and are in none: what it says of the disk without bringing it. */
  readonly ghosts?: readonly string[];
  /** By /bin/sh; rpm passes how many versions there will be afterwards. */
  readonly scriptlets: Readonly<Partial<Record<'pre' | 'post' | 'preun' | 'postun', string>>>;
}

/** One fixed time for all, so that a package made twice is the same. */
const SOURCE_DATE_EPOCH = 1_767_225_600;
const BUILD_TIMEOUT_MS = 60_000;

const MACROS: Readonly<Record<string, string>> = {
  _build_name_fmt: '%%{NAME}-%%{VERSION}-%%{RELEASE}.%%{ARCH}.rpm',
  _buildhost: 'lab.invalid',
  use_source_date_epoch_as_buildtime: '1',
  clamp_mtime_to_source_date_epoch: '1',
  // Every rpm reads it; newer packers are not known to all.
  _binary_payload: 'w9.gzdio',
  // Nothing is looked for in files that are made of text.
  __os_install_post: '%{nil}',
  debug_package: '%{nil}',
};

/** Of no architecture, not signed. Answers the file's path inside `directory`. */
export async function buildRpm(definition: RpmDefinition, directory: string): Promise<string> {
  const work = await mkdtemp(join(tmpdir(), 'slipway-lab-rpm-'));
  try {
    const tree = join(work, 'tree');
    await mkdir(tree);
    for (const { path, content, mode } of definition.files) await put(join(tree, path), content, mode);
    for (const path of definition.ghosts ?? []) await put(join(tree, path), '', 0o644);
    const spec = join(work, 'package.spec');
    await writeFile(spec, specOf(definition, tree));
    const macros = { ...MACROS, _topdir: join(work, 'top'), _rpmdir: work };
    const defines = Object.entries(macros).flatMap(([macro, value]) => ['--define', `${macro} ${value}`]);
    await runOk(['rpmbuild', '--quiet', '-bb', '--target', 'noarch', ...defines, spec], {
      timeoutMs: BUILD_TIMEOUT_MS,
      env: { SOURCE_DATE_EPOCH: String(SOURCE_DATE_EPOCH), HOME: work },
    });
    const name = `${definition.name}-${definition.version}-${definition.release}.noarch.rpm`;
    await mkdir(directory, { recursive: true });
    // Beside its place first: the work folder may lie on another file system.
    const target = join(directory, name);
    await runOk(['cp', '--', join(work, name), `${target}.new`], { timeoutMs: BUILD_TIMEOUT_MS });
    await rename(`${target}.new`, target);
    return target;
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

async function put(path: string, content: string, mode: number): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, content);
  await chmod(path, mode);
}

function specOf(definition: RpmDefinition, tree: string): string {
  const { name, version, release, summary, tags, files, configs, ghosts = [], scriptlets } = definition;
  return [
    `Name: ${name}`,
    `Version: ${version}`,
    `Release: ${release}`,
    `Summary: ${summary}`,
    'License: Apache-2.0',
    'AutoReqProv: no',
    ...tags,
    '%description',
    `${summary}.`,
    '%install',
    'mkdir -p %{buildroot}',
    `cp -a '${tree}/.' %{buildroot}/`,
    ...Object.entries(scriptlets).flatMap(([scriptlet, text]) => [`%${scriptlet}`, text.trimEnd()]),
    '%files',
    '%defattr(-,root,root,-)',
    ...files.map(({ path }) => (configs.includes(path) ? `%config(noreplace) ${path}` : path)),
    ...ghosts.map((path) => `%ghost ${path}`),
    '',
  ].join('\n');
}
