import { readFile } from 'node:fs/promises';
import { textOrNull } from '../files.ts';

/** systemd-resolved and similar listen on the machine's loopback, which is not the host's; this file names the real ones. */
const UPSTREAM = '/run/systemd/resolve/resolv.conf';

/** The text of a host's /etc/resolv.conf. */
export async function hostResolver(): Promise<string> {
  const own = await readFile('/etc/resolv.conf', 'utf8');
  if (!onlyLoopback(own)) return own;
  return (await textOrNull(UPSTREAM)) ?? own;
}

export function onlyLoopback(resolvConf: string): boolean {
  const addresses = [...resolvConf.matchAll(/^\s*nameserver\s+(\S+)/gm)].map((match) => match[1] ?? '');
  return addresses.length > 0 && addresses.every((address) => address.startsWith('127.') || address === '::1');
}
