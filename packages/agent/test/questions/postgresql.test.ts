// Real PostgreSQL, a primary and its standby, each in a Debian of its own.

import type { PostgresqlQuestion } from '@slipway/core/question';
import { type ClusterUnderTest, describeClusterQuestions } from '@slipway/testkit/contracts';
import { type DebianMember, debianRoot, openDebianNet } from '@slipway/testkit/debian-root';
import { expect, it } from 'vitest';
import { isRunning, PACKAGES, questionsInside, signal } from './inside.ts';

const BIN = '/usr/lib/postgresql/15/bin';
const DATA = '/var/lib/postgresql/15/main';
const SERVER = `^(postgres:|${BIN}/postgres)`;
const QUESTION: PostgresqlQuestion = {
  kind: 'postgresql',
  othersMin: 1,
  lagBytesMax: 1_048_576,
  synchronous: 'required',
  primary: 'may-go',
};
const LIMIT_MS = 20_000;

const control = (member: DebianMember, ...words: readonly string[]): void =>
  void member.run([`${BIN}/pg_ctl`, '-D', DATA, '-w', '-s', '-l', '/tmp/log', ...words], 'postgres');
const query = (member: DebianMember, sql: string): string =>
  member.run(['/usr/bin/psql', '-XAtqw', `--command=${sql}`], 'postgres').trim();

interface Pair extends ClusterUnderTest {
  readonly primary: DebianMember;
  readonly standby: DebianMember;
}

/** Asked on either of them. */
const pair = async (own: 'primary' | 'standby', context: Parameters<typeof debianRoot>[1]): Promise<Pair> => {
  const net = await openDebianNet(debianRoot(PACKAGES, context));
  const [primary, standby] = [await net.start('one'), await net.start('two')];
  for (const member of [primary, standby]) {
    member.run(['/bin/mkdir', '-p', '/run/postgresql', '/var/lib/postgresql/15']);
    member.run(['/bin/chown', '-R', 'postgres:', '/run/postgresql', '/var/lib/postgresql']);
  }
  primary.run([`${BIN}/initdb`, '-D', DATA, '--auth=peer', '--no-sync'], 'postgres');
  primary.write(`${DATA}/pg_hba.conf`, 'local all all peer\nhost replication all 10.77.0.0/24 trust\n');
  const settings = ["listen_addresses = '*'", "synchronous_standby_names = '*'", 'synchronous_commit = local'];
  primary.write(`${DATA}/postgresql.auto.conf`, `${settings.join('\n')}\n`);
  control(primary, 'start');
  const copy = [`${BIN}/pg_basebackup`, '-h', primary.address, '-R', '-X', 'stream', '--checkpoint=fast', '-D', DATA];
  standby.run(copy, 'postgres');
  control(standby, 'start');
  const [asked, other] = own === 'primary' ? [primary, standby] : [standby, primary];
  const cluster = questionsInside(asked);
  return {
    primary,
    standby,
    cluster,
    question: QUESTION,
    become: async (situation) => {
      signal(asked, 'CONT', SERVER);
      for (const [member, away] of [
        [primary, situation === (own === 'primary' ? 'silent' : 'missing')],
        [standby, situation === (own === 'primary' ? 'missing' : 'silent')],
      ] as const) {
        if (away && isRunning(member, SERVER)) control(member, 'stop', '-m', member === other ? 'fast' : 'immediate');
        if (!away && !isRunning(member, SERVER)) control(member, 'start');
      }
      if (situation === 'stuck') signal(asked, 'STOP', SERVER);
    },
    dispose: async () => {
      cluster.dispose();
      await net.dispose();
    },
  };
};

const asPair = (under: () => ClusterUnderTest): Pair => under() as Pair;

describeClusterQuestions(
  'PostgreSQL, a primary,',
  async (context) => await pair('primary', context),
  (under) => {
    it('and does not go where it is to stay, or where its standby confirms nothing', async () => {
      const { cluster, primary } = asPair(under);
      expect(await cluster.mayGo({ ...QUESTION, primary: 'stays' }, LIMIT_MS)).toMatchObject({ answer: 'no' });
      expect(await cluster.isWhole({ ...QUESTION, primary: 'stays' }, LIMIT_MS)).toMatchObject({ answer: 'yes' });
      query(primary, "alter system set synchronous_standby_names = ''");
      query(primary, 'select pg_reload_conf()');
      await expect
        .poll(async () => await cluster.mayGo(QUESTION, LIMIT_MS), { timeout: 30_000 })
        .toMatchObject({ answer: 'no', evidence: expect.stringMatching(/none of them is synchronous$/) });
      expect(await cluster.mayGo({ ...QUESTION, synchronous: 'not-required' }, LIMIT_MS)).toMatchObject({
        answer: 'yes',
      });
    });

    it('and counts no subscriber and nobody who only stores the log', async () => {
      const { cluster, primary, standby } = asPair(under);
      query(primary, 'create table t (i int)');
      query(primary, "select pg_create_physical_replication_slot('stored')");
      standby.serve([`${BIN}/pg_receivewal`, '-h', primary.address, '-D', '/tmp', '-S', 'stored'], 'postgres');
      await expect.poll(() => query(primary, 'select count(*) from pg_stat_replication')).toBe('2');
      const two = await cluster.mayGo({ ...QUESTION, othersMin: 2, synchronous: 'not-required' }, LIMIT_MS);
      expect(two).toMatchObject({ answer: 'no', evidence: expect.stringContaining('replaying nothing') });
    });
  },
);

describeClusterQuestions(
  'PostgreSQL, a standby,',
  async (context) => await pair('standby', context),
  (under) => {
    it('and is not whole while it replays nothing, or is further behind than it may be', async () => {
      const { cluster, primary, standby } = asPair(under);
      query(primary, 'create table t (i int)');
      query(standby, 'select pg_wal_replay_pause()');
      expect(await cluster.isWhole(QUESTION, LIMIT_MS)).toMatchObject({
        answer: 'no',
        evidence: expect.stringMatching(/replay is paused$/),
      });
      // It may go all the same: what it has not replayed, its primary has.
      expect(await cluster.mayGo(QUESTION, LIMIT_MS)).toMatchObject({ answer: 'yes' });
      query(standby, 'select pg_wal_replay_resume()');
      query(standby, "alter system set recovery_min_apply_delay = '1h'");
      query(standby, 'select pg_reload_conf()');
      // What comes after a commit that waits, waits too.
      query(primary, 'insert into t values (0)');
      query(primary, 'insert into t select generate_series(1, 100000)');
      await expect
        .poll(async () => await cluster.isWhole(QUESTION, LIMIT_MS), { timeout: 30_000 })
        .toMatchObject({ answer: 'no', evidence: expect.stringMatching(/1048576 are allowed$/) });
    });

    it('and knows of others only where root says how the primary is asked', async () => {
      const { cluster, primary } = asPair(under);
      const two: PostgresqlQuestion = { ...QUESTION, othersMin: 2 };
      expect(await cluster.mayGo(two, LIMIT_MS)).toMatchObject({ answer: 'unknown' });
      (cluster as ReturnType<typeof questionsInside>).setFile('postgresql', {
        primary: `host=${primary.address} user=postgres dbname=postgres`,
      });
      // Not let in: still nobody knows.
      expect(await cluster.mayGo(two, LIMIT_MS)).toMatchObject({ answer: 'unknown' });
      primary.write(`${DATA}/pg_hba.conf`, 'local all all peer\nhost all,replication all 10.77.0.0/24 trust\n');
      query(primary, 'select pg_reload_conf()');
      await expect
        .poll(async () => await cluster.mayGo(two, LIMIT_MS), { timeout: 30_000 })
        .toMatchObject({ answer: 'no', evidence: expect.stringMatching(/2 others must be well$/) });
    });
  },
);
