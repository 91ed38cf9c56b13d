import { aPolicy } from '@slipway/testkit/builders';
import { describe, expect, it } from 'vitest';
import type { ClusterQuestion } from '../../question/index.ts';
import { placeText } from '../problem.ts';
import type { QuestionRule } from '../types.ts';
import { policyProblems } from '../validate.ts';

const told = (ask: ClusterQuestion, given: Partial<QuestionRule> = {}): readonly string[] =>
  policyProblems(aPolicy({ questions: [{ hosts: 'role = db', ask, ...given }] })).map(
    ({ path, instead }) => `${placeText(path)}: ${instead}`,
  );

describe('the questions of a policy', () => {
  const sound: readonly ClusterQuestion[] = [
    { kind: 'postgresql', othersMin: 1, lagBytesMax: 0, synchronous: 'required', primary: 'stays' },
    { kind: 'rabbitmq', othersMin: 1 },
    { kind: 'haproxy', backend: 'app_v2.blue', as: 'load-balancer', upMin: 2, answeringMin: 1 },
    { kind: 'keepalived', instance: 'VI_1' },
    { kind: 'galera', othersMin: 2 },
    { kind: 'etcd', lagEntriesMax: 0 },
    { kind: 'patroni', othersMin: 1, lagBytesMax: 1_048_576 },
  ];
  it.each(sound)('may ask $kind', (ask) => {
    expect(told(ask)).toEqual([]);
    expect(told(ask, { settleSeconds: 86_400 })).toEqual([]);
  });

  it.each<[string, ClusterQuestion, string]>([
    ['a cluster that needs nobody else', { kind: 'galera', othersMin: 0 }, 'questions[0].ask.othersMin: 1'],
    ['half a member', { kind: 'rabbitmq', othersMin: 1.5 }, 'questions[0].ask.othersMin: 2'],
    ['a lag below nothing', { kind: 'etcd', lagEntriesMax: -1 }, 'questions[0].ask.lagEntriesMax: 0'],
    [
      'a lag that is no number',
      { kind: 'patroni', othersMin: 1, lagBytesMax: Number.NaN },
      'questions[0].ask.lagBytesMax: 0',
    ],
    [
      'a backend that is two commands',
      { kind: 'haproxy', backend: 'app; shutdown sessions', as: 'server', upMin: 1 },
      'questions[0].ask.backend: its name in the file',
    ],
    [
      'no load balancer at all',
      { kind: 'haproxy', backend: 'app', as: 'server', upMin: 1, answeringMin: 0 },
      'questions[0].ask.answeringMin: 1',
    ],
    ['no instance', { kind: 'keepalived', instance: '' }, 'questions[0].ask.instance: its name in the file'],
  ])('may not ask for %s', (_case, ask, problem) => {
    expect(told(ask)).toEqual([problem]);
  });

  it('may not wait for nothing, nor select by more than labels', () => {
    const ask: ClusterQuestion = { kind: 'rabbitmq', othersMin: 1 };
    expect(told(ask, { settleSeconds: 0 })).toEqual(['questions[0].settleSeconds: 1']);
    expect(told(ask, { hosts: 'package(rabbitmq-server)' })).toHaveLength(1);
  });
});
