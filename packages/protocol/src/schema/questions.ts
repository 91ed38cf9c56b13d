// What hosts ask their cluster, as policy and host plan say it. Bounds of the numbers are core/policy's to judge.

import { Type } from 'typebox';
import { Count, described, Name, strict, words } from './basics.ts';

const OthersMin = described(Count, 'So many healthy members besides this host, at least 1.');
const LagBytesMax = described(Count, 'So many bytes of write-ahead log may be left to replay.');

export const ClusterQuestionSchema = Type.Union([
  strict({
    kind: described(Type.Literal('postgresql'), 'Streaming replication without a manager above it.'),
    othersMin: OthersMin,
    lagBytesMax: LagBytesMax,
    synchronous: described(words('required', 'not-required'), 'Whether a primary wants a synchronous standby.'),
    primary: described(words('may-go', 'stays'), 'Whether a primary may go: only where the drain hook moves the role.'),
  }),
  strict({
    kind: described(Type.Literal('rabbitmq'), "Members, partitions, and the queues' replicas."),
    othersMin: OthersMin,
  }),
  strict({
    kind: described(Type.Literal('haproxy'), 'What the load balancers say of a backend over their runtime sockets.'),
    backend: described(Name, 'As haproxy.cfg names it.'),
    as: described(
      words('server', 'load-balancer'),
      "Whether the host is one of the backend's servers, or stands beside the load balancers that are asked.",
    ),
    upMin: described(Count, 'So many servers of the backend must be up, this host not counted; at least 1.'),
    answeringMin: Type.Optional(
      described(Count, "So many load balancers must answer; left out: all that the host's own file names."),
    ),
  }),
  strict({
    kind: described(Type.Literal('keepalived'), 'Whether a peer holds the addresses or may take them over.'),
    instance: described(Name, 'The VRRP instance, as keepalived.conf names it.'),
  }),
  strict({
    kind: described(Type.Literal('galera'), 'The primary component of a Galera cluster.'),
    othersMin: OthersMin,
  }),
  strict({
    kind: described(Type.Literal('etcd'), 'Whether a quorum is left without this member.'),
    lagEntriesMax: described(Count, 'So many Raft entries may be left to apply.'),
  }),
  strict({
    kind: described(Type.Literal('patroni'), 'Members as Patroni sees them.'),
    othersMin: OthersMin,
    lagBytesMax: LagBytesMax,
  }),
]);
