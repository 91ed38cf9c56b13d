import { countOf, fieldsOf, listOf, type Means, programJson, settingsOf, textOf } from '../means/index.ts';

export interface Members {
  readonly own: string;
  readonly all: readonly string[];
  readonly running: readonly string[];
  readonly inMaintenance: readonly string[];
  readonly partitioned: boolean;
  readonly alarms: number;
}

export interface Queue {
  readonly name: string;
  readonly state: string;
  /** `null`: on one member alone, by its owner's wish. */
  readonly replicas: number | null;
  readonly inStep: number;
}

/** EX_UNAVAILABLE: the check found what it looks for, and says so where complaints stand. */
const STATUS_FOUND = 69;
const PROGRAMS = '/usr/lib/rabbitmq/bin';
const SETTINGS = ['user', 'node', 'home'];

const ask = async (
  means: Means,
  program: 'rabbitmqctl' | 'rabbitmq-diagnostics',
  words: readonly string[],
  statuses: Readonly<Record<number, 'stdout' | 'stderr'>> = { 0: 'stdout' },
): Promise<unknown> => {
  const settings = settingsOf(means, SETTINGS);
  const own = ownName(means);
  const names = own.includes('.') ? ['--longnames'] : [];
  const options = ['--quiet', '--formatter', 'json', '--node', own, ...names];
  return await programJson(
    means,
    {
      command: [`${PROGRAMS}/${program}`, ...options, ...words],
      user: settings.text('user', /[a-z_][a-z0-9_-]{0,31}/, 'rabbitmq'),
      environment: { HOME: settings.text('home', /\/[A-Za-z0-9_./-]{1,200}/, '/var/lib/rabbitmq') },
    },
    statuses,
  );
};

const ownName = (means: Means): string =>
  settingsOf(means, SETTINGS).text('node', /[A-Za-z0-9_-]{1,64}@[A-Za-z0-9_.-]{1,200}/, `rabbit@${means.hostname}`);

export const members = async (means: Means): Promise<Members> =>
  membersIn(await ask(means, 'rabbitmqctl', ['cluster_status']), ownName(means));

export const membersIn = (value: unknown, own: string): Members => {
  const fields = fieldsOf(value, 'the answer');
  const names = (name: string): readonly string[] =>
    listOf(fields[name], name, (one) => textOf(one, `a member of ${name}`));
  const maintenance = Object.entries(fieldsOf(fields['maintenance_status'], 'maintenance_status'));
  return {
    own,
    all: [...new Set([...names('disk_nodes'), ...names('ram_nodes')])],
    running: [...new Set(names('running_nodes'))],
    inMaintenance: maintenance.flatMap(([name, status]) => (status === 'not under maintenance' ? [] : [name])),
    partitioned: Object.keys(fieldsOf(fields['partitions'], 'partitions')).length > 0,
    alarms: listOf(fields['alarms'], 'alarms', (one) => one).length,
  };
};

/** `null`: no queue needs this member. */
export const criticalQueues = async (
  means: Means,
  check: 'check_if_node_is_quorum_critical' | 'check_if_node_is_mirror_sync_critical',
): Promise<string | null> =>
  criticalIn(await ask(means, 'rabbitmq-diagnostics', [check], { 0: 'stdout', [STATUS_FOUND]: 'stderr' }));

export const criticalIn = (value: unknown): string | null => {
  const { result, message, queues: found = [] } = fieldsOf(value, 'the answer');
  if (result === 'ok') return null;
  if (result !== 'error') throw new TypeError('the check says neither ok nor error');
  const names = listOf(found, 'queues', (one) =>
    textOf(fieldsOf(one, 'a queue')['readable_name'], 'the name of a queue'),
  );
  return `${textOf(message, 'what the check says')}: ${names.slice(0, NAMES_TOLD_MAX).join(', ')}`;
};

const NAMES_TOLD_MAX = 5;
/** Each is a question of its own, of a second or so. */
const VIRTUAL_HOSTS_MAX = 20;
const COLUMNS = ['name', 'state', 'slave_pids', 'synchronised_slave_pids', 'members', 'online'];

export const queues = async (means: Means): Promise<readonly Queue[]> => {
  const places = listOf(await ask(means, 'rabbitmqctl', ['list_vhosts', 'name']), 'the virtual hosts', (one) =>
    textOf(fieldsOf(one, 'a virtual host')['name'], 'the name of a virtual host'),
  );
  if (places.length > VIRTUAL_HOSTS_MAX) throw new Error(`there are more than ${VIRTUAL_HOSTS_MAX} virtual hosts`);
  const all: Queue[] = [];
  for (const place of places) {
    all.push(...queuesIn(await ask(means, 'rabbitmqctl', ['list_queues', `--vhost=${place}`, ...COLUMNS])));
  }
  return all;
};

export const queuesIn = (value: unknown): readonly Queue[] => listOf(value, 'the queues', queueIn);

const queueIn = (value: unknown): Queue => {
  const queue = fieldsOf(value, 'a queue');
  const mirrors = replicasIn(queue['slave_pids'], 'slave_pids');
  const members_ = replicasIn(queue['members'], 'members');
  const inStep = replicasIn(mirrors === null ? queue['online'] : queue['synchronised_slave_pids'], 'what is in step');
  return {
    name: textOf(queue['name'], 'the name of a queue'),
    state: textOf(queue['state'], 'the state of a queue'),
    // A mirrored queue without a mirror is not as its owner wants it.
    replicas: mirrors === null ? members_ : Math.max(1, mirrors),
    inStep: inStep ?? 0,
  };
};

/** An empty text stands where the queue is of another type. */
const replicasIn = (value: unknown, what: string): number | null =>
  value === '' ? null : countOf(listOf(value, what, (one) => one).length, what);
