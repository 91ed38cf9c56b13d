import { runTool, textOf } from './command.ts';
import type { Gate } from './gate.ts';

export const deadCode: Gate = {
  name: 'dead code',
  what: 'knip: no unused file, export or dependency, none unlisted',
  async run(root) {
    const outcome = await runTool(root, 'knip', ['--no-progress', '--no-config-hints', '--reporter', 'compact']);
    return { ok: outcome.exitCode === 0, looked: undefined, output: textOf(outcome) };
  },
};
