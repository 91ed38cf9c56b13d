import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

export interface RpmRecipe {
  readonly name: string;
  /** `[epoch:]version-release` */
  readonly version: string;
  readonly architecture?: string;
  /** Further tags, for example `['Requires: lib = 1.1', 'Provides: installonlypkg(kernel)']`. */
  readonly tags?: readonly string[];
  /** Path from the root, and content. Those below /etc are configuration files. */
  readonly files?: Readonly<Record<string, string>>;
  /** How a configuration file is marked; `noreplace` unless said. */
  readonly config?: 'noreplace' | 'replace';
  /** `post`, `pre` and the like, in rpm's own Lua: a made root has no shell. */
  readonly scripts?: Readonly<Record<string, string>>;
  /** `nodejs:18:…`: the package counts as one of this module. */
  readonly module?: string;
}

export interface MadeRpm {
  readonly path: string;
  readonly name: string;
  readonly version: string;
  readonly architecture: string;
  readonly sha256: string;
  readonly sizeBytes: number;
}

/** A copy in `folder` of a package that the real rpmbuild makes, once in this process: each takes it a third of a second. */
export const makeRpm = (folder: string, recipe: RpmRecipe): MadeRpm => {
  const key = JSON.stringify(recipe);
  const known = built.get(key) ?? buildRpm(join(sharedFolder(), String(built.size)), recipe);
  built.set(key, known);
  mkdirSync(folder, { recursive: true });
  const path = join(folder, basename(known.path));
  copyFileSync(known.path, path);
  return { ...known, path };
};

const built = new Map<string, MadeRpm>();
let shared: string | null = null;

const sharedFolder = (): string => {
  if (shared !== null) return shared;
  const made = mkdtempSync(join(tmpdir(), 'made-rpms-'));
  process.once('exit', () => rmSync(made, { recursive: true, force: true }));
  shared = made;
  return made;
};

const buildRpm = (folder: string, recipe: RpmRecipe): MadeRpm => {
  const { name, version, architecture = 'noarch' } = recipe;
  mkdirSync(folder, { recursive: true });
  const label = `${name}-${version.replaceAll(':', '%')}.${architecture}`;
  const spec = join(folder, `${label}.spec`);
  writeFileSync(spec, specOf(recipe));
  const [, , bare = version] = /^(\d+:)?(.+)$/.exec(version) ?? [];
  const path = join(folder, `${name}-${bare}.${architecture}.rpm`);
  const macros = {
    _topdir: join(folder, 'top'),
    _rpmdir: folder,
    _build_name_fmt: '%%{NAME}-%%{VERSION}-%%{RELEASE}.%%{ARCH}.rpm',
    // Newer packers are not known to every rpm that must read them.
    _binary_payload: 'w1.gzdio',
    // Nothing is looked for in files that are made of text.
    __os_install_post: '%{nil}',
    debug_package: '%{nil}',
  };
  const defines = Object.entries(macros).flatMap(([macro, value]) => ['--define', `${macro} ${value}`]);
  execFileSync('/usr/bin/rpmbuild', ['--quiet', '-bb', '--target', architecture, ...defines, spec], {
    stdio: 'pipe',
    env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C.UTF-8', HOME: folder },
  });
  return { path, name, version, architecture, ...measured(path) };
};

/** Signing changes a file. */
export const measured = (path: string): { readonly sha256: string; readonly sizeBytes: number } => {
  const bytes = readFileSync(path);
  return { sha256: createHash('sha256').update(bytes).digest('hex'), sizeBytes: bytes.length };
};

const specOf = ({ name, version, tags = [], files = {}, config, scripts = {}, module }: RpmRecipe): string => {
  const [, epoch, upstream, release] = /^(?:(\d+):)?(.+)-([^-]+)$/.exec(version) ?? [];
  if (upstream === undefined || release === undefined) throw new Error(`${version} is not of the form version-release`);
  const marked = config === 'replace' ? '%config' : '%config(noreplace)';
  return [
    `Name: ${name}`,
    ...(epoch === undefined ? [] : [`Epoch: ${epoch}`]),
    `Version: ${upstream}`,
    `Release: ${release}`,
    'Summary: made for a test',
    'License: none',
    'AutoReqProv: no',
    ...(module === undefined ? [] : [`ModularityLabel: ${module}`]),
    ...tags,
    '%description',
    'made package',
    '%install',
    ...Object.entries(files).flatMap(([path, content]) => [
      `mkdir -p "$(dirname '%{buildroot}${path}')"`,
      `printf %s '${Buffer.from(content).toString('base64')}' | base64 -d > '%{buildroot}${path}'`,
    ]),
    ...Object.entries(scripts).flatMap(([script, lua]) => [`%${script} -p <lua>`, lua]),
    '%files',
    ...Object.keys(files).map((path) => (path.startsWith('/etc/') ? `${marked} ${path}` : path)),
    '',
  ].join('\n');
};
