// The closed list of built-in questions, each with what must be so for a yes. See index.ts.

export type ClusterQuestion =
  | PostgresqlQuestion
  | RabbitmqQuestion
  | HaproxyQuestion
  | KeepalivedQuestion
  | GaleraQuestion
  | EtcdQuestion
  | PatroniQuestion;

export type QuestionKind = ClusterQuestion['kind'];

/** Streaming replication without a manager above it. */
export interface PostgresqlQuestion {
  readonly kind: 'postgresql';
  /** So many members besides this host must be well: standbys that stream, and for a standby its primary too. */
  readonly othersMin: number;
  /** Write-ahead log that a standby may have left to replay. */
  readonly lagBytesMax: number;
  /** Whether a primary wants a standby that confirms what is committed: what was acknowledged is then on two hosts. */
  readonly synchronous: 'required' | 'not-required';
  /** Whether a primary may go: only where the drain hook moves the role. */
  readonly primary: 'may-go' | 'stays';
}

export interface RabbitmqQuestion {
  readonly kind: 'rabbitmq';
  /** So many running members besides this host. Its queues are asked about in any case. */
  readonly othersMin: number;
}

/** Asked of the load balancers' runtime sockets. */
export interface HaproxyQuestion {
  readonly kind: 'haproxy';
  readonly backend: string;
  /** `server`: this host is one of the backend's servers; `load-balancer`: it stands beside the load balancers that are asked. */
  readonly as: 'server' | 'load-balancer';
  /** So many of the backend's servers must be up, this host not counted. */
  readonly upMin: number;
  /** So many load balancers must answer. Absent: all that the host's file names. */
  readonly answeringMin?: number;
}

export interface KeepalivedQuestion {
  readonly kind: 'keepalived';
  /** The VRRP instance, as keepalived.conf names it. */
  readonly instance: string;
}

export interface GaleraQuestion {
  readonly kind: 'galera';
  /** So many members of the primary component besides this host. */
  readonly othersMin: number;
}

export interface EtcdQuestion {
  readonly kind: 'etcd';
  /** Raft entries that this host may have left to apply. A quorum without it is asked for in any case. */
  readonly lagEntriesMax: number;
}

export interface PatroniQuestion {
  readonly kind: 'patroni';
  /** So many running members besides this host, none further behind than `lagBytesMax`. */
  readonly othersMin: number;
  readonly lagBytesMax: number;
}

/** The questions of one host plan. The first that says anything but yes decides. */
export interface PlannedQuestions {
  /** In policy's order; at least one. */
  readonly asked: readonly ClusterQuestion[];
  /** So long is "may one more go?" asked again before it counts as no. */
  readonly askSeconds: number;
  /** So long is "are you whole again?" asked again before it counts as no. */
  readonly settleSeconds: number;
}
