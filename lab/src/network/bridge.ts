import { LabError } from '../lab-error.ts';
import { run, runOk } from '../run.ts';
import type { LabSettings } from '../settings.ts';
import { chooseSubnetPrefix, type Ipv4Block, parseBlock } from './subnet.ts';

export interface LabNetwork {
  readonly bridge: string;
  readonly table: string;
  readonly subnetPrefix: string;
  /** The machine's own address on the bridge: the hosts' gateway, and where the lab serves its repository. */
  readonly machineAddress: string;
  /** That of the machine's way out: a larger one inside would lose packets on tunnels that drop what does not fit. */
  readonly mtu: number;
}

const TIMEOUT_MS = 10_000;
const MTU_DEFAULT = 1500;

/** Makes bridge and masquerading anew; what a killed run of this lab left under the same names goes first. */
export async function bringUpNetwork(settings: LabSettings): Promise<LabNetwork> {
  const { bridge, table } = settings;
  await tearDownNetwork({ bridge, table });
  const routes = await routesOfMachine();
  const subnetPrefix = chooseSubnetPrefix(takenBlocks(routes), settings.subnetPrefix);
  const network: LabNetwork = {
    bridge,
    table,
    subnetPrefix,
    machineAddress: `${subnetPrefix}.1`,
    mtu: await outwardMtu(routes),
  };
  // With an address of its own: otherwise a bridge takes the lowest of its ports', and when that host reboots all others
  // send their answers to the old one for five seconds (seen: 16 requests lost after a sudden stop).
  const mac = bridgeMac(network.machineAddress);
  await ip('link', 'add', 'name', bridge, 'address', mac, 'mtu', String(network.mtu), 'type', 'bridge');
  await ip('address', 'add', `${network.machineAddress}/24`, 'dev', bridge);
  await ip('link', 'set', bridge, 'up');
  await runOk(['nft', '-f', '-'], { timeoutMs: TIMEOUT_MS, input: masquerade(network) });
  return network;
}

/** By the lab's own names alone. Idempotent. */
export async function tearDownNetwork({ bridge, table }: Pick<LabNetwork, 'bridge' | 'table'>): Promise<void> {
  const tables = await runOk(['nft', 'list', 'tables', 'ip'], { timeoutMs: TIMEOUT_MS });
  if (tables.split('\n').includes(`table ip ${table}`)) {
    await runOk(['nft', 'delete', 'table', 'ip', table], { timeoutMs: TIMEOUT_MS });
  }
  const found = await run(['ip', '-json', '-details', 'link', 'show', bridge], { timeoutMs: TIMEOUT_MS });
  if (found.exitCode !== 0) return;
  if (!found.stdout.includes('"info_kind":"bridge"')) {
    throw new LabError('not-ours', `the interface ${bridge} is no bridge; the lab did not make it`);
  }
  await ip('link', 'delete', bridge);
}

export function isLabNetwork(value: unknown): value is LabNetwork {
  if (typeof value !== 'object' || value === null) return false;
  const { bridge, table, subnetPrefix, machineAddress, mtu } = value as Record<string, unknown>;
  const words = [bridge, table, subnetPrefix, machineAddress];
  return words.every((word) => typeof word === 'string') && typeof mtu === 'number';
}

/** A locally administered address made of the machine's IPv4 address on the bridge. */
export function bridgeMac(machineAddress: string): string {
  const octets = machineAddress.split('.').map((octet) => Number(octet).toString(16).padStart(2, '0'));
  return ['02', '53', ...octets].join(':');
}

/** Only what leaves the lab's network: bridged packets pass the same hook where bridge-nf-call-iptables is on. */
function masquerade({ table, subnetPrefix, bridge }: LabNetwork): string {
  const subnet = `${subnetPrefix}.0/24`;
  return [
    `table ip ${table} {`,
    '  chain postrouting {',
    '    type nat hook postrouting priority srcnat; policy accept;',
    `    ip saddr ${subnet} ip daddr != ${subnet} oifname != "${bridge}" masquerade`,
    '  }',
    '}',
    '',
  ].join('\n');
}

interface Route {
  readonly dst: string;
  readonly dev: string | null;
}

async function routesOfMachine(): Promise<readonly Route[]> {
  const printed: unknown = JSON.parse(await ip('-json', '-4', 'route', 'show', 'table', 'all'));
  if (!Array.isArray(printed)) throw new LabError('command-failed', 'ip route did not print a list');
  return printed.map((entry: Record<string, unknown>) => ({
    dst: String(entry['dst']),
    dev: typeof entry['dev'] === 'string' ? entry['dev'] : null,
  }));
}

function takenBlocks(routes: readonly Route[]): readonly Ipv4Block[] {
  return routes.map(({ dst }) => parseBlock(dst)).filter((block) => block !== null);
}

async function outwardMtu(routes: readonly Route[]): Promise<number> {
  const device = routes.find(({ dst, dev }) => dst === 'default' && dev !== null)?.dev;
  if (device === undefined || device === null) return MTU_DEFAULT;
  const printed = await ip('-json', 'link', 'show', device);
  const mtu = Number(/"mtu":(\d+)/.exec(printed)?.[1]);
  return Number.isSafeInteger(mtu) ? Math.min(mtu, MTU_DEFAULT) : MTU_DEFAULT;
}

function ip(...args: readonly string[]): Promise<string> {
  return runOk(['ip', ...args], { timeoutMs: TIMEOUT_MS });
}
