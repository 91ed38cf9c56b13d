// Where the controller listens, and by which names it is reached.

import { createServer } from 'node:net';
import { hostname, networkInterfaces } from 'node:os';
import { type Outcome, ok, refuse } from '@slipway/core/reasons';

const LOCAL = ['localhost', '127.0.0.1', '::1'];
const EVERY_ADDRESS = new Set(['0.0.0.0', '::']);

/**
 * Names for the certificate; the first one stands in enrolment lines: what somebody gave, else the address that is
 * listened on, else the first address of this host that others could reach (its name may be known to nobody else).
 */
export const listenerNames = (given: readonly string[], address: string): readonly string[] => {
  const reached = EVERY_ADDRESS.has(address) ? ownAddresses() : [address];
  return [...new Set([...given, ...reached, hostname().toLowerCase(), ...LOCAL])];
};

/** IPv4 first, since that is what most enrolment lines are typed with; link-local ones need a zone and are left out. */
const ownAddresses = (): readonly string[] => {
  const found = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
  const outside = found.filter(({ internal, address }) => !internal && !address.startsWith('fe80:'));
  return outside
    .toSorted((a, b) => (a.family === b.family ? 0 : a.family === 'IPv4' ? -1 : 1))
    .map(({ address }) => address);
};

/** Asked before anything is made: a port that is taken must leave no data directory behind. */
export const probeAddress = async (address: string, port: number): Promise<Outcome<void>> => {
  if (port === 0) return ok(undefined);
  const probe = createServer();
  return await new Promise((resolve, reject) => {
    probe.once('error', (error) => {
      const code = 'code' in error ? error.code : null;
      if (code === 'EADDRINUSE') resolve(refuse('port-in-use', { address: `${address}:${port}` }));
      else if (code === 'EACCES' || code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') {
        resolve(refuse('address-refused', { address: `${address}:${port}`, detail: error.message }));
      } else reject(error);
    });
    probe.listen({ host: address, port }, () => probe.close(() => resolve(ok(undefined))));
  });
};
