import { join } from 'node:path';
import { type Outcome, ok, refuse } from '@slipway/core/reasons';
import type { HookCall } from '@slipway/core/step';
import type { CommandResult, Hooks, RunCommand, RunHook } from '../../ports/index.ts';
import { type HookDeclaration, parameterRefused } from './declaration.ts';
import { asOptions, declaredExecutable } from './declared.ts';

export interface FolderHooksOptions {
  readonly run: RunCommand;
  /** `/etc/slipway/hooks` on a host. */
  readonly directory: string;
}

/** Of each stream; what is handed on is less. */
const OUTPUT_BYTES_MAX = 64 * 1024;
/** An answer is handed on whole: ten thousand guests of a hundred bytes each. */
const ANSWER_BYTES_MAX = 1024 * 1024;
/** The last line is the evidence; a few before it tell a person why. */
const LINES_MAX = 20;
const CHARACTERS_MAX = 4000;

export const createFolderHooks = (options: FolderHooksOptions): Hooks => ({
  async call(call, timeoutSeconds) {
    const ended = await runHook(options, call, { timeoutSeconds, outputBytesMax: OUTPUT_BYTES_MAX });
    return ended.ok ? ok({ status: ended.value.status, output: lastLines(ended.value) }) : ended;
  },
});

export const createRunHook =
  (options: FolderHooksOptions): RunHook =>
  async (call, timeoutSeconds) => {
    const ended = await runHook(options, call, { timeoutSeconds, outputBytesMax: ANSWER_BYTES_MAX });
    if (!ended.ok) return ended;
    const { status, stdout, output } = ended.value;
    const failed = (why: string) => refuse('hook-failed', { hook: call.hook, status: why });
    if (status !== 0) return failed(`${status} (${lastLines(ended.value).split('\n').at(-1) || 'it says nothing'})`);
    return output === 'cut' ? failed(`${status}, and printed more than can be read`) : ok(stdout);
  };

type Ended = Extract<CommandResult, { kind: 'ended' }>;

const runHook = async (
  options: FolderHooksOptions,
  call: HookCall,
  limits: { readonly timeoutSeconds: number; readonly outputBytesMax: number },
): Promise<Outcome<Ended>> => {
  const { hook, parameters } = call;
  const declared = await trustedHook(options.directory, hook);
  if (!declared.ok) return declared;
  const parameter = parameterRefused(declared.value, parameters);
  if (parameter !== null) return refuse('hook-parameter-refused', { parameter, hook });
  const seconds = Math.min(limits.timeoutSeconds, declared.value.timeoutSeconds ?? limits.timeoutSeconds);
  const result = await options.run({
    command: [join(options.directory, hook), ...asOptions(parameters)],
    environment: {
      PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
      LC_ALL: 'C.UTF-8',
      HOME: '/root',
    },
    timeLimitMs: seconds * 1000,
    whenOverdue: 'end',
    outputBytesMax: limits.outputBytesMax,
  });
  switch (result.kind) {
    case 'overdue':
      return refuse('hook-timed-out', { hook, seconds });
    case 'not-started':
      return refuse('hook-failed', { hook, status: `not started (${result.detail})` });
    case 'ended':
      return ok(result);
  }
};

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

/** What it printed; on failure also what it complained of, since that often stands alone there. */
const lastLines = ({ status, stdout, stderr }: Ended): string => {
  const text = status === 0 && stdout.trim() !== '' ? stdout : `${stdout}\n${stderr}`;
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  return lines.slice(-LINES_MAX).join('\n').slice(-CHARACTERS_MAX);
};
