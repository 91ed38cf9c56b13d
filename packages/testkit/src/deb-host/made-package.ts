import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

export interface PackageRecipe {
  readonly name: string;
  readonly version: string;
  readonly architecture?: string;
  /** Further control fields, for example `{ Depends: 'lib (= 1.1)' }`. */
  readonly fields?: Readonly<Record<string, string>>;
  /** Path from the root, and content. Those below /etc are configuration files. */
  readonly files?: Readonly<Record<string, string>>;
  /** Configuration files of earlier versions that this one takes away (`remove-on-upgrade`). */
  readonly removedConffiles?: readonly string[];
  /** As dpkg-deb's `-Z` has it; `none` unless said. */
  readonly packing?: 'none' | 'gzip' | 'xz' | 'zstd';
  /** `postinst` and the like; they are not run in a database that lies elsewhere than at the root. */
  readonly scripts?: Readonly<Record<string, string>>;
}

export interface MadePackage {
  readonly path: string;
  readonly sha256: string;
  readonly sizeBytes: number;
  readonly control: string;
}

/** Builds one package with the real dpkg-deb. */
export const makePackage = (folder: string, recipe: PackageRecipe): MadePackage => {
  const { name, version, architecture = 'all', fields = {}, files = {}, scripts = {} } = recipe;
  const tree = join(folder, `${name}_${version.replaceAll(':', '%')}_${architecture}`);
  const control = Object.entries({
    Package: name,
    Version: version,
    Architecture: architecture,
    Maintainer: 'Made for a test <test@example.org>',
    Description: 'made package',
    ...fields,
  }).map(([field, value]) => `${field}: ${value}\n`);
  write(join(tree, 'DEBIAN/control'), control.join(''));
  for (const [path, content] of Object.entries(files)) write(join(tree, path), content);
  for (const [script, content] of Object.entries(scripts)) write(join(tree, 'DEBIAN', script), content, 0o755);
  const conffiles = [
    ...Object.keys(files).filter((path) => path.startsWith('/etc/')),
    ...(recipe.removedConffiles ?? []).map((removed) => `remove-on-upgrade ${removed}`),
  ];
  if (conffiles.length > 0) write(join(tree, 'DEBIAN/conffiles'), `${conffiles.join('\n')}\n`);
  const path = `${tree}.deb`;
  execFileSync('/usr/bin/dpkg-deb', ['--root-owner-group', `-Z${recipe.packing ?? 'none'}`, '--build', tree, path], {
    stdio: 'pipe',
  });
  const bytes = readFileSync(path);
  return {
    path,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    sizeBytes: bytes.length,
    control: control.join(''),
  };
};

/** A `Packages` file in which each package is named by its digest, as the package store does. */
export const indexOfPackages = (packages: readonly MadePackage[]): string =>
  packages
    .map(
      ({ control, sha256, sizeBytes }) => `${control}Filename: ${sha256}.deb\nSize: ${sizeBytes}\nSHA256: ${sha256}\n`,
    )
    .join('\n');

/** Puts packages into a folder as a flat repository: `Packages` and `<sha256>.deb`. */
export const layRepository = (folder: string, packages: readonly MadePackage[]): void => {
  write(join(folder, 'Packages'), indexOfPackages(packages));
  for (const { path, sha256 } of packages) copyFileSync(path, join(folder, `${sha256}.deb`));
};

const write = (path: string, content: string, mode = 0o644): void => {
  mkdirSync(dirname(path), { recursive: true, mode: 0o755 });
  writeFileSync(path, content, { mode });
};
