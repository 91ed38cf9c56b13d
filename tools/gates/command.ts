import { spawn } from 'node:child_process';
import { join } from 'node:path';

/** Longer than the slowest gate by a factor of ten on two busy cores; a tool that hangs must not hang CI. */
const TIMEOUT_MS = 120_000;

/** `tsc --listFiles` and dependency-cruiser's JSON for a tree ten times ours stay well below this. */
const OUTPUT_BYTES_MAX = 64 * 1024 * 1024;

export interface ToolOutcome {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs one of the project's own tools (`node_modules/.bin`) in `root`, without a shell. */
export function runTool(root: string, tool: string, args: readonly string[]): Promise<ToolOutcome> {
  const bin = join(root, 'node_modules/.bin');
  return new Promise((resolve, reject) => {
    const child = spawn(join(bin, tool), args, {
      cwd: root,
      // The tools' launchers say `env node`: the project's Node has to be the first one they meet.
      env: { ...process.env, PATH: `${bin}:${process.env['PATH'] ?? ''}`, LC_ALL: 'C.UTF-8', NO_COLOR: '1' },
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: TIMEOUT_MS,
    });
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    let bytes = 0;
    const take = (into: Buffer[]) => (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > OUTPUT_BYTES_MAX) child.kill();
      else into.push(chunk);
    };
    child.stdout.on('data', take(stdout));
    child.stderr.on('data', take(stderr));
    child.on('error', (cause) => reject(new Error(`${tool} could not be started`, { cause })));
    child.on('close', (code, signal) => {
      const ended = signal === null ? '' : `\n${tool} was ended by ${signal} (time or output limit)`;
      resolve({
        exitCode: code ?? 1,
        stdout: Buffer.concat(stdout).toString('utf8'),
        stderr: Buffer.concat(stderr).toString('utf8') + ended,
      });
    });
  });
}

export function textOf(outcome: ToolOutcome): string {
  return [outcome.stdout, outcome.stderr]
    .map((text) => text.trimEnd())
    .filter(Boolean)
    .join('\n');
}
