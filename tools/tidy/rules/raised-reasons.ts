import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Breach, isSource, type Rule, type Tree } from '../rule.ts';

/** One code of the table: its key, quoted or not, at the beginning of a line. */
const CODE = /^ {2}(?:'([a-z-]+)'|([a-z]+)):/;
/** Rows and stories for tests show codes; they raise none. */
const SHOWS_ONLY = /^packages\/testkit\//;
const TABLE = /^packages\/core\/src\/reasons\/tables\/[a-z-]+\.ts$/;

export const raisedReasons: Rule = {
  name: 'raised-reasons',
  why: 'What is not built must not exist in name: every reason code is raised somewhere.',
  applies: (path) => TABLE.test(path),
  check: (file, tree) => {
    const sources = sourcesOf(tree);
    return file.lines.flatMap((line, index): readonly Breach[] => {
      const found = CODE.exec(line);
      const code = found?.[1] ?? found?.[2];
      if (code === undefined || isRaised(sources, code)) return [];
      return [{ path: file.path, line: index + 1, says: `no source raises ${code}` }];
    });
  },
};

const sourcesOf = (tree: Tree): string =>
  [...tree.paths]
    .filter((path) => isSource(path) && !TABLE.test(path) && !SHOWS_ONLY.test(path))
    .map((path) => readFileSync(join(tree.root, path), 'utf8'))
    .join('\n');

/** Said by a call or in a literal. A set, a `case` or a comparison only asks for it, and would outlive its last raiser. */
const isRaised = (sources: string, code: string): boolean =>
  new RegExp(`\\b(?!has\\b)\\w+\\(\\s*(?:'[^']*', )?'${code}'|\\bcode: '${code}'`).test(sources);
