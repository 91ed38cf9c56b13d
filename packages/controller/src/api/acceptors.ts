// Sockets that take lines for one server. Node takes one line of each listening socket in a turn of its loop (libuv 1.52), and a
// turn in which a store was asked takes tens of milliseconds: one socket takes a few lines a second then, while thousands wait and the
// processor is not even busy. The system spreads lines over all sockets of a port (SO_REUSEPORT; docs/adr/0074).

import { once } from 'node:events';
import type { Server } from 'node:https';
import { createServer } from 'node:net';

export interface Place {
  readonly address: string;
  readonly port: number;
}

/**
 * More sockets at the place where `server` listens, which must have been asked for with `reusePort`; whoever comes is its own.
 * Answers how to close them: no more come from then on, and it is over when the last line that they took is.
 */
export const openAcceptors = async (
  server: Server,
  { address, port }: Place,
  { count, connectionsMax }: { readonly count: number; readonly connectionsMax: number },
): Promise<() => Promise<void>> => {
  const acceptors = Array.from({ length: count }, () =>
    createServer({ pauseOnConnect: true }, (socket) => void server.emit('connection', socket)),
  );
  const close = async (): Promise<void> => {
    await Promise.all(acceptors.map((one) => new Promise((resolve) => one.close(resolve))));
  };
  try {
    for (const one of acceptors) {
      one.maxConnections = connectionsMax;
      one.listen({ host: address, port, reusePort: true });
      await once(one, 'listening');
    }
  } catch (error) {
    await close();
    throw error;
  }
  return close;
};
