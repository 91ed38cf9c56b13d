import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { textOrNull } from '../files.ts';
import { LabError } from '../lab-error.ts';
import { hostResolver } from '../machine/index.ts';
import { mountOverlay, mountPointsBelow, unmount } from '../mount/index.ts';
import { endProcess, isAlive, type ProcessRecord, startDetached } from '../process/index.ts';
import { assertOurs, readDocument, removeOurs } from '../state/index.ts';
import { closeWayIn, qemuProcess, startMachine } from '../virtual/index.ts';
import { removeGroup } from './cgroup.ts';
import { containerInit, nspawnProcesses } from './container.ts';
import { writeIntoRoot } from './create.ts';
import { hostState, type LabHost, machineOf, overlayOf, rootOf } from './host.ts';
import { execOk } from './inside.ts';
import { removeInterface } from './interface.ts';
import { isSupervision, type Supervision, supervisionDocument } from './supervision.ts';
import { bootId, waitUntilRunning } from './wait.ts';

/** systemd(1): SIGRTMIN+4 on PID 1 starts poweroff.target. SIGRTMIN is 34 with glibc. */
const POWER_OFF_SIGNAL = 34 + 4;
/** A clean shutdown waits for stopping units; a package transaction's unit may take its time (KillMode recipe). */
const POWER_OFF_TIMEOUT_MS = 120_000;
const START_TIMEOUT_MS = 30_000;
const REBOOT_TIMEOUT_MS = 180_000;
const POLL_MS = 50;

/** Starts a host that is down. Returns when its PID 1 runs; its boot goes on (waitUntilRunning). */
export async function startHost(host: LabHost, bridge: string): Promise<void> {
  if (hostState(host) === 'up') return;
  await endLeftovers(host);
  if (host.carrier === 'virtual-machine') {
    await removeInterface(host.machineName);
    await startMachine(machineOf(host), bridge);
    return;
  }
  await mountOverlay(overlayOf(host));
  // The machine may have moved to another network since the host was made.
  await writeIntoRoot(rootOf(host), { path: '/etc/resolv.conf', content: await hostResolver() });
  const logFile = join(host.directory, 'console.log');
  const supervisor = await startDetached({
    program: join(import.meta.dirname, 'supervisor-main.ts'),
    args: [host.directory, bridge],
    logFile,
  });
  const deadline = performance.now() + START_TIMEOUT_MS;
  while (containerInit(host) === null) {
    if (!isAlive(supervisor) || performance.now() > deadline) {
      const log = (await textOrNull(logFile)) ?? '';
      throw new LabError('not-running', `${host.name} did not start; the end of ${logFile}:\n${log.slice(-1000)}`);
    }
    await pause(POLL_MS);
  }
}

/** A clean power-off; the host stays down until startHost. */
export async function powerOff(host: LabHost): Promise<void> {
  if (host.carrier === 'virtual-machine') return powerOffMachine(host);
  const init = await ownInit(host);
  process.kill(init.pid, POWER_OFF_SIGNAL);
  await untilDown(host, init, POWER_OFF_TIMEOUT_MS);
}

async function powerOffMachine(host: LabHost): Promise<void> {
  const emulator = await ownEmulator(host);
  await execOk(host, ['systemctl', 'poweroff', '--no-block'], { timeoutMs: START_TIMEOUT_MS });
  await closeWayIn(host);
  const deadline = performance.now() + POWER_OFF_TIMEOUT_MS;
  while (isAlive(emulator)) {
    if (performance.now() > deadline) throw new LabError('not-settled', `${host.name} is not down after its time`);
    await pause(POLL_MS);
  }
}

/**
 * Every process of the host is gone at once. Of a container the machine's page cache survives, so that nothing is lost that was
 * not synced; of a virtual machine it is a power cut, at which its memory is lost.
 */
export async function suddenStop(host: LabHost): Promise<void> {
  if (host.carrier === 'virtual-machine') {
    if (!(await endProcess(await ownEmulator(host), 'SIGKILL')))
      throw new LabError('not-settled', `${host.name} runs on`);
    await closeWayIn(host);
    return;
  }
  const init = await ownInit(host);
  await endProcess(init, 'SIGKILL');
  await untilDown(host, init, START_TIMEOUT_MS);
}

/** Asks the host to reboot and waits until it is up again with another boot id. */
export async function reboot(host: LabHost): Promise<{ readonly bootId: string; readonly awayMs: number }> {
  const before = await bootId(host);
  const startedAt = performance.now();
  await (host.carrier === 'virtual-machine' ? rebootMachine(host, before) : rebootContainer(host));
  await waitUntilRunning(host, { timeoutMs: REBOOT_TIMEOUT_MS });
  const after = await bootId(host);
  if (after === before) throw new LabError('not-settled', `${host.name} kept its boot id over a reboot`);
  return { bootId: after, awayMs: Math.round(performance.now() - startedAt) };
}

async function rebootContainer(host: LabHost): Promise<void> {
  const init = await ownInit(host);
  await execOk(host, ['systemctl', 'reboot', '--no-block'], { timeoutMs: START_TIMEOUT_MS });
  const deadline = performance.now() + REBOOT_TIMEOUT_MS;
  while (isAlive(init) || containerInit(host) === null) {
    if (performance.now() > deadline) throw new LabError('not-settled', `${host.name} did not come back from reboot`);
    await pause(POLL_MS);
  }
}

/** Its emulator stays; that it was down only another boot id tells. */
async function rebootMachine(host: LabHost, before: string): Promise<void> {
  await execOk(host, ['systemctl', 'reboot', '--no-block'], { timeoutMs: START_TIMEOUT_MS });
  await closeWayIn(host);
  const deadline = performance.now() + REBOOT_TIMEOUT_MS;
  for (;;) {
    const now = await bootId(host).catch(() => before);
    if (now !== before) return;
    if (performance.now() > deadline) throw new LabError('not-settled', `${host.name} did not come back from reboot`);
    await pause(POLL_MS);
  }
}

/** What is known of a host even where a killed run wrote no document for it. */
type HostRuins = Pick<LabHost, 'directory' | 'machineName'>;

/** Ends the host whatever state it is in and removes all of it. Idempotent; works on what a killed run left. */
export async function removeHost({ directory, machineName }: HostRuins): Promise<void> {
  if (nspawnProcesses({ directory }).length > 0 || qemuProcess({ directory }) !== null) {
    await assertOurs(directory, 'host');
  }
  await endLeftovers({ directory });
  await removeInterface(machineName);
  await removeGroup(machineName);
  for (const mounted of mountPointsBelow(directory)) await unmount(mounted);
  await removeOurs(directory, 'host');
}

/** Supervisor first, so that it starts nothing again; then the containers, found by their command line. */
async function endLeftovers(host: { readonly directory: string }): Promise<void> {
  const supervision = await readSupervision(host.directory);
  if (supervision !== null) await endProcess(supervision.supervisor, 'SIGKILL');
  for (const nspawn of nspawnProcesses(host)) {
    await endProcess(containerInit(host), 'SIGKILL');
    await endProcess(nspawn, 'SIGKILL');
  }
  await endProcess(qemuProcess(host), 'SIGKILL');
}

async function readSupervision(directory: string): Promise<Supervision | null> {
  return readDocument(supervisionDocument(directory), isSupervision);
}

/** nspawn and supervisor too: only then can the same host be started again. */
async function untilDown(host: LabHost, init: ProcessRecord, timeoutMs: number): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    const supervision = await readSupervision(host.directory);
    const supervised = supervision !== null && isAlive(supervision.supervisor);
    if (!isAlive(init) && nspawnProcesses(host).length === 0 && !supervised) return;
    if (performance.now() > deadline) throw new LabError('not-settled', `${host.name} is not down after its time`);
    await pause(POLL_MS);
  }
}

/** The emulator of a host that is up, once its directory has shown that the lab made it. */
async function ownEmulator(host: LabHost): Promise<ProcessRecord> {
  await assertOurs(host.directory, 'host');
  const emulator = qemuProcess(host);
  if (emulator === null) throw new LabError('not-running', `${host.name} is down`);
  return emulator;
}

/** PID 1 of a host that is up, once its root has shown that the lab made it. */
async function ownInit(host: LabHost): Promise<ProcessRecord> {
  await assertOurs(join(rootOf(host), 'etc'), 'host-root');
  const init = containerInit(host);
  if (init === null) throw new LabError('not-running', `${host.name} is down`);
  return init;
}
