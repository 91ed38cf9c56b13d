import { LabError } from '../lab-error.ts';
import { type Prerequisite, prepareMachine } from '../prerequisites.ts';

/** Beside what the lab always needs: the full run has virtual machines, what every change runs has none. */
const FOR_VIRTUAL_MACHINES: readonly Prerequisite[] = [
  { package: 'qemu-system-x86', shownBy: 'qemu-system-x86_64', reason: 'emulates the lab virtual machines' },
  { package: 'qemu-utils', shownBy: 'qemu-img', reason: 'a disk per virtual machine over a shared image' },
  { package: 'seabios', shownBy: '/usr/share/seabios/bios-256k.bin', reason: 'their firmware' },
  { package: 'openssh-client', shownBy: 'ssh', reason: 'runs commands inside of them' },
  { package: 'e2fsprogs', shownBy: 'mkfs.ext4', reason: 'fills their image with a system' },
];

/** Installs what is missing, as the lab does for its containers. */
export async function ensureEmulator(report: (line: string) => void): Promise<void> {
  const readiness = await prepareMachine(report, FOR_VIRTUAL_MACHINES);
  if (readiness.kind !== 'ready') throw new LabError('command-missing', `no virtual machines here: ${readiness.text}`);
}
