import { execFileSync } from 'node:child_process';
import { lstatSync } from 'node:fs';
import { join } from 'node:path';

/** Violations on purpose: no gate may meet them in its normal run. */
export const FIXTURES = 'tools/fixtures/';

/** Paths are short; the whole listing of a tree a hundred times ours fits. */
const LISTING_BYTES_MAX = 16 * 1024 * 1024;

/** Every file that is or could be committed, relative to `root`, sorted: what is ignored by git is not ours. */
export function projectFiles(root: string): readonly string[] {
  const listing = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: LISTING_BYTES_MAX,
  });
  return [...new Set(listing.split('\0'))]
    .filter((path) => path !== '' && !path.startsWith(FIXTURES) && isFile(join(root, path)))
    .sort();
}

export function typescriptFiles(root: string): readonly string[] {
  return projectFiles(root).filter((path) => /\.tsx?$/.test(path));
}

/** A tracked file may be deleted and not yet committed; a link has its own target to be examined. */
function isFile(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}
