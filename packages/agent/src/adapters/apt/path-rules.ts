// What the host's own dpkg leaves out when it unpacks (dpkg(1), --path-exclude), as images of containers do with documents.

import { join } from 'node:path';
import { namesIfThere, textIfThere } from '../../if-there/index.ts';

export interface PathRule {
  readonly rule: 'exclude' | 'include';
  readonly pattern: string;
}

export const readPathRules = async (root: string): Promise<readonly PathRule[]> => {
  const folder = join(root, 'etc/dpkg/dpkg.cfg.d');
  // run-parts(8) names only, in order; then the file itself (dpkg.cfg(5)).
  const names = (await namesIfThere(folder)).filter((name) => /^[A-Za-z0-9_-]+$/.test(name));
  const rules: PathRule[] = [];
  for (const path of [...names.map((name) => join(folder, name)), join(root, 'etc/dpkg/dpkg.cfg')]) {
    rules.push(...rulesIn((await textIfThere(path)) ?? ''));
  }
  return rules;
};

const rulesIn = (text: string): readonly PathRule[] =>
  text.split('\n').flatMap((line) => {
    const [, rule, pattern] = /^\s*path-(exclude|include)\s*[=\s]\s*"?([^"]*?)"?\s*$/.exec(line) ?? [];
    return pattern === undefined ? [] : [{ rule: rule === 'include' ? 'include' : 'exclude', pattern } as const];
  });

/** The last rule that matches a path decides. */
export const isUnpacked = (path: string, rules: readonly PathRule[]): boolean =>
  rules.findLast(({ pattern }) => patternOf(pattern).test(path))?.rule !== 'exclude';

/** As fnmatch(3) without flags: `*` and `?` match a `/` too. */
const patternOf = (glob: string): RegExp => {
  try {
    return new RegExp(`^${glob.replaceAll(PARTS, regularPart)}$`);
  } catch (error) {
    // A range that ends before it begins, as `[z-a]`: there is no such letter.
    if (error instanceof SyntaxError) return NOTHING;
    throw error;
  }
};

/** A set of letters, in which a `]` may come first; or one letter. */
const PARTS = /\[[!^]?(?:\][^\]]*|[^\]]+)\]|[\s\S]/g;
const NOTHING = /(?!)/;

const regularPart = (part: string): string => {
  if (part === '*') return '[\\s\\S]*';
  if (part === '?') return '[\\s\\S]';
  if (part.length === 1) return part.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
  const [, not = '', letters = ''] = /^\[([!^]?)([\s\S]*)\]$/.exec(part) ?? [];
  return `[${not === '' ? '' : '^'}${letters.replaceAll(/[\\\]^[]/g, '\\$&')}]`;
};
