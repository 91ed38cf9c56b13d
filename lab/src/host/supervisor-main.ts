// A program of its own, one per host: keeps systemd-nspawn running as a service manager would. A reboot inside ends
// nspawn with 133 and is answered by starting it again; a power-off (0) or a sudden stop ends the supervisor too.
// Arguments: the host's directory and the bridge.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { LabError } from '../lab-error.ts';
import { recordOf } from '../process/index.ts';
import { commandEnvironment } from '../run.ts';
import { readDocument, writeDocument } from '../state/index.ts';
import { enterOwnGroup } from './cgroup.ts';
import { nspawnArguments } from './container.ts';
import { hostDocument, isLabHost } from './host.ts';
import { removeInterface } from './interface.ts';
import { type Supervision, supervisionDocument } from './supervision.ts';

const NSPAWN = 'systemd-nspawn';
/** systemd-nspawn with --keep-unit leaves a reboot to its service manager and says so with this code (nspawn.c). */
const REBOOT_EXIT_CODE = 133;
/** A host that reboots the moment it boots must not take the machine's processors with it. */
const RESTART_PAUSE_MS = 100;

async function supervise(directory: string, bridge: string): Promise<void> {
  const host = await readDocument(hostDocument(directory), isLabHost);
  const supervisor = recordOf(process.pid);
  if (host === null || supervisor === null) throw new LabError('not-ours', `${directory} holds no host of a lab`);
  const state: Supervision = { supervisor, starts: 0, lastExit: null };
  enterOwnGroup(host.machineName);
  const write = (next: Supervision): Promise<void> => writeDocument(supervisionDocument(directory), next);

  for (let starts = 1; ; starts += 1) {
    await write({ ...state, starts });
    await removeInterface(host.machineName);
    const exit = await nspawn(nspawnArguments({ ...host, bridge }));
    await write({ ...state, starts, lastExit: exit });
    console.log(`${host.name}: ${NSPAWN} ended with ${exit.code ?? exit.signal}`);
    if (exit.code !== REBOOT_EXIT_CODE) return;
    await pause(RESTART_PAUSE_MS);
  }
}

function nspawn(args: readonly string[]): Promise<{ code: number | null; signal: string | null }> {
  return new Promise((resolve, reject) => {
    const child = spawn(NSPAWN, args, {
      cwd: '/',
      // In a session of its own: the container outlives its supervisor and does not share its terminal.
      detached: true,
      env: { ...commandEnvironment, SYSTEMD_NSPAWN_UNIFIED_HIERARCHY: '1' },
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    child.once('error', (cause) => reject(new LabError('command-missing', `${NSPAWN} did not start`, { cause })));
    child.once('exit', (code, signal) => resolve({ code, signal }));
  });
}

const [directory, bridge] = process.argv.slice(2);
if (directory === undefined || bridge === undefined) {
  console.error(`usage: ${join('host', 'supervisor-main.ts')} DIRECTORY BRIDGE`);
  process.exitCode = 2;
} else {
  await supervise(directory, bridge);
}
