// The frozen index of the patch set as a repository that libdnf reads (docs/adr/0031): the vendor's own texts, put into the files that it
// expects. Neither the host's repositories nor its cached metadata take part in what is made from it.

import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PlatformIndex } from '@slipway/core/patch-set';
import { type Outcome, ok, refuse } from '@slipway/core/reasons';
import type { DnfContext } from './host.ts';
import { list, record, shaped, text } from './shapes.ts';

export interface FrozenIndex {
  readonly packages: readonly { readonly primary: string; readonly filelists: string | null }[];
  readonly modules: readonly string[];
}

/** `null` for whatever is not such an index. */
export const readFrozenIndex = (content: string): FrozenIndex | null => {
  try {
    return shaped(JSON.parse(content), (value) => {
      const { schema, modules, packages, ...others } = record(value);
      if (schema !== 'slipway.rpm-index/1' || Object.keys(others).length > 0) throw new TypeError('another schema');
      return {
        modules: list(modules, text),
        packages: list(packages, (one) => {
          const { primary, filelists } = record(one);
          return { primary: text(primary), filelists: filelists === undefined ? null : text(filelists) };
        }),
      };
    });
  } catch {
    return null;
  }
};

/** Names only: what {@link layOutIndex} makes and the transaction's command uses later, in another process. */
export const repositoryOf = ({ directory }: Pick<DnfContext, 'directory'>, index: PlatformIndex): string =>
  join(directory, `${PREFIX}${index.digest.slice('sha256:'.length)}`);

/** Safe to repeat; forgets what earlier indexes left. `packages`: the folder of the staged files, where there is one. */
export const layOutIndex = async (
  context: Pick<DnfContext, 'directory'>,
  source: { readonly index: PlatformIndex; readonly path: string; readonly packages: string },
): Promise<Outcome<string>> => {
  const content = await readFile(source.path, 'utf8');
  const frozen = readFrozenIndex(content);
  if (frozen === null) return refuse('proposal-unable', { detail: 'the frozen index is not one for rpm' });
  return ok(await layOut(context, repositoryOf(context, source.index), repodataOf(frozen, source.packages)));
};

/** A repository with nothing in it, for what is done with the packages of the host alone. */
export const layOutEmptyIndex = async (context: Pick<DnfContext, 'directory'>): Promise<string> =>
  await layOut(context, join(context.directory, `${PREFIX}empty`), repodataOf({ packages: [], modules: [] }, '/'));

const layOut = async (
  { directory }: Pick<DnfContext, 'directory'>,
  folder: string,
  repodata: ReadonlyMap<string, string>,
): Promise<string> => {
  await removeOthers(directory, folder);
  await mkdir(join(folder, 'repodata'), { recursive: true, mode: 0o755 });
  for (const [name, bytes] of repodata) await writeFile(join(folder, 'repodata', name), bytes);
  return folder;
};

const PREFIX = 'index-';

const removeOthers = async (directory: string, folder: string): Promise<void> => {
  await mkdir(directory, { recursive: true, mode: 0o755 });
  for (const name of await readdir(directory)) {
    const path = join(directory, name);
    if (name.startsWith(PREFIX) && path !== folder) await rm(path, { recursive: true, force: true });
  }
};

/** Names and contents; `repomd.xml` last, as it names the others. */
export const repodataOf = ({ packages, modules }: FrozenIndex, files: string): ReadonlyMap<string, string> => {
  const filelists = packages.flatMap((one) => one.filelists ?? []);
  const parts: readonly (readonly [type: string, name: string, content: string])[] = [
    ['primary', 'primary.xml', primaryOf(packages, files)],
    [
      'filelists',
      'filelists.xml',
      `${XML}<filelists ${FILELISTS} packages="${filelists.length}">\n${joined(filelists)}</filelists>\n`,
    ],
    ...(modules.length === 0 ? [] : [['modules', 'modules.yaml', modules.map(asDocument).join('')] as const]),
  ];
  const data = parts.map(
    ([type, name, content]) =>
      `<data type="${type}"><checksum type="sha256">${digest(content)}</checksum><open-checksum type="sha256">${digest(content)}</open-checksum>` +
      `<location href="repodata/${name}"/><timestamp>0</timestamp><size>${Buffer.byteLength(content)}</size></data>\n`,
  );
  // The revision tells libdnf whether it knows this index already; a digest of all of it does.
  const revision = digest(data.join(''));
  const repomd = `${XML}<repomd ${REPOMD}>\n<revision>${revision}</revision>\n${data.join('')}</repomd>\n`;
  return new Map([...parts.map(([, name, content]) => [name, content] as const), ['repomd.xml', repomd]]);
};

const XML = '<?xml version="1.0" encoding="UTF-8"?>\n';
const RPM = 'xmlns:rpm="http://linux.duke.edu/metadata/rpm"';
const COMMON = `xmlns="http://linux.duke.edu/metadata/common" ${RPM}`;
const FILELISTS = 'xmlns="http://linux.duke.edu/metadata/filelists"';
const REPOMD = `xmlns="http://linux.duke.edu/metadata/repo" ${RPM}`;

/** The staged files lie in a folder of their own, in which nothing else may: so each says where it is found. */
const primaryOf = (packages: FrozenIndex['packages'], files: string): string => {
  const found = packages.map(({ primary }) =>
    primary.replace(
      /<location href="([0-9a-f]{64}\.rpm)"\s*\/>/,
      `<location xml:base="file://${addressOf(files)}" href="$1"/>`,
    ),
  );
  return `${XML}<metadata ${COMMON} packages="${found.length}">\n${joined(found)}</metadata>\n`;
};

const addressOf = (folder: string): string => {
  // What a URL or an attribute would have to escape; no folder of ours holds it.
  if (!/^\/[A-Za-z0-9_+=,./-]+$/.test(folder)) throw new Error(`dnf cannot be given the folder ${folder}`);
  return folder;
};

const joined = (texts: readonly string[]): string => texts.map((one) => `${one.trim()}\n`).join('');

/** Documents of one stream are told apart by the line that begins each (YAML 1.2, 9.1.3). */
const asDocument = (yaml: string): string => `${yaml.startsWith('---') ? '' : '---\n'}${yaml.trimEnd()}\n`;

const digest = (content: string): string => createHash('sha256').update(content).digest('hex');
