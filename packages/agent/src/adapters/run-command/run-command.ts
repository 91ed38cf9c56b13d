import { type ChildProcess, spawn } from 'node:child_process';
import { constants } from 'node:os';
import type { CommandRequest, CommandResult, RunCommand } from '../../ports/index.ts';
import { createTail, type Tail } from './tail.ts';

/** Between the asking signal and the ending one: time to write a last line and to remove a temporary file. */
const END_GRACE_MS = 5000;

export const runCommand: RunCommand = (request) =>
  new Promise((resolve) => {
    const [program, ...args] = request.command;
    const child = spawn(program, args, {
      cwd: '/',
      env: request.environment,
      shell: false,
      stdio: ['ignore', 'pipe', 'pipe'],
      // A group of its own, so that ending it ends its children, and a Ctrl-C meant for us does not reach it.
      detached: true,
    });
    const streams = { stdout: createTail(request.outputBytesMax), stderr: createTail(request.outputBytesMax) };
    child.stdout.on('data', (chunk: Buffer) => streams.stdout.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => streams.stderr.push(chunk));
    const timer = setTimeout(() => resolve(overdue(child, request, streams)), request.timeLimitMs);
    child.on('error', (error) => {
      clearTimeout(timer);
      resolve({ kind: 'not-started', detail: error.message });
    });
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      resolve({
        kind: 'ended',
        status: code ?? (signal === null ? 255 : 128 + constants.signals[signal]),
        stdout: streams.stdout.text(),
        stderr: streams.stderr.text(),
        output: streams.stdout.isCut() || streams.stderr.isCut() ? 'cut' : 'whole',
      });
    });
  });

interface Streams {
  readonly stdout: Tail;
  readonly stderr: Tail;
}

const overdue = (child: ChildProcess, request: CommandRequest, streams: Streams): CommandResult => {
  if (request.whenOverdue === 'end') endGroup(child);
  // The pipes stay open and are read on: a program that is left must not die of a closed pipe.
  else letGo(child);
  return { kind: 'overdue', stdout: streams.stdout.text(), stderr: streams.stderr.text() };
};

const letGo = (child: ChildProcess): void => {
  child.unref();
  for (const stream of [child.stdout, child.stderr]) (stream as unknown as { unref?: () => void } | null)?.unref?.();
};

const endGroup = (child: ChildProcess): void => {
  signalGroup(child, 'SIGTERM');
  const kill = setTimeout(() => signalGroup(child, 'SIGKILL'), END_GRACE_MS);
  kill.unref();
  // What ignored the first signal may be a grandchild that keeps the pipes: `exit` says nothing about it, `close` does.
  child.on('close', () => clearTimeout(kill));
};

const signalGroup = (child: ChildProcess, signal: 'SIGTERM' | 'SIGKILL'): void => {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch (error) {
    // Gone between the look and the signal: that is what was wanted.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
};
