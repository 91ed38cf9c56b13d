// A real Galera cluster of three MariaDB servers.

import type { GaleraQuestion } from '@slipway/core/question';
import { type ClusterUnderTest, describeClusterQuestions } from '@slipway/testkit/contracts';
import { type DebianMember, debianRoot, openDebianNet } from '@slipway/testkit/debian-root';
import { expect, it } from 'vitest';
import { eventually, isRunning, PACKAGES, questionsInside, signal, stop } from './inside.ts';

const QUESTION: GaleraQuestion = { kind: 'galera', othersMin: 2 };
const LIMIT_MS = 20_000;
const SERVER = '^/usr/sbin/mariadbd ';
const SOCKET = '/run/mysqld/mysqld.sock';

const query = (member: DebianMember, sql: string): string =>
  member.run(['/usr/bin/mariadb', '--no-defaults', `--socket=${SOCKET}`, '-BNe', sql], 'mysql').trim();

/** Small: three of them run beside each other, and hold nothing. */
const start = async (member: DebianMember, members: readonly DebianMember[], isFirst: boolean): Promise<void> => {
  const all = members.map(({ address }) => address).join(',');
  member.serve(
    [
      ...['/usr/sbin/mariadbd', '--no-defaults', '--datadir=/var/lib/mysql', `--socket=${SOCKET}`],
      ...['--bind-address=0.0.0.0', '--binlog-format=ROW', '--innodb-autoinc-lock-mode=2'],
      ...['--innodb-buffer-pool-size=16M', '--innodb-log-file-size=8M', '--innodb-flush-method=fsync'],
      ...['--wsrep-on=ON', '--wsrep-provider=/usr/lib/galera/libgalera_smm.so', '--wsrep-sst-method=rsync'],
      ...[`--wsrep-cluster-address=gcomm://${all}`, `--wsrep-node-address=${member.address}`],
      '--wsrep-provider-options=gcache.size=16M',
      ...(isFirst ? ['--wsrep-new-cluster'] : []),
    ],
    'mysql',
  );
  await eventually(() => {
    if (query(member, "show status like 'wsrep_local_state'") !== 'wsrep_local_state\t4') throw new Error('not synced');
  });
};

interface Three extends ClusterUnderTest {
  readonly members: readonly [DebianMember, DebianMember, DebianMember];
}

const three = async (context: Parameters<typeof debianRoot>[1]): Promise<Three> => {
  const net = await openDebianNet(debianRoot(PACKAGES, context));
  const members = [await net.start('one'), await net.start('two'), await net.start('three')] as const;
  const [one, , last] = members;
  for (const member of members) {
    member.run(['/bin/mkdir', '-p', '/run/mysqld', '/var/lib/mysql']);
    member.run(['/bin/chown', 'mysql:', '/run/mysqld', '/var/lib/mysql']);
    const how = ['--auth-root-authentication-method=socket', '--skip-test-db'];
    member.run(['/usr/bin/mariadb-install-db', '--no-defaults', '--user=mysql', '--datadir=/var/lib/mysql', ...how]);
    await start(member, members, member === one);
  }
  const cluster = questionsInside(one);
  return {
    members: [...members],
    cluster,
    question: QUESTION,
    become: async (situation) => {
      signal(one, 'CONT', SERVER);
      for (const [member, away] of [
        [one, situation === 'silent'],
        [last, situation === 'missing'],
      ] as const) {
        if (away) await stop(member, SERVER);
        else if (!isRunning(member, SERVER)) await start(member, members, false);
      }
      if (situation === 'stuck') signal(one, 'STOP', SERVER);
    },
    dispose: async () => {
      cluster.dispose();
      await net.dispose();
    },
  };
};

describeClusterQuestions('Galera', three, (under) => {
  it('and does not go while it is out of step, as one who sends another its first state', async () => {
    const { cluster, members } = under() as Three;
    // Refused while the group still counts who is there.
    await eventually(() => void query(members[0], 'set global wsrep_desync = on'));
    expect(await cluster.mayGo(QUESTION, LIMIT_MS)).toMatchObject({
      answer: 'no',
      evidence: 'Donor/Desynced in a Primary component of 3',
    });
    query(members[0], 'set global wsrep_desync = off');
    await expect.poll(async () => (await cluster.mayGo(QUESTION, LIMIT_MS)).answer, { timeout: 20_000 }).toBe('yes');
  });
});
