import { runOk } from '../run.ts';
import { diskOf, type VirtualMachine } from './qemu.ts';

const TIMEOUT_MS = 30_000;

/** A layer of its own over the shared image, which stays as it is. */
export async function createDisk(machine: Pick<VirtualMachine, 'directory'>, image: string): Promise<void> {
  const argv = ['qemu-img', 'create', '-q', '-f', 'qcow2', '-b', image, '-F', 'qcow2', diskOf(machine)];
  await runOk(argv, { timeoutMs: TIMEOUT_MS });
}
