import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { LabError } from '../lab-error.ts';
import { commandEnvironment, run } from '../run.ts';
import { PROGRAMS } from './checkout.ts';
import { authorityPath, type Controller } from './controller.ts';

export interface CliRun {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The longest that one command waits for others: a cut that fetches over a slow line. */
const TIMEOUT_MS = 10 * 60_000;

/** `slipway WORDS` as a person would type it. */
export function commandLine(words: readonly string[]): string {
  return ['slipway', ...words.map((word) => (/^[A-Za-z0-9_.:=/@+,-]+$/.test(word) ? word : `'${word}'`))].join(' ');
}

/** Runs `slipway WORDS` against the controller. Its settings come from the environment, as a script would give them. */
export async function slipway(controller: Controller, words: readonly string[]): Promise<CliRun> {
  return run([process.execPath, PROGRAMS.cli, ...words], { timeoutMs: TIMEOUT_MS, env: settingsFor(controller) });
}

/** As {@link slipway}; anything but exit code 0 is an error with the command's own words. */
export async function slipwayOk(controller: Controller, words: readonly string[]): Promise<CliRun> {
  const result = await slipway(controller, words);
  if (result.exitCode === 0) return result;
  const said = `${result.stdout}${result.stderr}`.trim();
  throw new LabError('command-failed', `${commandLine(words)}: exit code ${result.exitCode}\n${said}`);
}

/** Runs a command that tells as it goes (`rollout watch`), line by line. Answers its exit code. */
export async function slipwayLines(
  controller: Controller,
  words: readonly string[],
  onLine: (line: string) => void,
): Promise<number | null> {
  const child = spawn(process.execPath, [PROGRAMS.cli, ...words], {
    cwd: '/',
    env: { ...commandEnvironment, ...settingsFor(controller) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ending = () => child.kill('SIGKILL');
  process.once('exit', ending);
  createInterface({ input: child.stdout }).on('line', onLine);
  createInterface({ input: child.stderr }).on('line', onLine);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      process.off('exit', ending);
      resolve(code);
    });
  });
}

/** What a person would have in the environment, or in the file that `slipway login` writes. */
export function settingsFor(controller: Controller): Readonly<Record<string, string>> {
  return {
    SLIPWAY_URL: controller.url,
    SLIPWAY_TOKEN: controller.token,
    SLIPWAY_CA: authorityPath(controller),
  };
}
