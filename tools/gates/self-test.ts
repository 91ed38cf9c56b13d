import { execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Gate } from './gate.ts';
import { FIXTURES, projectFiles } from './tree.ts';

/** The settings under test: a fixture is judged by the project's own rules, never by a copy of them. */
const SETTINGS = [
  '.dependency-cruiser.mjs',
  '.gitignore',
  '.oxlintrc.json',
  'biome.json',
  'knip.jsonc',
  'packages/console/tsconfig.json',
  'packages/core/tsconfig.json',
  'tsconfig.json',
];

/** What the gate must say: a line that holds both. */
interface Expected {
  readonly file: string;
  readonly says: string;
}

/**
 * Runs every gate on a small workspace that it must pass (tools/fixtures/clean), and on the same workspace with
 * violations laid over it (tools/fixtures/<gate>), each of which it must report by name.
 */
export function selfTest(gates: readonly Gate[]): Gate {
  return {
    name: 'gates themselves',
    what: 'each gate passes a clean tree and refuses every violation in its fixture',
    async run(root) {
      const problems: string[] = [];
      const clean = buildTree(root, ['clean']);
      try {
        for (const gate of gates) {
          const result = await gate.run(clean);
          if (!result.ok) problems.push(`${gate.name} refuses the clean tree:`, indent(result.output));
          problems.push(...(await unreported(root, gate)));
        }
      } finally {
        rmSync(clean, { recursive: true });
      }
      return { ok: problems.length === 0, looked: gates.length, output: problems.join('\n') };
    },
  };
}

async function unreported(root: string, gate: Gate): Promise<readonly string[]> {
  const folder = gate.name.replaceAll(' ', '-');
  const fixture = join(root, FIXTURES, folder);
  if (!existsSync(fixture)) return [`${gate.name} has no fixture ${FIXTURES}${folder}`];
  const expected = JSON.parse(readFileSync(join(fixture, 'expected.json'), 'utf8')) as readonly Expected[];
  const rules = (await gate.rules?.(root)) ?? [];
  const uncovered = rules.filter((rule) => !expected.some(({ says }) => says === rule));

  const tree = buildTree(root, ['clean', folder]);
  try {
    const result = await gate.run(tree);
    const lines = result.output.split('\n');
    const silent = expected.filter(
      ({ file, says }) => !lines.some((line) => line.includes(file) && line.includes(says)),
    );
    const failed = result.ok || silent.length > 0 || expected.length === 0;
    return [
      ...(result.ok ? [`${gate.name} passes its own fixture`] : []),
      ...uncovered.map((rule) => `${gate.name}: no violation of ${rule} in the fixture`),
      ...silent.map(({ file, says }) => `${gate.name} does not report ${says} in ${file}`),
      ...(failed ? ['it said:', indent(result.output)] : []),
    ];
  } finally {
    rmSync(tree, { recursive: true });
  }
}

/** A checkout of its own in the temporary folder, with the project's tools and its own packages under @slipway. */
function buildTree(root: string, layers: readonly string[]): string {
  const tree = realpathSync(mkdtempSync(join(tmpdir(), 'slipway-gate-')));
  for (const layer of layers) cpSync(join(root, FIXTURES, layer), tree, { recursive: true });
  for (const path of SETTINGS) cpSync(join(root, path), join(tree, path));
  rmSync(join(tree, 'expected.json'), { force: true });
  execFileSync('git', ['init', '--quiet', tree]);
  for (const path of projectFiles(tree)) writeLiteral(tree, path);
  linkModules(root, tree);
  return tree;
}

/** Host names, a checkout's path and large files may not be committed, not even as violations: fixtures abbreviate them. */
function writeLiteral(tree: string, path: string): void {
  const text = readFileSync(join(tree, path), 'utf8');
  const literal = text
    .replaceAll('[dot]', '.')
    .replaceAll('[checkout]', tree)
    .replaceAll('[megabyte]', 'x'.repeat(1_000_001));
  if (literal !== text) writeFileSync(join(tree, path), literal);
}

function linkModules(root: string, tree: string): void {
  const modules = join(tree, 'node_modules');
  mkdirSync(join(modules, '@slipway'), { recursive: true });
  for (const name of readdirSync(join(root, 'node_modules'))) {
    if (name !== '@slipway') symlinkSync(join(root, 'node_modules', name), join(modules, name));
  }
  for (const name of readdirSync(join(tree, 'packages'))) {
    symlinkSync(join(tree, 'packages', name), join(modules, '@slipway', name));
  }
}

function indent(text: string): string {
  return text.replaceAll(/^/gm, '    ');
}
