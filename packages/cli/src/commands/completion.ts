import type { Action } from '../command/index.ts';
import { bashScript, fishScript, zshScript } from '../completion/index.ts';
import { wrongUse } from '../exit/index.ts';

export const completion: Action = async ({ args, context, tree }) => {
  const [shell] = args;
  if (shell === 'bash') context.terminal.out(bashScript(tree));
  else if (shell === 'zsh') context.terminal.out(zshScript(tree));
  else if (shell === 'fish') context.terminal.out(fishScript(tree));
  else throw wrongUse(`There is no completion for "${shell}": bash, zsh and fish are known.`);
  return 0;
};
