import { dirname, join } from 'node:path/posix';
import type { Breach, ProjectFile, Rule, Tree } from '../rule.ts';

/** The fields of a package.json that name files of ours. */
interface Manifest {
  readonly exports?: Readonly<Record<string, string>>;
  readonly bin?: Readonly<Record<string, string>>;
  readonly scripts?: Readonly<Record<string, string>>;
}

export const packageEntries: Rule = {
  name: 'package-entries',
  why: 'What is not built must not exist in name: every export, bin and script leads to a file.',
  applies: (path) => /(^|\/)package\.json$/.test(path),
  check: (file, tree) => {
    const { exports = {}, bin = {}, scripts = {} } = JSON.parse(file.text) as Manifest;
    const started = Object.values(scripts).flatMap((script) => /^node (\S+\.ts)/.exec(script)?.[1] ?? []);
    return [...Object.values(exports), ...Object.values(bin), ...started].flatMap((entry) =>
      missing(file, tree, entry),
    );
  },
};

function missing(file: ProjectFile, tree: Tree, entry: string): readonly Breach[] {
  if (tree.paths.has(join(dirname(file.path), entry))) return [];
  const line = file.lines.findIndex((text) => text.includes(entry)) + 1;
  return [{ path: file.path, line, says: `${entry} does not exist` }];
}
