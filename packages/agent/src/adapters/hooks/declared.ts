// An executable of a folder that root keeps, looked at before every call: whoever may write there now could have changed
// what is about to run, or which parameters it takes.

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type HookDeclaration, NO_DECLARATION, readDeclaration } from './declaration.ts';
import { type FileTrust, fileTrust, folderTrust, linkedFileTrust } from './trusted-file.ts';

export type Declared =
  | { readonly kind: 'declared'; readonly declaration: HookDeclaration }
  | { readonly kind: 'missing' | 'not-trusted' | 'malformed' };

/** `within`: to files of the same folder; `trusted`: to any file that root alone may change, and its folders. */
export type Links = 'within' | 'trusted';

/** A plain file name; `.json` is for declarations. */
const NAME = /^[a-z0-9][a-z0-9._-]{0,62}$/;

export const declaredExecutable = async (directory: string, name: string, links: Links): Promise<Declared> => {
  if (!NAME.test(name) || name.endsWith('.json')) return { kind: 'missing' };
  const folder = await folderTrust(directory);
  if (folder === 'missing') return { kind: 'missing' };
  const trustOfFile = links === 'within' ? fileTrust : linkedFileTrust;
  const [file, sidecar] = [await trustOfFile(directory, name), await fileTrust(directory, `${name}.json`)];
  const all: readonly FileTrust[] = [folder, file, sidecar];
  if (all.includes('not-trusted')) return { kind: 'not-trusted' };
  if (file === 'missing') return { kind: 'missing' };
  if (sidecar === 'missing') return { kind: 'declared', declaration: NO_DECLARATION };
  const declaration = readDeclaration(await readFile(join(directory, `${name}.json`), 'utf8'));
  return declaration === null ? { kind: 'malformed' } : { kind: 'declared', declaration };
};

/** `--name value`, each an argument of its own. */
export const asOptions = (parameters: Readonly<Record<string, string>>): readonly string[] =>
  Object.entries(parameters).flatMap(([name, value]) => [`--${name}`, value]);
