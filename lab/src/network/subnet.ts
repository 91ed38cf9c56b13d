import { LabError } from '../lab-error.ts';

export interface Ipv4Block {
  readonly base: number;
  readonly prefixBits: number;
}

/** `10.213.40.0/24`; a bare address is a block of one; null for anything else (`default`, IPv6). */
export function parseBlock(text: string): Ipv4Block | null {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})(?:\/(\d{1,2}))?$/.exec(text);
  if (match === null) return null;
  const octets = match.slice(1, 5).map(Number);
  const prefixBits = match[5] === undefined ? 32 : Number(match[5]);
  if (octets.some((octet) => octet > 255) || prefixBits > 32) return null;
  return { base: octets.reduce((sum, octet) => sum * 256 + octet, 0), prefixBits };
}

export function overlaps(one: Ipv4Block, other: Ipv4Block): boolean {
  const size = 2 ** (32 - Math.min(one.prefixBits, other.prefixBits));
  return Math.floor(one.base / size) === Math.floor(other.base / size);
}

/** 10.213.40 first, then upwards: the same numbers every time on a machine where they are free. */
const FIRST_THIRD_OCTET = 40;

/**
 * The first three numbers of a /24 that nothing on the machine uses.
 * @param taken networks of the machine's addresses and routes, without the default route
 */
export function chooseSubnetPrefix(taken: readonly Ipv4Block[], wanted: string | null): string {
  const candidates =
    wanted === null ? Array.from({ length: 200 }, (_, index) => `10.213.${FIRST_THIRD_OCTET + index}`) : [wanted];
  for (const prefix of candidates) {
    const block = parseBlock(`${prefix}.0/24`);
    if (block !== null && !taken.some((other) => overlaps(block, other))) return prefix;
  }
  const which = wanted === null ? 'no network in 10.213.40.0 to 10.213.239.0' : `${wanted}.0/24`;
  throw new LabError('no-free-subnet', `${which} is free on this machine; set SLIPWAY_LAB_SUBNET to one that is`);
}
