import { join } from 'node:path';
import { type LabHost, readHosts } from '../host/index.ts';
import { LabError } from '../lab-error.ts';
import { isLabNetwork, type LabNetwork } from '../network/index.ts';
import { isLabRepository, type LabRepository } from '../repository/index.ts';
import type { LabSettings } from '../settings.ts';
import { readDocument } from '../state/index.ts';

/** A lab that is up, as any process of the machine finds it. */
export interface Lab {
  readonly settings: LabSettings;
  readonly network: LabNetwork;
  readonly repository: LabRepository;
  readonly virtualAddress: string;
  readonly hosts: readonly LabHost[];
}

/** What bringUp writes last: its presence means that the fleet was whole once. */
export interface LabDocument {
  readonly network: LabNetwork;
  readonly repository: LabRepository;
  readonly virtualAddress: string;
}

export function labDocument(settings: LabSettings): string {
  return join(settings.directory, 'lab.json');
}

export function hostsDirectory(settings: LabSettings): string {
  return join(settings.directory, 'hosts');
}

/** Unique over all labs of the machine. */
export function machineNameOf(settings: LabSettings, name: string): string {
  return `${settings.name}-${name}`;
}

/** The lab of these settings, or null where none was brought up to its end. */
export async function attachLab(settings: LabSettings): Promise<Lab | null> {
  const document = await readDocument(labDocument(settings), isLabDocument);
  if (document === null) return null;
  return { settings, ...document, hosts: await readHosts(hostsDirectory(settings)) };
}

export function hostNamed(lab: Lab, name: string): LabHost {
  const host = lab.hosts.find((each) => each.name === name);
  if (host !== undefined) return host;
  throw new LabError(
    'unknown-host',
    `${name} is no host of this lab (${lab.hosts.map((each) => each.name).join(', ')})`,
  );
}

function isLabDocument(value: unknown): value is LabDocument {
  if (typeof value !== 'object' || value === null) return false;
  const { network, repository, virtualAddress } = value as Record<string, unknown>;
  return isLabNetwork(network) && isLabRepository(repository) && typeof virtualAddress === 'string';
}
