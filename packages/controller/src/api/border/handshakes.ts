// Handshakes are most of what a line costs, and come before anybody has asked for anything. A few are under way at once; whoever
// comes meanwhile waits in order, and costs nothing. All begun together would each take as long as all of them, and after an
// outage of a large fleet nobody would be done within the time that one may take (docs/adr/0074).

import type { Server } from 'node:https';
import type { Socket } from 'node:net';
import type { Measures } from '../../ports/index.ts';

export interface HandshakeLimits {
  readonly atOnce: number;
  /** For this long a handshake has its place: somebody who says nothing holds up the next one for no longer. */
  readonly placeMsMax: number;
  /** After this nobody may be there any more (agents give a line up after 60 s without a byte): it is closed, unheard. */
  readonly waitMsMax: number;
}

export const HANDSHAKE_LIMITS: HandshakeLimits = { atOnce: 64, placeMsMax: 1000, waitMsMax: 30_000 };

const KIND = 'handshake';

/** Of a server made with `pauseOnConnect`, before it listens: what a client says first is read when its turn has come. */
export const limitHandshakes = (
  server: Server,
  { atOnce, placeMsMax, waitMsMax } = HANDSHAKE_LIMITS,
  measures?: Measures,
): void => {
  const begin = server.listeners('connection');
  server.removeAllListeners('connection');
  const waiting: { readonly socket: Socket; readonly since: number }[] = [];
  const places = new Map<string, NodeJS.Timeout>();
  const free = (place: string): void => {
    clearTimeout(places.get(place));
    if (places.delete(place)) goOn();
  };
  const goOn = (): void => {
    while (places.size < atOnce) {
      const next = waiting.shift();
      if (next === undefined) break;
      const { socket, since } = next;
      if (!server.listening || performance.now() - since > waitMsMax) {
        measures?.turnedAway(KIND);
        socket.destroy();
        continue;
      }
      const place = endOf(socket);
      places.set(place, setTimeout(() => free(place), placeMsMax).unref());
      // Also where it takes too long, or goes wrong.
      socket.once('close', () => free(place));
      for (const listener of begin) listener.call(server, socket);
    }
    measures?.underWay(KIND, places.size + waiting.length);
  };
  server.on('connection', (socket) => {
    // Its own, or of an acceptor; a server emits nothing else.
    waiting.push({ socket: socket as Socket, since: performance.now() });
    goOn();
  });
  server.on('secureConnection', (socket) => free(endOf(socket)));
};

/** The other end, which one line at a time has. */
const endOf = ({ remoteAddress, remotePort }: Socket): string => `${remoteAddress} ${remotePort}`;
