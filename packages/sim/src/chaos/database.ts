// The database of a run: a primary, a standby that has every commit before it counts, and one address for whichever of them
// takes writes.

import { type PostgresCluster, startPostgres } from '@slipway/testkit/postgres';
import { databaseProxy } from './proxies.ts';

export interface Database {
  readonly url: string;
  /** One statement, wherever writes go; answers its rows. */
  ask(sql: string): Promise<readonly string[]>;
  restart(): Promise<void>;
  crash(): Promise<void>;
  /** The primary is killed and never comes back. */
  failOver(): Promise<void>;
}

const NAME = 'slipway';

/** `ends`: what must be ended when it is over, in the order in which it began. */
export const startDatabase = async (ends: (() => Promise<void>)[]): Promise<Database> => {
  const primary = await startPostgres({ durable: true });
  ends.push(async () => await primary.stop());
  await primary.createDatabase(NAME);
  const standby = await primary.standby();
  ends.push(async () => await standby.stop());
  const proxy = await databaseProxy(primary.folder, standby.folder);
  ends.push(async () => await proxy.stop());
  let now: PostgresCluster = primary;
  return {
    url: proxy.url,
    ask: async (sql) => await now.ask(NAME, sql),
    restart: async () => await now.restart(),
    crash: async () => await now.crash(),
    failOver: async () => {
      await primary.kill();
      await standby.promote();
      now = standby;
      await proxy.useStandby();
    },
  };
};
