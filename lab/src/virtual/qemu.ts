import { join } from 'node:path';
import { commandLineOf, type ProcessRecord, processIds, recordOf } from '../process/index.ts';

/** One virtual machine of the lab; its directory holds disk, seed and console log. */
export interface VirtualMachine {
  readonly directory: string;
  /** The tap on the lab's bridge. */
  readonly interfaceName: string;
  /** Of the guest: its hardware address is made of it. */
  readonly address: string;
}

export const EMULATOR = 'qemu-system-x86_64';
/** A Debian with systemd, sshd and the agent's two programs, and room for update-initramfs; eight would still fit a laptop. */
const MEMORY_MB = 1024;

/** Plain emulation: KVM inside of a virtual machine hangs on some carriers, and plain emulation boots in seconds. */
export const PLAIN: readonly string[] = [
  ...['-machine', 'pc,accel=tcg', '-smp', '1'],
  ...['-display', 'none', '-monitor', 'none', '-nodefaults'],
  ...['-device', 'virtio-rng-pci'],
];

/** What the emulator is called with. The disk's path is what tells our machines from others. */
export function machineArguments(machine: VirtualMachine): readonly string[] {
  const at = (name: string): string => join(machine.directory, name);
  return [
    ...PLAIN,
    ...['-m', String(MEMORY_MB)],
    // What the guest flushes is flushed; what it has not dies with its memory when the emulator is killed.
    ...['-drive', `file=${diskOf(machine)},if=virtio,format=qcow2,cache=writeback`],
    ...['-drive', `file=${at('seed.tar')},if=virtio,format=raw,readonly=on`],
    ...['-netdev', `tap,id=lab,ifname=${machine.interfaceName},script=no,downscript=no`],
    ...['-device', `virtio-net-pci,netdev=lab,mac=${hardwareAddress(machine.address)}`],
    ...['-chardev', `file,id=console,path=${at('console.log')},append=on`, '-serial', 'chardev:console'],
  ];
}

export function diskOf({ directory }: Pick<VirtualMachine, 'directory'>): string {
  return join(directory, 'disk.qcow2');
}

/** The emulator of this machine, found by its command line: a killed run must not leave one that nobody finds. */
export function qemuProcess(machine: Pick<VirtualMachine, 'directory'>): ProcessRecord | null {
  const wanted = `file=${diskOf(machine)},`;
  const pid = processIds().find((each) => {
    const [program = '', ...args] = commandLineOf(each);
    return program.endsWith(EMULATOR) && args.some((word) => word.startsWith(wanted));
  });
  return pid === undefined ? null : recordOf(pid);
}

/** Locally administered, one per address: guests of several labs share the machine, and may share a bridge by mistake. */
export function hardwareAddress(address: string): string {
  const octets = address.split('.').map((octet) => Number(octet).toString(16).padStart(2, '0'));
  return ['52', '53', ...octets].join(':');
}
