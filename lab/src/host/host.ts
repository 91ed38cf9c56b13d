import { join } from 'node:path';
import { namesIn } from '../files.ts';
import type { Overlay } from '../mount/index.ts';
import { readDocument } from '../state/index.ts';
import { qemuProcess, type VirtualMachine } from '../virtual/index.ts';
import { containerInit } from './container.ts';
import { interfaceOf } from './interface.ts';

export interface LabHost {
  /** Also its host name inside. */
  readonly name: string;
  /** Unique over all labs of the machine: the interface on the machine is named after it. */
  readonly machineName: string;
  readonly address: string;
  readonly directory: string;
  /** What it is a layer over: the shared base's root, or for a virtual machine the shared image. */
  readonly baseRoot: string;
  /** What carries it. Absent: a container. */
  readonly carrier?: 'virtual-machine';
  /** What a fleet says of it: environment, group, part. */
  readonly labels: Readonly<Record<string, string>>;
}

export function rootOf(host: Pick<LabHost, 'directory'>): string {
  return join(host.directory, 'root');
}

export function overlayOf(host: Pick<LabHost, 'directory' | 'baseRoot'>): Overlay {
  return {
    lower: host.baseRoot,
    upper: join(host.directory, 'upper'),
    work: join(host.directory, 'work'),
    root: rootOf(host),
  };
}

export function hostDocument(directory: string): string {
  return join(directory, 'host.json');
}

/** As the emulator knows it. */
export function machineOf({ directory, machineName, address }: LabHost): VirtualMachine {
  return { directory, interfaceName: interfaceOf(machineName), address };
}

/** `up`: there is a container or an emulator; whether it has finished its boot is another question (waitUntilRunning). */
export function hostState(host: LabHost): 'up' | 'down' {
  const carrier = host.carrier === 'virtual-machine' ? qemuProcess(host) : containerInit(host);
  return carrier === null ? 'down' : 'up';
}

/** All hosts of a lab, by name; a directory without a whole host document (a killed `up`) is left out. */
export async function readHosts(hostsDirectory: string): Promise<readonly LabHost[]> {
  const names = await namesIn(hostsDirectory);
  const hosts = await Promise.all(
    names.map((name) => readDocument(hostDocument(join(hostsDirectory, name)), isLabHost)),
  );
  return hosts.filter((host) => host !== null);
}

export function isLabHost(value: unknown): value is LabHost {
  if (typeof value !== 'object' || value === null) return false;
  const { name, machineName, address, directory, baseRoot, labels } = value as Record<string, unknown>;
  const words = [name, machineName, address, directory, baseRoot];
  return words.every((word) => typeof word === 'string') && typeof labels === 'object' && labels !== null;
}
