import { join } from 'node:path';
import { LabError } from './lab-error.ts';

/** Where a lab lives and what it is called. Two labs with different names stand on one machine side by side. */
export interface LabSettings {
  readonly name: string;
  /** Base roots, shared by all labs; survives `down`. */
  readonly cacheDirectory: string;
  /** What all labs of the machine share (the message bus, forwarding). */
  readonly stateDirectory: string;
  /** This lab's own: hosts, repository, probes. Removed by `down`. */
  readonly directory: string;
  readonly bridge: string;
  readonly table: string;
  /** First three numbers of the hosts' network, or null to take a free one. */
  readonly subnetPrefix: string | null;
}

/** With `vb-` and the host's name it becomes an interface name, for which the kernel has 15 characters. */
const NAME = /^[a-z][a-z0-9]{0,5}$/;
const SUBNET_PREFIX = /^10\.(?:\d{1,2}|1\d\d|2[0-4]\d|25[0-5])\.(?:\d{1,2}|1\d\d|2[0-4]\d|25[0-5])$/;

/** Reads SLIPWAY_LAB_NAME, SLIPWAY_LAB_CACHE, SLIPWAY_LAB_STATE and SLIPWAY_LAB_SUBNET. */
export function settingsFrom(env: Readonly<Record<string, string | undefined>>): LabSettings {
  const name = env['SLIPWAY_LAB_NAME'] || 'demo';
  if (!NAME.test(name)) {
    throw new LabError('bad-setting', `SLIPWAY_LAB_NAME=${name}: up to six small letters and digits are allowed`);
  }
  const subnetPrefix = env['SLIPWAY_LAB_SUBNET'] || null;
  if (subnetPrefix !== null && !SUBNET_PREFIX.test(subnetPrefix)) {
    throw new LabError('bad-setting', `SLIPWAY_LAB_SUBNET=${subnetPrefix}: three numbers like 10.213.40 are expected`);
  }
  const stateDirectory = absolute('SLIPWAY_LAB_STATE', env['SLIPWAY_LAB_STATE'] || '/var/lib/slipway-lab');
  return {
    name,
    cacheDirectory: absolute('SLIPWAY_LAB_CACHE', env['SLIPWAY_LAB_CACHE'] || '/var/cache/slipway-lab'),
    stateDirectory,
    directory: join(stateDirectory, 'labs', name),
    bridge: `slip-${name}`,
    table: `slipway_lab_${name}`,
    subnetPrefix,
  };
}

function absolute(variable: string, path: string): string {
  if (path.startsWith('/') && !path.split('/').includes('..')) return path.replace(/\/+$/, '');
  throw new LabError('bad-setting', `${variable}=${path}: an absolute path without .. is expected`);
}
