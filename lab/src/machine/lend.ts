import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createConnection } from 'node:net';
import { join } from 'node:path';
import { namesIn, statOrNull } from '../files.ts';
import { isMountPoint, unmount } from '../mount/index.ts';
import { endProcess, isProcessRecord, type ProcessRecord, recordOf } from '../process/index.ts';
import { runOk } from '../run.ts';
import type { LabSettings } from '../settings.ts';
import { readDocument, writeDocument } from '../state/index.ts';

const COMMAND_TIMEOUT_MS = 10_000;
const BUS_SOCKET = '/run/dbus/system_bus_socket';
const NSPAWN_RUN = '/run/systemd/nspawn';
const FORWARDING = '/proc/sys/net/ipv4/ip_forward';

/** What the lab changed on the machine for all labs together, so that the last one can change it back. */
interface Lent {
  readonly bus: ProcessRecord | null;
  readonly nspawnMount: boolean;
  readonly forwardingBefore: string | null;
}

/**
 * Gives the machine what systemd-nspawn needs where systemd is not PID 1 (a message bus, a mount on /run/systemd/nspawn),
 * and forwarding. Idempotent; adds to what an earlier lab wrote down.
 */
export async function lend(settings: LabSettings): Promise<void> {
  const before = (await readDocument(lentPath(settings), isLent)) ?? NOTHING;
  const bus = (await busAnswers()) ? before.bus : await startBus();
  // Looked at anew: after a reboot of the machine the record says mounted and the mount is gone.
  const nspawnMount = (await mountNspawnRun()) || before.nspawnMount;
  const forwarding = (await readFile(FORWARDING, 'utf8')).trim();
  if (forwarding !== '1') await writeFile(FORWARDING, '1');
  const lent: Lent = { bus, nspawnMount, forwardingBefore: before.forwardingBefore ?? forwarding };
  await writeDocument(lentPath(settings), lent);
}

/** Does nothing while any lab is left on the machine. */
export async function takeBack(settings: LabSettings): Promise<void> {
  const labs = await namesIn(join(settings.stateDirectory, 'labs'));
  if (labs.length > 0) return;
  const lent = await readDocument(lentPath(settings), isLent);
  if (lent === null) return;
  if (lent.bus !== null) {
    await endProcess(lent.bus, 'SIGTERM');
    await rm(BUS_SOCKET, { force: true });
    await rm('/run/dbus/pid', { force: true });
  }
  if (lent.nspawnMount) await unmount(NSPAWN_RUN); // nothing to do where it is gone already
  if (lent.forwardingBefore !== null) await writeFile(FORWARDING, lent.forwardingBefore);
  await rm(lentPath(settings));
}

const NOTHING: Lent = { bus: null, nspawnMount: false, forwardingBefore: null };

function lentPath(settings: LabSettings): string {
  return join(settings.stateDirectory, 'machine.json');
}

export function isLent(value: unknown): value is Lent {
  if (typeof value !== 'object' || value === null) return false;
  const { bus, nspawnMount, forwardingBefore } = value as Record<string, unknown>;
  return (
    (bus === null || isProcessRecord(bus)) &&
    typeof nspawnMount === 'boolean' &&
    (forwardingBefore === null || forwardingBefore === '0' || forwardingBefore === '1')
  );
}

/** A socket file is no proof: one stays behind when the daemon is killed. */
function busAnswers(): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection(BUS_SOCKET);
    socket.once('error', () => resolve(false));
    socket.once('close', () => resolve(false));
    socket.setTimeout(COMMAND_TIMEOUT_MS, () => socket.destroy());
    socket.once('connect', () => {
      resolve(true);
      socket.destroy();
    });
  });
}

async function startBus(): Promise<ProcessRecord | null> {
  await mkdir('/run/dbus', { recursive: true });
  // A pid file of a killed daemon keeps the next one from starting.
  await rm('/run/dbus/pid', { force: true });
  const printed = await runOk(['dbus-daemon', '--system', '--fork', '--print-pid'], { timeoutMs: COMMAND_TIMEOUT_MS });
  return recordOf(Number.parseInt(printed, 10));
}

async function mountNspawnRun(): Promise<boolean> {
  const systemdIsInit = (await statOrNull('/run/systemd/system')) !== null;
  if (systemdIsInit || isMountPoint(NSPAWN_RUN)) return false;
  await mkdir(NSPAWN_RUN, { recursive: true });
  await runOk(['mount', '-t', 'tmpfs', '-o', 'mode=0755', 'tmpfs', NSPAWN_RUN], { timeoutMs: COMMAND_TIMEOUT_MS });
  return true;
}
