// A real RabbitMQ cluster of two, with a mirrored queue.

import type { RabbitmqQuestion } from '@slipway/core/question';
import { type ClusterUnderTest, describeClusterQuestions } from '@slipway/testkit/contracts';
import { type DebianMember, debianRoot, openDebianNet } from '@slipway/testkit/debian-root';
import { expect, it } from 'vitest';
import { eventually, PACKAGES, questionsInside, signal } from './inside.ts';

const QUESTION: RabbitmqQuestion = { kind: 'rabbitmq', othersMin: 1 };
const LIMIT_MS = 30_000;
const HOME = '/var/lib/rabbitmq';
const MACHINE = 'beam.smp';

const control = (member: DebianMember, ...words: readonly string[]): string =>
  member.run(['/usr/bin/env', `HOME=${HOME}`, '/usr/lib/rabbitmq/bin/rabbitmqctl', '-q', ...words], 'rabbitmq');
/** There is no client at hand: the queue is declared as the broker itself does it. */
const declare = (member: DebianMember, name: string, args: string): string =>
  control(
    member,
    'eval',
    `rabbit_amqqueue:declare(rabbit_misc:r(<<"/">>, queue, <<"${name}">>), true, false, [${args}], none, <<"test">>).`,
  );
const isUp = (member: DebianMember): boolean => control(member, 'eval', 'rabbit:is_running().').trim() === 'true';

interface Two extends ClusterUnderTest {
  readonly one: DebianMember;
  readonly two: DebianMember;
}

const begin = async (member: DebianMember): Promise<void> => {
  member.write(`${HOME}/.erlang.cookie`, 'COOKIE');
  member.run(['/bin/chmod', '0400', `${HOME}/.erlang.cookie`]);
  member.run(['/bin/mkdir', '-p', '/var/log/rabbitmq']);
  member.run(['/bin/chown', '-R', 'rabbitmq:', HOME, '/var/log/rabbitmq']);
  member.serve(['/usr/bin/env', `HOME=${HOME}`, '/usr/lib/rabbitmq/bin/rabbitmq-server'], 'rabbitmq');
  await eventually(() => control(member, 'await_startup', '--timeout', '60'));
};

const both = async (context: Parameters<typeof debianRoot>[1]): Promise<Two> => {
  const net = await openDebianNet(debianRoot(PACKAGES, context));
  const [one, two] = [await net.start('one'), await net.start('two')];
  await Promise.all([begin(one), begin(two)]);
  for (const words of [['stop_app'], ['join_cluster', 'rabbit@one'], ['start_app']]) control(two, ...words);
  control(one, 'set_policy', 'mirrored', '^mirrored', '{"ha-mode":"all","ha-sync-mode":"automatic"}');
  declare(one, 'mirrored', '');
  declare(one, 'plain', '');
  const cluster = questionsInside(one);
  return {
    one,
    two,
    cluster,
    question: QUESTION,
    become: async (situation) => {
      signal(one, 'CONT', MACHINE);
      for (const [member, away] of [
        [one, situation === 'silent'],
        [two, situation === 'missing'],
      ] as const) {
        if (away && isUp(member)) control(member, 'stop_app');
        if (!away && !isUp(member)) control(member, 'start_app');
      }
      if (situation === 'stuck') signal(one, 'STOP', MACHINE);
    },
    dispose: async () => {
      cluster.dispose();
      await net.dispose();
    },
  };
};

describeClusterQuestions('RabbitMQ', both, (under) => {
  it('and keeps a member whose queue would lose its quorum', { timeout: 60_000 }, async () => {
    const { cluster, one } = under() as Two;
    declare(one, 'quorum', '{<<"x-queue-type">>, longstr, <<"quorum">>}');
    expect(await cluster.mayGo(QUESTION, LIMIT_MS)).toMatchObject({
      answer: 'no',
      evidence: expect.stringMatching(/minimum online quorum: queue 'quorum' in vhost '\/'$/),
    });
    expect(await cluster.isWhole(QUESTION, LIMIT_MS)).toMatchObject({
      answer: 'yes',
      evidence: '2 of 2 members run; 3 queues are in step',
    });
    control(one, 'delete_queue', 'quorum');
  });

  it('and is not whole while publishers are kept waiting', { timeout: 60_000 }, async () => {
    const { cluster, one } = under() as Two;
    control(one, 'set_vm_memory_high_watermark', 'absolute', '1');
    await expect
      .poll(async () => await cluster.isWhole(QUESTION, LIMIT_MS), { timeout: 30_000 })
      .toMatchObject({ answer: 'no', evidence: expect.stringMatching(/resource alarms/) });
    control(one, 'set_vm_memory_high_watermark', '0.4');
  });

  it('and counts nobody who is under maintenance', { timeout: 60_000 }, async () => {
    const { cluster, two } = under() as Two;
    two.run(['/usr/bin/env', `HOME=${HOME}`, '/usr/lib/rabbitmq/bin/rabbitmq-upgrade', 'drain'], 'rabbitmq');
    expect(await cluster.mayGo(QUESTION, LIMIT_MS)).toMatchObject({ answer: 'no' });
    two.run(['/usr/bin/env', `HOME=${HOME}`, '/usr/lib/rabbitmq/bin/rabbitmq-upgrade', 'revive'], 'rabbitmq');
    expect(await cluster.mayGo(QUESTION, LIMIT_MS)).toMatchObject({ answer: 'yes' });
  });
});
