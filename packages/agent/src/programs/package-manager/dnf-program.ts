// The files of the Python program that speaks with libdnf: beside the source in a checkout, inside the executable where it is packaged
// (packaging/executable.ts puts every one of them there).

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { getAsset, isSea } from 'node:sea';

/** Of the assets of the executable. */
export const DNF_PROGRAM_ASSET = 'dnf-program';

export const dnfProgram = (): ReadonlyMap<string, Uint8Array> => {
  if (isSea()) return packed(getAsset(DNF_PROGRAM_ASSET, 'utf8'));
  const folder = join(import.meta.dirname, '../../adapters/dnf/program');
  const names = readdirSync(folder).filter((name) => name.endsWith('.py'));
  return new Map(names.toSorted().map((name) => [name, readFileSync(join(folder, name))]));
};

/** Names and contents as JSON: one asset, so that none can be forgotten. */
const packed = (text: string): ReadonlyMap<string, Uint8Array> =>
  new Map(
    Object.entries(JSON.parse(text) as Readonly<Record<string, string>>).map(([name, content]) => [
      name,
      Buffer.from(content),
    ]),
  );
