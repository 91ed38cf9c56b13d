import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { LabError } from '../lab-error.ts';
import { commandEnvironment } from '../run.ts';
import { type ProcessRecord, recordOf } from './record.ts';

export interface DetachedProgram {
  /** One of the lab's own .ts programs, run by this same Node. */
  readonly program: string;
  readonly args: readonly string[];
  /** Both outputs are appended here. */
  readonly logFile: string;
}

/** Starts a program of the lab in a session of its own, so that it outlives us and our terminal. */
export async function startDetached({ program, args, logFile }: DetachedProgram): Promise<ProcessRecord> {
  const log = openSync(logFile, 'a');
  try {
    const child = spawn(process.execPath, [program, ...args], {
      cwd: '/',
      detached: true,
      env: commandEnvironment,
      stdio: ['ignore', log, log],
    });
    await new Promise<void>((resolve, reject) => {
      child.once('spawn', resolve);
      child.once('error', (cause) => reject(new LabError('command-missing', `${program} did not start`, { cause })));
    });
    child.unref();
    const record = child.pid === undefined ? null : recordOf(child.pid);
    if (record === null) throw new LabError('command-failed', `${program} ended at once; see ${logFile}`);
    return record;
  } finally {
    closeSync(log);
  }
}
