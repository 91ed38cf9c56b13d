// Settings that root alone says, as JSON, in a folder of root's: looked at before every reading.

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RootFiles } from '../../ports/index.ts';
import { fileTrust, folderTrust } from './trusted-file.ts';

/** Addresses and names; longer than a page is a mistake. */
const CHARACTERS_MAX = 16_384;

export const createRootFiles = ({ directory }: { readonly directory: string }): RootFiles => ({
  async read(name) {
    const path = join(directory, name);
    const refused = (why: string) => ({ kind: 'refused', detail: `${path} ${why}` }) as const;
    const folder = await folderTrust(directory);
    if (folder === 'missing') return { kind: 'missing' };
    const file = await fileTrust(directory, name);
    if (folder === 'not-trusted' || file === 'not-trusted')
      return refused('or its folder may be written by others than root');
    if (file === 'missing') return { kind: 'missing' };
    try {
      const text = await readFile(path, 'utf8');
      return text.length > CHARACTERS_MAX ? refused('is too long') : { kind: 'found', value: JSON.parse(text) };
    } catch {
      return refused('cannot be read: it is not JSON');
    }
  },
});
