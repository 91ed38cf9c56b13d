// Galera, asked by the mariadb client through the local socket as the account `mysql`, which may since MariaDB 10.4: the
// write-set replication's own status. Seen with MariaDB 10.11 and Galera 26.4.
//
// A member that still receives its first state counts in the size: whoever sends it is Donor and says no, the others cannot
// tell. One host at a time, each whole before the next, is what keeps that from happening here.
// May import: means, ports, core.

import type { GaleraQuestion } from '@slipway/core/question';
import type { ClusterAnswer } from '../../../ports/index.ts';
import { fieldsOf, type Means, no, programJson, settingsOf, textOf, type Variant, yes } from '../means/index.ts';

export const galera: Variant<GaleraQuestion> = {
  // What is whole may spare one more: quorum is counted anew with every member that says goodbye.
  mayGo: async (question, means) => judge(question, await look(means)),
  isWhole: async (question, means) => judge(question, await look(means)),
};

export interface Seen {
  readonly component: string;
  readonly ready: string;
  readonly connected: string;
  readonly state: string;
  readonly stateText: string;
  readonly size: number;
}

const NAMES = [
  'wsrep_cluster_status',
  'wsrep_cluster_size',
  'wsrep_ready',
  'wsrep_connected',
  'wsrep_local_state',
  'wsrep_local_state_comment',
] as const;
const QUERY = `select json_objectagg(lower(variable_name), variable_value) from information_schema.global_status
  where lower(variable_name) in (${NAMES.map((name) => `'${name}'`).join(', ')})`;

const look = async (means: Means): Promise<Seen> => {
  const settings = settingsOf(means, ['user', 'socket']);
  const socket = settings.text('socket', /\/[A-Za-z0-9_./-]{1,100}/, '/run/mysqld/mysqld.sock');
  return seenIn(
    await programJson(means, {
      command: [
        ...(['/usr/bin/mariadb', '--no-defaults', `--socket=${socket}`, '--connect-timeout=5'] as const),
        ...['--batch', '--raw', '--skip-column-names', `--execute=${QUERY}`],
      ],
      user: settings.text('user', /[a-z_][a-z0-9_-]{0,31}/, 'mysql'),
    }),
  );
};

export const seenIn = (value: unknown): Seen => {
  const fields = fieldsOf(value, 'the answer');
  const text = (name: (typeof NAMES)[number]): string => textOf(fields[name], name);
  const size = text('wsrep_cluster_size');
  if (!/^[0-9]{1,4}$/.test(size)) throw new TypeError('wsrep_cluster_size is not a count');
  return {
    component: text('wsrep_cluster_status'),
    ready: text('wsrep_ready'),
    connected: text('wsrep_connected'),
    state: text('wsrep_local_state'),
    stateText: text('wsrep_local_state_comment'),
    size: Number(size),
  };
};

/** `wsrep_local_state`: in step with the group, and sending nobody a first state. */
const SYNCED = '4';

export const judge = ({ othersMin }: GaleraQuestion, seen: Seen): ClusterAnswer => {
  const { component, ready, connected, state, stateText, size } = seen;
  const all = `${stateText} in a ${component} component of ${size}`;
  if (component !== 'Primary' || ready !== 'ON' || connected !== 'ON') return no(`${all}, ready ${ready}`);
  if (state !== SYNCED) return no(all);
  return size - 1 < othersMin ? no(`${all}; ${othersMin} others must be there`) : yes(all);
};
