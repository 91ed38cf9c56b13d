import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { failed } from '../exit/index.ts';
import type { Program } from './programs.ts';

/** A terminal sends these to the whole group, so that the program has them already; from elsewhere they come to us alone. */
const FROM_TERMINAL = ['SIGINT', 'SIGQUIT'] as const;
const FROM_ELSEWHERE = ['SIGTERM', 'SIGHUP'] as const;

/** Runs it in our place: its input and output are ours, signals reach it, and its end is ours too. Answers its exit status. */
export const runProgram = async ({ file, args }: Program, typed: readonly string[]): Promise<number> =>
  await new Promise((resolve, reject) => {
    const child = spawn(file, [...args, ...typed], { stdio: 'inherit' });
    const forward = (signal: NodeJS.Signals) => (): void => {
      child.kill(signal);
    };
    const listeners = [
      ...FROM_TERMINAL.map((signal) => [signal, process.stdin.isTTY ? () => undefined : forward(signal)] as const),
      ...FROM_ELSEWHERE.map((signal) => [signal, forward(signal)] as const),
    ];
    for (const [signal, listener] of listeners) process.on(signal, listener);
    const done = (): void => {
      for (const [signal, listener] of listeners) process.off(signal, listener);
    };
    child.on('error', (cause) => {
      done();
      reject(failed(70, `${file} cannot be started: ${cause.message}`, cause));
    });
    child.on('exit', (status, signal) => {
      done();
      resolve(signal === null ? (status ?? 0) : 128 + constants.signals[signal]);
    });
  });
