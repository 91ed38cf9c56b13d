// Every kind of check and of question, each with all that it may say.

import type { PlannedCheck } from '@slipway/core/plan';
import type { ClusterQuestion } from '@slipway/core/question';
import type { EachKind } from '../whole.ts';

const CHECKS: EachKind<PlannedCheck['check']> = {
  'unit-active': { kind: 'unit-active', unit: 'nginx.service' },
  hook: { kind: 'hook', hook: 'app-answers', parameters: { path: '/' } },
  'failed-units': { kind: 'failed-units' },
  http: { kind: 'http', url: 'http://app.example:8080/health', at: '127.0.0.1', status: 200, contains: 'ok' },
  tcp: { kind: 'tcp', host: '127.0.0.1', port: 5432 },
  ports: { kind: 'ports' },
  journal: { kind: 'journal', newMax: 3 },
  'plug-in': { kind: 'plug-in', plugIn: 'check_disk', parameters: { path: '/' }, worst: 'warning' },
  prometheus: {
    kind: 'prometheus',
    url: 'http://127.0.0.1:9100/metrics',
    metric: 'node_load1',
    atLeast: '0',
    atMost: '16',
    changeMax: '8.5',
  },
  snmp: { kind: 'snmp', oid: '1.3.6.1.2.1.1.3.0', atLeast: '1', atMost: '9', changeMax: '2' },
};

const QUESTIONS: EachKind<ClusterQuestion> = {
  postgresql: {
    kind: 'postgresql',
    othersMin: 1,
    lagBytesMax: 1_048_576,
    synchronous: 'required',
    primary: 'may-go',
  },
  rabbitmq: { kind: 'rabbitmq', othersMin: 1 },
  haproxy: { kind: 'haproxy', backend: 'app', as: 'server', upMin: 1, answeringMin: 1 },
  keepalived: { kind: 'keepalived', instance: 'VI_1' },
  galera: { kind: 'galera', othersMin: 2 },
  etcd: { kind: 'etcd', lagEntriesMax: 100 },
  patroni: { kind: 'patroni', othersMin: 1, lagBytesMax: 1_048_576 },
};

/** Of what Prometheus says there are two forms. */
const QUERY: PlannedCheck['check'] = {
  kind: 'prometheus',
  url: 'https://prometheus.example',
  query: 'node_load1{instance="{hostname}"}',
  atLeast: '0',
  atMost: '16',
  changeMax: '8.5',
};

export const EVERY_CHECK: readonly PlannedCheck['check'][] = [...Object.values(CHECKS), QUERY];
export const EVERY_QUESTION: readonly ClusterQuestion[] = Object.values(QUESTIONS);
