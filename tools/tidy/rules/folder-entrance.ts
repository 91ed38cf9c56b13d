import { dirname } from 'node:path/posix';
import { type Breach, isSource, type ProjectFile, type Rule, type Tree } from '../rule.ts';

/** What it is, what it is not, what it may import: fewer lines cannot say it. */
const COMMENT_LINES_MIN = 3;

const ROOT = /^(packages\/[^/]+\/src|lab\/src|tools|bench)$/;
const BELOW_ROOT = /^(packages\/[^/]+\/src|lab\/src|tools|bench)\//;

export const folderEntrance: Rule = {
  name: 'folder-entrance',
  why: `A folder is entered through its index.ts (a program through main.ts), which opens with ${COMMENT_LINES_MIN} to 10 lines of comment: what it is, what it is not, what it may import.`,
  applies: (path) => BELOW_ROOT.test(path) && isSource(path),
  check: (file, tree) => [...entranceMissing(file, tree), ...commentMissing(file)],
};

/** Reported once per folder, on the first of its files. */
function entranceMissing(file: ProjectFile, tree: Tree): readonly Breach[] {
  const folder = dirname(file.path);
  if (ROOT.test(folder) || tree.paths.has(`${folder}/index.ts`) || tree.paths.has(`${folder}/main.ts`)) return [];
  const siblings = [...tree.paths].filter((path) => dirname(path) === folder && isSource(path));
  if (siblings.length < 2 || siblings[0] !== file.path) return [];
  return [{ path: file.path, line: 1, says: `${folder} has ${siblings.length} files and no index.ts` }];
}

function commentMissing(file: ProjectFile): readonly Breach[] {
  if (!file.path.endsWith('/index.ts')) return [];
  const lines = openingCommentLines(file.lines);
  if (lines >= COMMENT_LINES_MIN) return [];
  return [{ path: file.path, line: 1, says: `opens with ${lines} line(s) of comment` }];
}

function openingCommentLines(lines: readonly string[]): number {
  const end = lines.findIndex((line) => !/^\s*(\/\/|\/\*|\*)/.test(line));
  const comment = end === -1 ? lines : lines.slice(0, end);
  return comment.filter((line) => /\w/.test(line)).length;
}
