// What dpkg noted of each file when it unpacked it (deb-md5sums(5)): it computes the list itself where a package has none.
// Read by ourselves: `dpkg --verify` lays its answer out for people.

import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { textIfThere } from '../../if-there/index.ts';
import type { PackageName, RecordedFile, RecordedFiles } from '../../ports/index.ts';
import { type Diversion, readDiversions } from './diversions.ts';
import { type AptHost, THIS_HOST } from './host.ts';
import { isUnpacked, readPathRules } from './path-rules.ts';

export const createDpkgRecords =
  ({ dpkgAdminDirectory, root }: Pick<AptHost, 'dpkgAdminDirectory' | 'root'> = THIS_HOST): RecordedFiles =>
  async (packages) => {
    const info = join(dpkgAdminDirectory, 'info');
    const names = new Set(await readdir(info));
    const diversions = await readDiversions(join(dpkgAdminDirectory, 'diversions'));
    const rules = await readPathRules(root);
    const recorded: RecordedFile[] = [];
    for (const one of packages) {
      for (const file of await filesOf(info, names, one)) {
        if (isUnpacked(file.path, rules)) recorded.push({ ...file, path: whereItLies(file, diversions) });
      }
    }
    return recorded;
  };

/** Of one installed package, where each file lies in it: without its configuration files, and what was never unpacked. */
export const packagedFiles = async (
  { dpkgAdminDirectory, root }: Pick<AptHost, 'dpkgAdminDirectory' | 'root'>,
  of: PackageName,
): Promise<readonly RecordedFile[]> => {
  const info = join(dpkgAdminDirectory, 'info');
  const rules = await readPathRules(root);
  return (await filesOf(info, new Set(await readdir(info)), of)).filter(({ path }) => isUnpacked(path, rules));
};

/** Packages of which several architectures may be installed have theirs in the name. */
const baseOf = (names: ReadonlySet<string>, { name, architecture }: PackageName): string =>
  names.has(`${name}:${architecture}.list`) ? `${name}:${architecture}` : name;

const filesOf = async (info: string, names: ReadonlySet<string>, of: PackageName): Promise<readonly RecordedFile[]> => {
  const base = baseOf(names, of);
  // A package without any file that could be hashed has no such list.
  if (!names.has(`${base}.md5sums`)) return [];
  // What another package has taken over leaves the list and stays among the digests.
  const owned = new Set(linesOf(await readFile(join(info, `${base}.list`), 'utf8')));
  const edited = new Set(linesOf(await textOf(join(info, `${base}.conffiles`))).map((line) => line.split(' ').at(-1)));
  return readDigests(await readFile(join(info, `${base}.md5sums`), 'utf8'), of.name).filter(
    ({ path }) => owned.has(path) && !edited.has(path),
  );
};

/** Throws where a line is none: a list that was cut would leave files unproven. */
export const readDigests = (text: string, name: string): readonly RecordedFile[] =>
  linesOf(text).map((line) => {
    const [, hex, path] = /^([0-9a-f]{32}) [ *](?:\.?\/)?(.+)$/.exec(line) ?? [];
    if (hex === undefined || path === undefined) throw new TypeError(`the list of digests of ${name} is damaged`);
    return { package: name, path: `/${path}`, algorithm: 'md5', hex };
  });

const whereItLies = ({ package: name, path }: RecordedFile, diversions: readonly Diversion[]): string =>
  diversions.find(({ from, by }) => from === path && by !== name)?.to ?? path;

const linesOf = (text: string): readonly string[] => text.split('\n').filter((line) => line !== '');

const textOf = async (path: string): Promise<string> => (await textIfThere(path)) ?? '';
