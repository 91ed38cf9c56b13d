import { ruleNames, tidy } from '../tidy/index.ts';
import type { Gate } from './gate.ts';
import { projectFiles } from './tree.ts';

export const tidiness: Gate = {
  name: 'tidy',
  what: 'the habits of STYLE that no linter knows',
  rules: async () => ruleNames,
  async run(root) {
    const { lines, looked } = tidy(root, projectFiles(root));
    return { ok: lines.length === 0 && looked > 0, looked, output: lines.join('\n') };
  },
};
