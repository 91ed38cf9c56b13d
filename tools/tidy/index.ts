/**
 * The tidy gate: habits of STYLE that the compiler and the linters cannot check, as small rules over text.
 * It lists files through tools/gates/tree.ts, applies the rules of ./rules and subtracts ./exceptions.ts.
 * It is not a linter: what Biome or oxlint can say is said there.
 */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Exception, exceptions } from './exceptions.ts';
import type { Breach, ProjectFile, Rule, Tree } from './rule.ts';
import { rules } from './rules/index.ts';

export interface TidyReport {
  readonly lines: readonly string[];
  readonly looked: number;
}

export const ruleNames: readonly string[] = rules.map(({ name }) => name);

export function tidy(root: string, paths: readonly string[]): TidyReport {
  const tree: Tree = { root, paths: new Set(paths) };
  const files = paths.map((path) => readProjectFile(root, path));
  const used = new Set<Exception>();
  const lines = rules.flatMap((rule) => {
    const open = files
      .filter(({ path }) => rule.applies(path))
      .flatMap((file) => rule.check(file, tree))
      .filter((breach) => !isExcepted(rule, breach, used));
    return open.length === 0 ? [] : [...open.map((breach) => line(rule, breach)), `  ${rule.name}: ${rule.why}`];
  });
  return { lines: [...lines, ...staleExceptions(paths, used)], looked: files.length };
}

function readProjectFile(root: string, path: string): ProjectFile {
  const bytes = readFileSync(join(root, path));
  const text = bytes.toString('utf8');
  return { path, bytes: bytes.length, text, lines: text.replace(/\n$/, '').split('\n') };
}

function line(rule: Rule, breach: Breach): string {
  return `${breach.path}:${breach.line}: ${rule.name}: ${breach.says}`;
}

function isExcepted(rule: Rule, breach: Breach, used: Set<Exception>): boolean {
  const found = exceptions.find(
    (each) =>
      each.rule === rule.name &&
      (each.path.endsWith('/') ? breach.path.startsWith(each.path) : breach.path === each.path),
  );
  if (found !== undefined) used.add(found);
  return found !== undefined;
}

/** Judged only in the tree that the list was written for: a fixture has none of these paths. */
function staleExceptions(paths: readonly string[], used: ReadonlySet<Exception>): readonly string[] {
  return exceptions
    .filter((each) => !used.has(each) && paths.includes('tools/tidy/exceptions.ts'))
    .map((each) => `tools/tidy/exceptions.ts:1: nothing needs the exception ${each.rule} for ${each.path} any more`);
}
