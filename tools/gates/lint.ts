import { runTool, textOf } from './command.ts';
import { demandCount, type Gate } from './gate.ts';
import { typescriptFiles } from './tree.ts';

export const formatAndLint: Gate = {
  name: 'format and lint',
  what: 'Biome: layout, import order, the rules of biome.json',
  async run(root) {
    const args = ['check', '--colors=off', '--error-on-warnings', '--max-diagnostics=200'];
    const outcome = await runTool(root, 'biome', args);
    const text = textOf(outcome);
    const looked = numberIn(text, /Checked (\d+) files?/);
    return demandCount({ ok: outcome.exitCode === 0, looked, output: text }, typescriptFiles(root).length);
  },
};

export const lintWithTypes: Gate = {
  name: 'lint with types',
  what: 'oxlint: no promise left alone, whole switches, no clock or chance where ports bring them',
  async run(root) {
    const outcome = await runTool(root, 'oxlint', ['--format=unix']);
    const count = await runTool(root, 'oxlint', ['--debug=files']);
    const looked = count.stdout.split('\n').filter(Boolean).length;
    return demandCount({ ok: outcome.exitCode === 0, looked, output: textOf(outcome) }, typescriptFiles(root).length);
  },
};

function numberIn(text: string, pattern: RegExp): number | undefined {
  const found = pattern.exec(text)?.[1];
  return found === undefined ? undefined : Number(found);
}
