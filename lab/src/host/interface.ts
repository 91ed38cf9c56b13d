import { LabError } from '../lab-error.ts';
import { run } from '../run.ts';

const TIMEOUT_MS = 10_000;

/** What systemd-nspawn calls the machine's end of a host's link with --network-bridge; the tap of a virtual machine is called so, too. */
export function interfaceOf(machineName: string): string {
  return `vb-${machineName}`;
}

/**
 * Removes the link that an ended container left. Usually it goes with the container, but a connection that was still
 * sending keeps the network namespace alive for minutes (seen on Linux 6.18 after a sudden stop), and the name is then
 * taken when the host starts again. Only for hosts that are down.
 */
export async function removeInterface(machineName: string): Promise<void> {
  const name = interfaceOf(machineName);
  const found = await run(['ip', '-json', '-details', 'link', 'show', name], { timeoutMs: TIMEOUT_MS });
  if (found.exitCode !== 0) return;
  if (!/"info_kind":"(?:veth|tun)"/.test(found.stdout)) throw new LabError('not-ours', `${name} is no link of a host`);
  const removed = await run(['ip', 'link', 'delete', name], { timeoutMs: TIMEOUT_MS });
  // It may have gone by itself meanwhile.
  if (removed.exitCode === 0 || /cannot find device/i.test(removed.stderr)) return;
  throw new LabError('command-failed', `${name} cannot be removed: ${removed.stderr.trim()}`);
}
