// Where the shared test data lies: real advisory data, recorded hosts and version vectors, read in place beside the
// checkout and never copied into it (their licences differ).
// Not a fixture loader: every test that reads from here also has small cases of its own that run without the folder.
// May import: node:.

import { statSync } from 'node:fs';
import { join, resolve } from 'node:path';

const CHECKOUT = resolve(import.meta.dirname, '../../../..');

/**
 * The folder of shared test data, or null where there is none: `SLIPWAY_SHARED` if set, else `../shared` beside the
 * checkout. A `SLIPWAY_SHARED` that leads nowhere is an error: whoever set it meant something.
 */
export function sharedFolder(): string | null {
  const override = process.env['SLIPWAY_SHARED'];
  if (override !== undefined && override !== '') {
    if (!isFolder(override)) throw new Error(`SLIPWAY_SHARED is ${override}, which is not a folder`);
    return resolve(override);
  }
  const beside = join(CHECKOUT, '..', 'shared');
  return isFolder(beside) ? beside : null;
}

const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
