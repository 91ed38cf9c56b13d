// Real Patroni over PostgreSQL, a leader and its replica, with an etcd of one.

import type { PatroniQuestion } from '@slipway/core/question';
import { type ClusterUnderTest, describeClusterQuestions } from '@slipway/testkit/contracts';
import { type DebianMember, debianRoot, openDebianNet } from '@slipway/testkit/debian-root';
import { expect, it } from 'vitest';
import { isRunning, PACKAGES, questionsInside, signal, stop } from './inside.ts';

const QUESTION: PatroniQuestion = { kind: 'patroni', othersMin: 1, lagBytesMax: 1_048_576 };
const LIMIT_MS = 20_000;
const DAEMON = 'python3 /usr/bin/patroni';

const configOf = ({ name, address }: DebianMember, store: DebianMember): object => ({
  scope: 'test',
  name,
  restapi: { listen: '0.0.0.0:8008', connect_address: `${address}:8008` },
  etcd3: { hosts: `${store.address}:2379` },
  bootstrap: {
    dcs: { ttl: 20, loop_wait: 1, retry_timeout: 3 },
    initdb: ['no-sync', { auth: 'trust' }],
    pg_hba: ['local all all trust', 'host all,replication all 10.77.0.0/24 trust'],
  },
  postgresql: {
    listen: '0.0.0.0:5432',
    connect_address: `${address}:5432`,
    data_dir: '/var/lib/postgresql/patroni',
    bin_dir: '/usr/lib/postgresql/15/bin',
    pgpass: '/tmp/pgpass',
    authentication: { replication: { username: 'replicator' }, superuser: { username: 'postgres' } },
    parameters: { unix_socket_directories: '/run/postgresql', fsync: 'off', max_connections: 20 },
  },
});

const start = (member: DebianMember): void =>
  member.serve(['/usr/bin/env', 'HOME=/var/lib/postgresql', '/usr/bin/patroni', '/etc/patroni.yml'], 'postgres');

interface Pair extends ClusterUnderTest {
  readonly one: DebianMember;
  readonly two: DebianMember;
}

const pair = async (context: Parameters<typeof debianRoot>[1]): Promise<Pair> => {
  const net = await openDebianNet(debianRoot(PACKAGES, context));
  const [one, two, store] = [await net.start('one'), await net.start('two'), await net.start('store')];
  const url = `http://${store.address}:2379`;
  store.serve([
    '/usr/bin/etcd',
    '--data-dir',
    '/run/etcd',
    '--listen-client-urls',
    url,
    '--advertise-client-urls',
    url,
  ]);
  for (const member of [one, two]) {
    member.run(['/bin/mkdir', '-p', '/run/postgresql', '/var/lib/postgresql']);
    member.run(['/bin/chown', 'postgres:', '/run/postgresql', '/var/lib/postgresql']);
    // JSON is YAML.
    member.write('/etc/patroni.yml', JSON.stringify(configOf(member, store)));
    start(member);
  }
  const cluster = questionsInside(one);
  return {
    one,
    two,
    cluster,
    question: QUESTION,
    become: async (situation) => {
      signal(one, 'CONT', DAEMON);
      for (const [member, away] of [
        [one, situation === 'silent'],
        [two, situation === 'missing'],
      ] as const) {
        if (away) await stop(member, DAEMON);
        else if (!isRunning(member, DAEMON)) start(member);
      }
      if (situation === 'stuck') signal(one, 'STOP', DAEMON);
    },
    dispose: async () => {
      cluster.dispose();
      await net.dispose();
    },
  };
};

describeClusterQuestions('Patroni', pair, (under) => {
  it('C28: and with no at once where a member that the store still names is killed', { timeout: 60_000 }, async () => {
    const { cluster, two } = under() as Pair;
    await stop(two, DAEMON, 'KILL');
    expect(await cluster.mayGo(QUESTION, LIMIT_MS)).toMatchObject({
      answer: 'no',
      evidence: expect.stringContaining('does not answer'),
    });
    start(two);
    await expect.poll(async () => (await cluster.isWhole(QUESTION, LIMIT_MS)).answer, { timeout: 40_000 }).toBe('yes');
  });

  it('and with no while it is paused', { timeout: 60_000 }, async () => {
    const { cluster, one } = under() as Pair;
    one.run(['/usr/bin/patronictl', '--config-file=/etc/patroni.yml', 'pause', '--wait'], 'postgres');
    expect(await cluster.mayGo(QUESTION, LIMIT_MS)).toMatchObject({
      answer: 'no',
      evidence: expect.stringMatching(/^the cluster is paused/),
    });
    one.run(['/usr/bin/patronictl', '--config-file=/etc/patroni.yml', 'resume', '--wait'], 'postgres');
    expect(await cluster.mayGo(QUESTION, LIMIT_MS)).toMatchObject({ answer: 'yes' });
  });
});
