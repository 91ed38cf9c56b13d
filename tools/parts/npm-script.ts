import { spawn } from 'node:child_process';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');

/** Between asking a part to end and ending it: the lab takes its hosts down within this. */
const GRACE_MS = 30_000;

/** A simulated night prints some megabytes; what exceeds this is shown and not kept. */
const KEPT_BYTES_MAX = 256 * 1024 * 1024;

/** A program that was left running may hold the pipe open; what npm itself wrote has arrived long before. */
const DRAIN_MS = 5_000;

export interface ScriptEnd {
  /** `null`: ended by a signal. */
  readonly exitCode: number | null;
  readonly timedOut: boolean;
  readonly stdout: Buffer;
}

/** Runs `npm run --silent NAME -- ARGS`, shows its output as it comes and keeps standard output. */
export function npmScript(name: string, args: readonly string[], limitMs: number): Promise<ScriptEnd> {
  return new Promise((resolve, reject) => {
    // A process group of its own: ending npm alone would leave the programs that it started.
    const child = spawn('npm', ['run', '--silent', name, '--', ...args], {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'inherit'],
      detached: true,
    });
    const kept: Buffer[] = [];
    let keptBytes = 0;
    let timedOut = false;
    const signalGroup = (signal: NodeJS.Signals): void => {
      if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, signal);
    };
    const interrupt = (): void => signalGroup('SIGINT');
    process.once('SIGINT', interrupt);
    const limit = setTimeout(() => {
      timedOut = true;
      signalGroup('SIGTERM');
      setTimeout(() => signalGroup('SIGKILL'), GRACE_MS).unref();
    }, limitMs);
    child.stdout.on('data', (chunk: Buffer) => {
      process.stdout.write(chunk);
      keptBytes += chunk.length;
      if (keptBytes <= KEPT_BYTES_MAX) kept.push(chunk);
    });
    child.on('error', (cause) => reject(new Error('npm could not be started', { cause })));
    child.on('exit', () => {
      setTimeout(() => child.stdout.destroy(), DRAIN_MS).unref();
    });
    child.on('close', (exitCode) => {
      clearTimeout(limit);
      process.off('SIGINT', interrupt);
      resolve({ exitCode, timedOut, stdout: Buffer.concat(kept) });
    });
  });
}

/** Why a script's end is a failure, or nothing. */
export function scriptFailure(name: string, end: ScriptEnd): string | undefined {
  if (end.timedOut) return `${name} ran into its time limit and was ended`;
  return end.exitCode === 0 ? undefined : `${name} ended with exit code ${end.exitCode ?? 'of a signal'}`;
}
