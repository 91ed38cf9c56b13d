import { relative } from 'node:path';
import { runTool, textOf } from './command.ts';
import { demandAllSeen, type Gate, type GateResult } from './gate.ts';
import { typescriptFiles } from './tree.ts';

export const types: Gate = {
  name: 'types',
  what: 'every .ts file is typed, strictly',
  run: (root) =>
    typecheck(
      root,
      'tsconfig.json',
      typescriptFiles(root).filter((path) => !isOfBrowser(path)),
    ),
};

/** What runs in a browser: with its library, and without node's. */
export const consoleTypes: Gate = {
  name: 'console types',
  what: 'the console compiles for browsers, and every .tsx file is typed',
  run: (root) => typecheck(root, 'packages/console/tsconfig.json', typescriptFiles(root).filter(isOfBrowser)),
};

const isOfBrowser = (path: string): boolean => path.startsWith('packages/console/src/');

/** The standard library without node's types: `process`, `setTimeout`, `fetch` and `node:` do not even exist in core. */
export const coreTypes: Gate = {
  name: 'core types',
  what: 'core compiles with the language alone',
  run: (root) => typecheck(root, 'packages/core/tsconfig.json', coreSources(root)),
};

function coreSources(root: string): readonly string[] {
  return typescriptFiles(root).filter((path) => /^packages\/core\/src\/.*(?<!\.test)\.ts$/.test(path));
}

async function typecheck(root: string, project: string, expected: readonly string[]): Promise<GateResult> {
  const outcome = await runTool(root, 'tsc', ['-p', project, '--noEmit', '--pretty', 'false', '--listFiles']);
  const isListed = (line: string): boolean => line.startsWith('/') && /\.[cm]?tsx?$/.test(line);
  const lines = textOf(outcome).split('\n');
  const seen = new Set(lines.filter(isListed).map((path) => relative(root, path)));
  return demandAllSeen(
    {
      ok: outcome.exitCode === 0,
      looked: expected.filter((path) => seen.has(path)).length,
      output: lines.filter((line) => !isListed(line)).join('\n'),
    },
    expected,
    seen,
  );
}
