// A real etcd cluster of three.

import type { EtcdQuestion } from '@slipway/core/question';
import { type ClusterUnderTest, describeClusterQuestions } from '@slipway/testkit/contracts';
import { type DebianMember, debianRoot, openDebianNet } from '@slipway/testkit/debian-root';
import { expect, it } from 'vitest';
import { isRunning, PACKAGES, questionsInside, signal, stop } from './inside.ts';

const QUESTION: EtcdQuestion = { kind: 'etcd', lagEntriesMax: 100 };
const LIMIT_MS = 20_000;
const SERVER = '^/usr/bin/etcd ';

interface Three extends ClusterUnderTest {
  readonly members: readonly DebianMember[];
}

const start = (member: DebianMember, members: readonly DebianMember[]): void => {
  const { name, address } = member;
  const all = members.map((one) => `${one.name}=http://${one.address}:2380`).join(',');
  member.serve(
    [
      ...['/usr/bin/etcd', '--name', name, '--data-dir', '/var/lib/etcd/data', '--initial-cluster', all],
      ...['--listen-peer-urls', `http://${address}:2380`, '--initial-advertise-peer-urls', `http://${address}:2380`],
      ...['--listen-client-urls', `http://127.0.0.1:2379,http://${address}:2379`],
      ...['--advertise-client-urls', `http://${address}:2379`],
    ],
    'etcd',
  );
};

const three = async (context: Parameters<typeof debianRoot>[1]): Promise<Three> => {
  const net = await openDebianNet(debianRoot(PACKAGES, context));
  const members = [await net.start('one'), await net.start('two'), await net.start('three')];
  const [one, , last] = members as [DebianMember, DebianMember, DebianMember];
  for (const member of members) {
    member.run(['/bin/mkdir', '-p', '/var/lib/etcd']);
    member.run(['/bin/chown', 'etcd:', '/var/lib/etcd']);
    start(member, members);
  }
  const cluster = questionsInside(one);
  return {
    members,
    cluster,
    question: QUESTION,
    become: async (situation) => {
      signal(one, 'CONT', SERVER);
      for (const [member, away] of [
        [one, situation === 'silent'],
        [last, situation === 'missing'],
      ] as const) {
        if (away) await stop(member, SERVER);
        else if (!isRunning(member, SERVER)) start(member, members);
      }
      if (situation === 'stuck') signal(one, 'STOP', SERVER);
    },
    dispose: async () => {
      cluster.dispose();
      await net.dispose();
    },
  };
};

describeClusterQuestions('etcd', three, (under) => {
  it('C28: and with no while two of three are stuck and nobody leads', { timeout: 60_000 }, async () => {
    const { cluster, members } = under() as Three;
    for (const member of members.slice(1)) signal(member, 'STOP', SERVER);
    expect(await cluster.mayGo(QUESTION, LIMIT_MS)).toMatchObject({
      answer: 'no',
      evidence: expect.stringMatching(/without this one 0 are left and 2 are needed$/),
    });
    expect(await cluster.isWhole(QUESTION, LIMIT_MS)).toMatchObject({ answer: 'no' });
    for (const member of members.slice(1)) signal(member, 'CONT', SERVER);
  });
});
