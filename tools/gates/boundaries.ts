import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runTool, textOf } from './command.ts';
import { demandAllSeen, type Gate, type GateResult } from './gate.ts';
import { typescriptFiles } from './tree.ts';

const ROOTS = ['packages', 'lab', 'bench', 'tools'];

/** `… from 'x';`, `import 'x';` and `import('x')`, as the formatter writes them. */
const IMPORT = /^(?:import|export|\}) .*?from '([^']+)';$|^import '([^']+)';$|\bimport\('([^']+)'\)/gm;

/** The part of dependency-cruiser's JSON that this gate reads. */
interface Cruise {
  readonly modules: readonly {
    readonly source: string;
    readonly dependencies: readonly { readonly module: string }[];
  }[];
  readonly summary: {
    readonly violations: readonly {
      readonly from: string;
      readonly to: string;
      readonly rule: { readonly name: string };
      readonly cycle?: readonly { readonly name: string }[];
    }[];
    readonly ruleSetUsed: { readonly forbidden: readonly { readonly name: string; readonly comment?: string }[] };
  };
}

export const boundaries: Gate = {
  name: 'boundaries',
  what: 'dependency-cruiser: who may import whom, no circles',
  async rules(root) {
    const module = (await import(join(root, '.dependency-cruiser.mjs'))) as {
      readonly default: { readonly forbidden: readonly { readonly name: string }[] };
    };
    return [...new Set(module.default.forbidden.map(({ name }) => name))];
  },
  async run(root) {
    const places = ROOTS.filter((place) => existsSync(join(root, place)));
    const args = ['--config', '.dependency-cruiser.mjs', '--output-type', 'json', ...places];
    const outcome = await runTool(root, 'depcruise', args);
    const cruise = parseCruise(outcome.stdout);
    if (cruise === undefined) return { ok: false, looked: 0, output: textOf(outcome) };

    const expected = typescriptFiles(root).filter((path) => ROOTS.some((place) => path.startsWith(`${place}/`)));
    const imports = new Map(
      cruise.modules.map(({ source, dependencies }) => [source, new Set(dependencies.map((each) => each.module))]),
    );
    const unseen = expected.flatMap((path) => unseenImports(root, path, imports.get(path)));
    const result: GateResult = {
      ok: cruise.summary.violations.length === 0 && unseen.length === 0,
      looked: expected.filter((path) => imports.has(path)).length,
      output: [...violationLines(cruise), ...unseen].join('\n'),
    };
    return demandAllSeen(result, expected, new Set(imports.keys()));
  },
};

function parseCruise(text: string): Cruise | undefined {
  try {
    return JSON.parse(text) as Cruise;
  } catch {
    return undefined; // A file that does not parse: the tool's message is on standard error and is shown instead.
  }
}

function violationLines({ summary }: Cruise): readonly string[] {
  const broken = new Set(summary.violations.map(({ rule }) => rule.name));
  const explained = new Map(summary.ruleSetUsed.forbidden.map(({ name, comment }) => [name, comment]));
  return [
    ...summary.violations.map(({ rule, from, to, cycle }) => {
      const path = cycle === undefined ? to : cycle.map(({ name }) => name).join(' -> ');
      return `${rule.name}: ${from} -> ${path}`;
    }),
    ...[...broken].map((name) => `  ${name}: ${explained.get(name) ?? ''}`),
  ];
}

/**
 * dependency-cruiser walks swc's tree with a visitor that skips what it does not know. What the formatter has laid
 * out is regular enough to be read a second way: each import that a line shows must be among those examined.
 */
function unseenImports(root: string, path: string, seen: ReadonlySet<string> | undefined): readonly string[] {
  if (seen === undefined) return [];
  const source = readFileSync(join(root, path), 'utf8').replaceAll(/^\s*(?:\/\/|\/\*|\*).*$/gm, '');
  const shown = [...source.matchAll(IMPORT)]
    .map((match) => (match[1] ?? match[2] ?? match[3] ?? '').replace(/^node:/, ''))
    // Builtins that have no name without `node:` (sea, sqlite, test) keep it in what was examined.
    .filter((module) => !seen.has(module) && !seen.has(`node:${module}`));
  return shown.map((module) => `not examined: ${path} imports ${module}`);
}
