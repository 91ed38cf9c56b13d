import { readFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { LabError } from '../lab-error.ts';
import { containerInit } from './container.ts';
import { hostState, type LabHost } from './host.ts';
import { exec, execOk } from './inside.ts';

/** One question costs about 10 ms of processor time; eight hosts ask at once while they boot on two cores. */
const POLL_MS = 250;
const QUESTION_TIMEOUT_MS = 5_000;
/** Of a virtual machine: an emulated key exchange, beside other work; longer than ssh itself waits for a connection. */
const WAY_IN_TIMEOUT_MS = 90_000;

/** Waits until systemd says that the boot is over: `running`, or `degraded` where a unit failed. */
export async function waitUntilRunning(
  host: LabHost,
  { timeoutMs }: { readonly timeoutMs: number },
): Promise<'running' | 'degraded'> {
  const deadline = performance.now() + timeoutMs;
  let last = 'down';
  const questionMs = host.carrier === 'virtual-machine' ? WAY_IN_TIMEOUT_MS : QUESTION_TIMEOUT_MS;
  while (performance.now() < deadline) {
    if (hostState(host) === 'up') {
      const answer = await exec(host, ['systemctl', 'is-system-running'], { timeoutMs: questionMs }).catch(
        (cause: unknown) => {
          // The container can end between the look and the command: it reboots, or it died; the next look tells.
          if (cause instanceof LabError && cause.reason === 'not-running') return null;
          throw cause;
        },
      );
      last = answer?.stdout.trim() || last;
      if (last === 'running' || last === 'degraded') return last;
    }
    await pause(POLL_MS);
  }
  throw new LabError('not-settled', `${host.name} did not finish its boot in ${timeoutMs} ms (last: ${last})`);
}

/** Identity of the present boot; systemd-nspawn gives each container one of its own. */
export async function bootId(host: LabHost): Promise<string> {
  if (host.carrier === 'virtual-machine') {
    return (await execOk(host, ['cat', '/proc/sys/kernel/random/boot_id'], { timeoutMs: WAY_IN_TIMEOUT_MS })).trim();
  }
  const init = containerInit(host);
  if (init === null) throw new LabError('not-running', `${host.name} is down`);
  const text = await readFile(`/proc/${init.pid}/root/proc/sys/kernel/random/boot_id`, 'utf8');
  return text.trim();
}
