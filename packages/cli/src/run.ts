// One command line, from its words to its exit code. Nothing gets past here but a code: what failed as expected is told
// in a sentence, what is a fault in one line, and its stack only to whoever asked for it.

import { CommanderError } from 'commander';
import { buildProgram, COMMANDS } from './command-tree/index.ts';
import { commands } from './commands/index.ts';
import type { Context } from './context.ts';
import { type ExitCode, Failure } from './exit/index.ts';
import { VERSION } from './version.ts';

export const run = async (words: readonly string[], context: Context): Promise<number> => {
  try {
    return await runCommand(words, context);
  } catch (error) {
    return tell(error, words, context);
  }
};

const runCommand = async (words: readonly string[], context: Context): Promise<number> => {
  const [first, ...rest] = words;
  const delegated = COMMANDS.find(({ usage, does }) => does.kind === 'program' && usage.split(' ')[0] === first);
  if (first !== undefined && delegated?.does.kind === 'program') {
    const { agentProgram, controllerProgram, runProgram } = await import('./delegate/index.ts');
    const program = delegated.does.program === 'agent' ? agentProgram() : controllerProgram();
    return await runProgram(program, [first, ...rest]);
  }
  let exitCode: ExitCode = 0;
  const program = buildProgram({
    version: VERSION,
    context,
    ended: (code) => {
      exitCode = code;
    },
    help: async (invocation) => (await commands.help()).help(program, invocation),
  });
  await program.parseAsync(words, { from: 'user' });
  return exitCode;
};

const tell = (error: unknown, words: readonly string[], context: Context): ExitCode => {
  const { terminal, environment } = context;
  const isDebugging = (environment['SLIPWAY_DEBUG'] ?? '') !== '';
  // Help and version were asked for and printed; everything else of commander's has been told by it.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  if (error instanceof Failure) {
    terminal.err(`slipway: ${error.message}\n`);
    // One document on standard output whatever happens, so that a program has something to read.
    if (words.includes('--json')) terminal.out(`${JSON.stringify({ error: errorOf(error) })}\n`);
    if (isDebugging) terminal.err(`${stackOf(error)}\n`);
    return error.exitCode;
  }
  const message = error instanceof Error ? error.message : String(error);
  terminal.err(`slipway: a fault: ${message}\n${isDebugging ? stackOf(error) : 'SLIPWAY_DEBUG=1 shows where.'}\n`);
  return 70;
};

const errorOf = ({ exitCode, message, reason }: Failure): Readonly<Record<string, unknown>> => ({
  exitCode,
  message,
  ...(reason === null ? {} : reason),
});

const stackOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause === undefined ? '' : `\ncaused by ${stackOf(error.cause)}`;
  return `${error.stack ?? error.message}${cause}`;
};
