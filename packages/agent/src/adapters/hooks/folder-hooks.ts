import { join } from 'node:path';
import { type Outcome, ok, refuse } from '@slipway/core/reasons';
import type { HookCall } from '@slipway/core/step';
import type { CommandResult, Hooks, RunCommand } from '../../ports/index.ts';
import { type HookDeclaration, parameterRefused } from './declaration.ts';
import { asOptions, declaredExecutable } from './declared.ts';

export interface FolderHooksOptions {
  readonly run: RunCommand;
  /** `/etc/slipway/hooks` on a host. */
  readonly directory: string;
}

/** Of each stream; what is handed on is less. */
const OUTPUT_BYTES_MAX = 64 * 1024;
/** The last line is the evidence; a few before it tell a person why. */
const LINES_MAX = 20;
const CHARACTERS_MAX = 4000;

export const createFolderHooks = (options: FolderHooksOptions): Hooks => ({
  async call(call, timeoutSeconds) {
    const declared = await trustedHook(options.directory, call.hook);
    if (!declared.ok) return declared;
    const parameter = parameterRefused(declared.value, call.parameters);
    if (parameter !== null) return refuse('hook-parameter-refused', { parameter, hook: call.hook });
    const seconds = Math.min(timeoutSeconds, declared.value.timeoutSeconds ?? timeoutSeconds);
    return answerOf(call, seconds, await runHook(options, call, seconds));
  },
});

const trustedHook = async (directory: string, hook: string): Promise<Outcome<HookDeclaration>> => {
  const found = await declaredExecutable(directory, hook, 'within');
  switch (found.kind) {
    case 'declared':
      return ok(found.declaration);
    case 'missing':
      return refuse('hook-missing', { hook });
    case 'not-trusted':
      return refuse('hook-not-trusted', { hook });
    case 'malformed':
      return refuse('document-malformed', { document: `declaration of hook ${hook}`, detail: 'see docs for its form' });
    default:
      return found satisfies never;
  }
};

const runHook = async (
  { run, directory }: FolderHooksOptions,
  { hook, parameters }: HookCall,
  seconds: number,
): Promise<CommandResult> =>
  await run({
    command: [join(directory, hook), ...asOptions(parameters)],
    environment: {
      PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
      LC_ALL: 'C.UTF-8',
      HOME: '/root',
    },
    timeLimitMs: seconds * 1000,
    whenOverdue: 'end',
    outputBytesMax: OUTPUT_BYTES_MAX,
  });

const answerOf = (
  { hook }: HookCall,
  seconds: number,
  result: CommandResult,
): Outcome<{ readonly status: number; readonly output: string }> => {
  switch (result.kind) {
    case 'overdue':
      return refuse('hook-timed-out', { hook, seconds });
    case 'not-started':
      return refuse('hook-failed', { hook, status: `not started (${result.detail})` });
    case 'ended':
      return ok({ status: result.status, output: lastLines(result) });
  }
};

/** What it printed; on failure also what it complained of, since that often stands alone there. */
const lastLines = ({ status, stdout, stderr }: Extract<CommandResult, { kind: 'ended' }>): string => {
  const text = status === 0 && stdout.trim() !== '' ? stdout : `${stdout}\n${stderr}`;
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  return lines.slice(-LINES_MAX).join('\n').slice(-CHARACTERS_MAX);
};
