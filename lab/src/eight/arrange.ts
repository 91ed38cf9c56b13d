import { execOk, type LabHost, writeFileIn } from '../host/index.ts';
import { LabError } from '../lab-error.ts';
import type { ServiceLayout } from '../service/index.ts';
import { CLUSTER, CLUSTER_UNIT, DATABASE, HOOKS_ROLE, QUEUE, REPLICATOR, SHOP } from './names.ts';

/** The first start of an Erlang machine beside seven other hosts, or a copy of a fresh database: seconds alone. */
const TIMEOUT_MS = 180_000;

/** What an administrator does once: joins the queue's members, and makes the second database a copy of the first. */
export async function arrangeEight(hosts: readonly LabHost[], layout: ServiceLayout): Promise<void> {
  const named = ({ name }: { readonly name: string }): LabHost => {
    const host = hosts.find((each) => each.name === name);
    if (host === undefined) throw new LabError('unknown-host', `${name} was not made`);
    return host;
  };
  const [standby, primary] = layout.databases.map(named);
  if (primary === undefined || standby === undefined) throw new LabError('unknown-host', 'a pair of databases is two');
  await Promise.all([joinQueue(layout.queues.map(named)), pairDatabases(primary, standby)]);
}

async function joinQueue([first, ...others]: readonly LabHost[]): Promise<void> {
  if (first === undefined) return;
  await Promise.all(
    [first, ...others].map(async (host) => {
      const cookie = '/var/lib/rabbitmq/.erlang.cookie';
      await writeFileIn(host, { path: cookie, content: 'COOKIEOFTHELAB', mode: 0o400 });
      await act(host, ['chown', 'rabbitmq:rabbitmq', cookie]);
      await act(host, ['systemctl', 'enable', '--now', 'rabbitmq-server.service']);
    }),
  );
  for (const host of others) {
    await act(host, ['rabbitmqctl', 'stop_app']);
    await act(host, ['rabbitmqctl', 'join_cluster', `rabbit@${first.name}`]);
    await act(host, ['rabbitmqctl', 'start_app']);
  }
  const mirrored = {
    'ha-mode': 'all',
    'ha-sync-mode': 'automatic',
    // Nobody leads who does not have everything, neither after a stop nor after a failure.
    'ha-promote-on-shutdown': 'when-synced',
    'ha-promote-on-failure': 'when-synced',
  };
  await act(first, ['rabbitmqctl', 'set_policy', 'mirrored', `^${QUEUE}$`, JSON.stringify(mirrored)]);
  await act(first, ['rabbitmqctl', 'add_user', SHOP.user, SHOP.password]);
  await act(first, ['rabbitmqctl', 'set_permissions', SHOP.user, '.*', '.*', '.*']);
}

async function pairDatabases(primary: LabHost, standby: LabHost): Promise<void> {
  for (const [self, peer] of [
    [primary, standby],
    [standby, primary],
  ] as const) {
    await act(self, ['pg_createcluster', '15', 'main', '--', '--data-checksums']);
    await writeFileIn(self, { path: `/etc/postgresql/${CLUSTER}/conf.d/pair.conf`, content: pairSettings(self, peer) });
    await writeFileIn(self, { path: `/etc/postgresql/${CLUSTER}/pg_hba.conf`, content: ADMITTED, mode: 0o640 });
    await act(self, [
      'chown',
      'postgres:postgres',
      '/var/lib/postgresql/.pgpass',
      `/etc/postgresql/${CLUSTER}/pg_hba.conf`,
    ]);
    await act(self, ['systemctl', 'enable', 'postgresql.service']);
  }
  await act(primary, ['systemctl', 'start', CLUSTER_UNIT]);
  for (const [database, sql] of GRANTS) await query(primary, database, sql);
  const data = `/var/lib/postgresql/${CLUSTER}`;
  await act(standby, ['rm', '-r', data]);
  const from = `host=${primary.address} user=${REPLICATOR.user}`;
  await asPostgres(standby, ['pg_basebackup', '-d', from, '-X', 'stream', '--checkpoint=fast', '-D', data]);
  await asPostgres(standby, ['touch', `${data}/standby.signal`]);
  await act(standby, ['systemctl', 'start', CLUSTER_UNIT]);
  await query(primary, 'postgres', `alter system set synchronous_standby_names = '${standby.name}'`);
  await query(primary, 'postgres', 'select pg_reload_conf()');
}

/** Of both alike: which of the two is the standby, its signal file alone says. */
function pairSettings(self: LabHost, peer: LabHost): string {
  const connection = `host=${peer.address} user=${REPLICATOR.user} application_name=${self.name} passfile=/var/lib/postgresql/.pgpass`;
  return [
    "listen_addresses = '*'",
    // As long as one may be away; a replication slot would fill the disk where it never comes back.
    "wal_keep_size = '1GB'",
    `primary_conninfo = '${connection}'`,
    '',
  ].join('\n');
}

const ADMITTED = [
  'local all postgres peer',
  `host replication ${REPLICATOR.user} 10.0.0.0/8 scram-sha-256`,
  `host postgres ${HOOKS_ROLE.user} 10.0.0.0/8 scram-sha-256`,
  `host ${DATABASE} ${SHOP.user} 10.0.0.0/8 scram-sha-256`,
  '',
].join('\n');

/** Database, statement. The standby has them from its primary. */
const GRANTS: readonly (readonly [string, string])[] = [
  ['postgres', `create role ${REPLICATOR.user} login replication password '${REPLICATOR.password}'`],
  [
    'postgres',
    `create role ${HOOKS_ROLE.user} login password '${HOOKS_ROLE.password}' in role pg_monitor, pg_checkpoint`,
  ],
  ['postgres', `grant alter system on parameter synchronous_standby_names to ${HOOKS_ROLE.user}`],
  ['postgres', `grant execute on function pg_reload_conf(), pg_promote(boolean, integer) to ${HOOKS_ROLE.user}`],
  [
    'postgres',
    `grant execute on function pg_ls_dir(text, boolean, boolean), pg_stat_file(text, boolean), pg_read_binary_file(text), pg_read_binary_file(text, bigint, bigint, boolean) to ${HOOKS_ROLE.user}`,
  ],
  ['postgres', `create role ${SHOP.user} login password '${SHOP.password}'`],
  ['postgres', `create database ${DATABASE} owner ${SHOP.user}`],
];

async function query(host: LabHost, database: string, sql: string): Promise<void> {
  await asPostgres(host, ['psql', '-XAtqw', '-v', 'ON_ERROR_STOP=1', '-d', database, `--command=${sql}`]);
}

async function asPostgres(host: LabHost, argv: readonly string[]): Promise<void> {
  await act(host, ['setpriv', '--reuid=postgres', '--regid=postgres', '--init-groups', '--', ...argv], {
    HOME: '/var/lib/postgresql',
  });
}

async function act(host: LabHost, argv: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<void> {
  await execOk(host, argv, { timeoutMs: TIMEOUT_MS, env });
}
