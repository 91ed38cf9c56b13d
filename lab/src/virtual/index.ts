// Virtual machines under plain emulation (qemu, never KVM): the emulator's arguments, its processes, and the way in.
//
// What containers cannot show is real in them: a boot loader, kernels, LVM, and a power cut, at which what the guest had
// not synced is gone. Knows disks, bridges and addresses; nothing of fleets, and not what is on a disk.
//
// May import: process/ and the lab's top-level files.
export { runToItsEnd } from './direct.ts';
export { createDisk } from './disk.ts';
export { ensureEmulator } from './emulator.ts';
export { hardwareAddress, machineArguments, qemuProcess, type VirtualMachine } from './qemu.ts';
export { makeSeed } from './seed.ts';
export { closeWayIn, makeWayIn, sshArguments } from './ssh.ts';
export { startMachine } from './start.ts';
