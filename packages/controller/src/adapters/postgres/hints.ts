// Hints between controllers, by LISTEN and NOTIFY on a connection of their own. They only say where to look: one that is
// lost, while the connection is away or because a queue is full, costs its waiter one poll interval.

import { setTimeout as delay } from 'node:timers/promises';
import type { Pool, PoolClient } from 'pg';
import type { DatabaseAddress } from './address.ts';
import { clientPool } from './connection.ts';

const CHANNEL = 'slipway_hints';
/** Hints of one moment go together: a decision about 500 hosts names each of them. */
const GATHER_MS = 20;
/** Beyond it the oldest poll finds what there is. PostgreSQL takes texts below 8,000 bytes. */
const GATHERED_MAX = 2000;
const RECONNECT_MS = 1000;

export interface Hints {
  publish(subject: string): void;
  close(): Promise<void>;
}

/** `heard` is called for what other controllers have published. */
export const openHints = (options: {
  readonly address: DatabaseAddress;
  /** Told apart from the hints of others. */
  readonly owner: string;
  readonly heard: (subject: string) => void;
}): Hints => {
  const { address, owner, heard } = options;
  const pool = clientPool(address, 'hints');
  const ending = new AbortController();
  const gathered = new Set<string>();
  let client: PoolClient | null = null;

  const listening = listen({
    pool,
    signal: ending.signal,
    said: (payload) => {
      const [from, ...subject] = payload.split(' ');
      if (from !== owner) heard(subject.join(' '));
    },
    connected: (now) => {
      client = now;
    },
  });

  const send = async (): Promise<void> => {
    const payloads = [...gathered].map((subject) => `${owner} ${subject}`);
    gathered.clear();
    await client?.query(`select pg_notify('${CHANNEL}', its) from unnest(cast($1 as text[])) as its`, [payloads]);
  };

  return {
    publish: (subject) => {
      if (gathered.size === 0 && !ending.signal.aborted) {
        setTimeout(() => {
          send().catch(() => {
            // The connection is away; `listen` is making another.
          });
        }, GATHER_MS).unref();
      }
      if (gathered.size < GATHERED_MAX) gathered.add(subject);
    },
    close: async () => {
      ending.abort();
      await listening;
      await pool.end();
    },
  };
};

const listen = async (options: {
  readonly pool: Pool;
  readonly signal: AbortSignal;
  readonly said: (payload: string) => void;
  readonly connected: (client: PoolClient | null) => void;
}): Promise<void> => {
  const { pool, signal, said, connected } = options;
  while (!signal.aborted) {
    try {
      const client = await pool.connect();
      client.on('notification', ({ payload }) => said(payload ?? ''));
      const lost = new Promise<void>((resolve) => {
        client.once('error', () => resolve());
        client.once('end', () => resolve());
        signal.addEventListener('abort', () => resolve(), { once: true });
      });
      await client.query(`listen ${CHANNEL}`);
      connected(client);
      await lost;
      connected(null);
      // Never to be given to anybody else: it listens.
      client.release(true);
    } catch {
      // PostgreSQL is away: whoever stores something says so.
    }
    if (!signal.aborted) await delay(RECONNECT_MS, undefined, { signal }).catch(ended);
  }
};

const ended = (): void => {
  // The wait was cut short because the program ends.
};
