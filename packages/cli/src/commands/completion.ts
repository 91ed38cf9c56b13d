import type { Action } from '../command/index.ts';
import { SCRIPTS } from '../completion/index.ts';
import { wrongUse } from '../exit/index.ts';

export const completion: Action = async ({ args, context, tree }) => {
  const [shell = ''] = args;
  const script = Object.hasOwn(SCRIPTS, shell) ? SCRIPTS[shell] : undefined;
  if (script === undefined) {
    throw wrongUse(`There is no completion for "${shell}": ${Object.keys(SCRIPTS).join(', ')} are known.`);
  }
  context.terminal.out(script(tree));
  return 0;
};
