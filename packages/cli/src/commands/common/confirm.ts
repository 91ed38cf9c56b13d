import type { Invocation } from '../../command/index.ts';
import { wrongUse } from '../../exit/index.ts';

/** True when a person says yes, or `--yes` was given. Where nobody can be asked and it was not, that is wrong use. */
export const confirmed = async ({ context, options }: Invocation, question: string): Promise<boolean> => {
  if (options.is('yes')) return true;
  const answer = await context.terminal.ask(`${question} [yes/no] `);
  if (answer === null && !context.terminal.isInputInteractive) {
    throw wrongUse('Nobody can be asked here. Add --yes if that is what is meant.');
  }
  return answer?.trim().toLowerCase() === 'yes' || answer?.trim().toLowerCase() === 'y';
};
