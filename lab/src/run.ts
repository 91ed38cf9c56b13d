import { type ChildProcess, spawn } from 'node:child_process';
import { type FileHandle, open } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { LabError } from './lab-error.ts';

/** The whole environment of every command: nothing of the caller's leaks in, and output parses the same everywhere. */
export const commandEnvironment: Readonly<Record<string, string>> = {
  HOME: '/root',
  LC_ALL: 'C.UTF-8',
  PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  TERM: 'dumb',
};

/** Enough for the longest listing that the lab reads (a dpkg database is below 1 MB), small enough for eight at once. */
const OUTPUT_BYTES_MAX = 4 * 1024 * 1024;
/** A grandchild that keeps our pipe open (a daemon that forks) must not keep us waiting after its parent ended. */
const PIPE_GRACE_MS = 500;
/** How much of a command's own words an error message repeats. */
const ERROR_TAIL_CHARACTERS = 2000;

export interface RunOptions {
  readonly timeoutMs: number;
  /** Added to {@link commandEnvironment}. */
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string | Uint8Array;
  /** Both outputs go to this file instead of memory: a command that outlives us then never meets a broken pipe. */
  readonly outputFile?: string;
  /** `leave`: past its time the command runs on. For package managers, which are never signalled. */
  readonly whenOverdue?: 'kill' | 'leave';
}

export interface RunResult {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly durationMs: number;
  readonly ending: 'exited' | 'signalled' | 'overdue';
  readonly truncated: boolean;
}

const running = new Set<ChildProcess>();
// Commands have sessions of their own, so the terminal's interrupt does not reach them: what still runs when the lab's
// program ends would go on alone. Commands that may outlive us (whenOverdue: leave) are not in the set.
process.once('exit', () => {
  for (const child of running) killGroup(child);
});

/** Runs an argument list. A non-zero exit is an answer, not an error; a program that does not exist is an error. */
export async function run(argv: readonly string[], options: RunOptions): Promise<RunResult> {
  const [program, ...args] = argv;
  if (program === undefined) throw new LabError('command-missing', 'an empty argument list was given');
  const file = options.outputFile === undefined ? null : await open(options.outputFile, 'a');
  try {
    return await runWith(program, args, options, file);
  } finally {
    await file?.close();
  }
}

/** Runs an argument list and answers its standard output; anything but exit code 0 is a LabError. */
export async function runOk(argv: readonly string[], options: RunOptions): Promise<string> {
  const result = await run(argv, options);
  if (result.ending === 'exited' && result.exitCode === 0) return result.stdout;
  throw failedCommand(argv, result);
}

export function failedCommand(argv: readonly string[], result: RunResult): LabError {
  const words = (result.stderr.trim() || result.stdout.trim()).slice(-ERROR_TAIL_CHARACTERS);
  const how = result.ending === 'exited' ? `exit code ${result.exitCode}` : result.ending;
  return new LabError(
    result.ending === 'overdue' ? 'command-overdue' : 'command-failed',
    `${argv.join(' ')}: ${how} after ${Math.round(result.durationMs)} ms${words === '' ? '' : `\n${words}`}`,
  );
}

function runWith(
  program: string,
  args: readonly string[],
  options: RunOptions,
  file: FileHandle | null,
): Promise<RunResult> {
  const startedAt = performance.now();
  const output = file === null ? ('pipe' as const) : file.fd;
  // A process group of its own: what the command started ends with it, also inside a host's pid namespace.
  const child = spawn(program, args, {
    cwd: '/',
    detached: true,
    env: { ...commandEnvironment, ...options.env },
    stdio: [options.input === undefined ? 'ignore' : 'pipe', output, output],
  });
  if (options.whenOverdue !== 'leave') running.add(child);
  feed(child, options.input);
  const stdout = collect(child.stdout);
  const stderr = collect(child.stderr);
  return new Promise((resolve, reject) => {
    let overdue = false;
    const finish = (exitCode: number | null): void => {
      clearTimeout(timer);
      running.delete(child);
      child.stdout?.destroy();
      child.stderr?.destroy();
      const ending = overdue ? 'overdue' : exitCode === null ? 'signalled' : 'exited';
      const durationMs = performance.now() - startedAt;
      const truncated = stdout.truncated || stderr.truncated;
      resolve({ exitCode, stdout: text(stdout), stderr: text(stderr), durationMs, ending, truncated });
    };
    const timer = setTimeout(() => {
      overdue = true;
      if (options.whenOverdue === 'leave') {
        child.unref();
        finish(null);
      } else {
        killGroup(child);
      }
    }, options.timeoutMs);
    child.once('error', (cause) => {
      clearTimeout(timer);
      running.delete(child);
      reject(new LabError('command-missing', `${program} could not be started`, { cause }));
    });
    child.once('close', (code) => finish(code));
    child.once('exit', (code) => setTimeout(() => finish(code), PIPE_GRACE_MS).unref());
  });
}

function feed(child: ChildProcess, input: string | Uint8Array | undefined): void {
  if (child.stdin === null || input === undefined) return;
  // A command that ends before it read its input says so by its exit code; the broken pipe adds nothing.
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
}

interface Collected {
  readonly chunks: Buffer[];
  bytes: number;
  truncated: boolean;
}

function collect(stream: Readable | null): Collected {
  const collected: Collected = { chunks: [], bytes: 0, truncated: false };
  stream?.on('data', (chunk: Buffer) => {
    const room = OUTPUT_BYTES_MAX - collected.bytes;
    if (chunk.length > room) collected.truncated = true;
    if (room <= 0) return;
    const kept = chunk.subarray(0, room);
    collected.chunks.push(kept);
    collected.bytes += kept.length;
  });
  return collected;
}

function text(collected: Collected): string {
  return Buffer.concat(collected.chunks).toString('utf8');
}

function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    child.kill('SIGKILL'); // the group is gone already, or not ours: the child itself is all that is left to end
  }
}
