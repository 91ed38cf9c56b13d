import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { textOrNull } from '../files.ts';
import { LabError } from '../lab-error.ts';
import { type ProcessRecord, recordOf } from '../process/index.ts';
import { commandEnvironment, runOk } from '../run.ts';
import { EMULATOR, machineArguments, qemuProcess, type VirtualMachine } from './qemu.ts';

const TIMEOUT_MS = 10_000;
/** What is wrong with its arguments, its disk or its tap the emulator says within this. */
const SETTLED_MS = 500;

/**
 * Starts a machine that is down; its boot goes on. A reboot inside is the emulator's own affair, and a power-off ends it, so that
 * nobody need watch over it.
 */
export async function startMachine(machine: VirtualMachine, bridge: string): Promise<ProcessRecord> {
  const running = qemuProcess(machine);
  if (running !== null) return running;
  await makeTap(machine.interfaceName, bridge);
  const logFile = join(machine.directory, 'emulator.log');
  const log = openSync(logFile, 'a');
  const child = spawn(EMULATOR, machineArguments(machine), {
    cwd: '/',
    // In a session of its own: it outlives us and our terminal.
    detached: true,
    env: commandEnvironment,
    stdio: ['ignore', log, log],
  });
  await once(child, 'spawn');
  child.unref();
  await pause(SETTLED_MS);
  const record = child.pid === undefined ? null : recordOf(child.pid);
  if (record !== null) return record;
  throw new LabError('not-running', `the emulator ended at once: ${((await textOrNull(logFile)) ?? '').slice(-1000)}`);
}

/** Made by us and not by the emulator: it then stays what it is over a reboot of the guest. */
async function makeTap(name: string, bridge: string): Promise<void> {
  const ip = async (...args: readonly string[]): Promise<unknown> => runOk(['ip', ...args], { timeoutMs: TIMEOUT_MS });
  await ip('tuntap', 'add', 'dev', name, 'mode', 'tap');
  await ip('link', 'set', name, 'master', bridge, 'up');
}
