// What stands before the controllers, as the operator's page has it, and before the database, since a failover moves it.

import { join } from 'node:path';
import { freePorts } from './free-ports.ts';
import { type Haproxy, startHaproxy } from './haproxy.ts';

/** By which PostgreSQL's clients find a socket in its folder. */
const SOCKET = '.s.PGSQL.5432';

export interface DatabaseProxy {
  /** Of whichever takes writes. */
  readonly url: string;
  useStandby(): Promise<void>;
  stop(): Promise<void>;
}

/** Between folders of sockets. */
export const databaseProxy = async (primary: string, standby: string): Promise<DatabaseProxy> => {
  const proxy = await startHaproxy(
    (folder) => `frontend clients
  bind unix@${join(folder, SOCKET)}
  default_backend database
backend database
  server primary unix@${join(primary, SOCKET)}
  server standby unix@${join(standby, SOCKET)} disabled
`,
  );
  return {
    url: `postgres://slipway@/slipway?host=${encodeURIComponent(proxy.folder)}`,
    useStandby: async () => {
      await proxy.tell('set server database/primary state maint');
      await proxy.tell('set server database/standby state ready');
    },
    stop: async () => await proxy.stop(),
  };
};

export type ControllersProxy = Pick<Haproxy, 'stop'> & { readonly port: number };

/** `authority`: a path. */
export const controllersProxy = async (ports: readonly number[], authority: string): Promise<ControllersProxy> => {
  const [port = 0] = await freePorts(1);
  const servers = ports.map(
    (its, at) => `  server controller-${at} 127.0.0.1:${its} check check-ssl verify required ca-file ${authority}`,
  );
  const proxy = await startHaproxy(
    () => `frontend slipway
  bind 127.0.0.1:${port}
  default_backend controllers
backend controllers
  balance leastconn
  option redispatch 1
  option httpchk GET /api/v1/health
  default-server inter 2s fastinter 1s fall 2 rise 1 on-marked-down shutdown-sessions
${servers.join('\n')}
`,
  );
  return { port, stop: async () => await proxy.stop() };
};
