// A simulation of apt, answered as data: apt tells our hook program, which writes a file, which is read here. The text
// that apt prints is never parsed.

import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { textIfThere } from '../../if-there/index.ts';
import { type HookReport, readHookReport } from './hook-report.ts';
import { perlHook } from './hook-script.ts';
import { type AptContext, ask, PROGRAMS, problemOf } from './host.ts';

/** `solved`: apt would do this. `unsolved`: it would not, and these were the marks. `unable`: it could not be asked. */
export type Simulation =
  | { readonly kind: 'solved' | 'unsolved'; readonly report: HookReport; readonly problem: string }
  | { readonly kind: 'unable'; readonly problem: string };

/** Of the folder that each simulation has for its answer. */
export const SIMULATION_PREFIX = 'simulation-';
/** Real ones take 0.1 to 5 s; a host that swaps may need long. */
const SIMULATION_LIMIT_MS = 300_000;

export const simulate = async (
  context: AptContext,
  wish: {
    /** Where apt's sources are: an `APT_CONFIG` in the environment or `-c FILE` in the options. */
    readonly environment?: Readonly<Record<string, string>>;
    readonly options: readonly string[];
    readonly hook: 'Install' | 'Upgrade';
    readonly command: readonly string[];
  },
): Promise<Simulation> => {
  const folder = await mkdtemp(join(context.directory, SIMULATION_PREFIX));
  try {
    const answerPath = join(folder, 'answer');
    const hook = (await perlHook(folder)) ?? context.hookCommand;
    const result = await ask(
      context,
      [
        PROGRAMS.aptGet,
        '--simulate',
        '-qq',
        '-y',
        ...wish.options,
        '-o',
        // After any -c: an option is in force from where it stands, and that file clears the host's own hooks.
        `AptCli::Hooks::${wish.hook}::=${hookLine([...hook, answerPath])}`,
        ...wish.command,
      ],
      { environment: wish.environment ?? {}, timeLimitMs: SIMULATION_LIMIT_MS },
    );
    const report = await readReport(answerPath);
    if (result.kind !== 'ended') return { kind: 'unable', problem: problemOf(result) };
    if (report === null) return { kind: 'unable', problem: `apt did not tell its hook: ${problemOf(result)}` };
    const solved = result.status === 0 && report.phase === 'post';
    return { kind: solved ? 'solved' : 'unsolved', report, problem: solved ? '' : problemOf(result) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

/** `null`: nothing was written, or nothing that is a report. */
const readReport = async (path: string): Promise<HookReport | null> => {
  const text = await textIfThere(path);
  return text === null ? null : readHookReport(text);
};

const PLAIN = /^[A-Za-z0-9_@%+=,./-]+$/;

/** apt gives a hook to `sh -c`. Nothing of ours needs quoting, so that whatever would need it is refused instead. */
export const hookLine = (command: readonly string[]): string => {
  for (const part of command) {
    if (!PLAIN.test(part)) throw new Error(`apt's hook command cannot hold ${JSON.stringify(part)}`);
  }
  return command.join(' ');
};
