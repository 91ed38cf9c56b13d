import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Outcome, ok, refuse } from '@slipway/core/reasons';
import type { HookCall } from '@slipway/core/step';
import type { CommandResult, Hooks, RunCommand } from '../../ports/index.ts';
import { type HookDeclaration, NO_DECLARATION, parameterRefused, readDeclaration } from './declaration.ts';
import { fileTrust, folderTrust } from './trusted-file.ts';

export interface FolderHooksOptions {
  readonly run: RunCommand;
  /** `/etc/slipway/hooks` on a host. */
  readonly directory: string;
}

/** A plain file name; `.json` is for declarations. */
const HOOK_NAME = /^[a-z0-9][a-z0-9._-]{0,62}$/;
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

/** Looked at before every call: whoever may write there now could have changed what root is about to run. */
const trustedHook = async (directory: string, hook: string): Promise<Outcome<HookDeclaration>> => {
  if (!HOOK_NAME.test(hook) || hook.endsWith('.json')) return refuse('hook-missing', { hook });
  const folder = await folderTrust(directory);
  if (folder === 'missing') return refuse('hook-missing', { hook });
  const [file, sidecar] = [await fileTrust(directory, hook), await fileTrust(directory, `${hook}.json`)];
  if (folder === 'not-trusted' || file === 'not-trusted' || sidecar === 'not-trusted') {
    return refuse('hook-not-trusted', { hook });
  }
  if (file === 'missing') return refuse('hook-missing', { hook });
  if (sidecar === 'missing') return ok(NO_DECLARATION);
  const declaration = readDeclaration(await readFile(join(directory, `${hook}.json`), 'utf8'));
  return declaration === null
    ? refuse('document-malformed', { document: `declaration of hook ${hook}`, detail: 'see docs for its form' })
    : ok(declaration);
};

const runHook = async (
  { run, directory }: FolderHooksOptions,
  { hook, parameters }: HookCall,
  seconds: number,
): Promise<CommandResult> =>
  await run({
    command: [join(directory, hook), ...Object.entries(parameters).flatMap(([name, value]) => [`--${name}`, value])],
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
