import { askProgram, type Means, settingsOf } from '../means/index.ts';
import { SETTINGS } from './settings.ts';
import type { State } from './types.ts';

export interface Peer {
  readonly address: string;
  /** `null`: it does not answer, or not of this instance. */
  readonly state: State | null;
}

const ADDRESS = /[A-Za-z0-9][A-Za-z0-9.:-]{0,200}/;
/** The folder of net-snmp's snmp.conf. */
const SNMP_CONF = '/etc/slipway/questions';
/** vrrpInstanceTable of KEEPALIVED-MIB: name is its column 2, state column 4. */
const TABLE = '.1.3.6.1.4.1.9586.100.5.2.3.1';
const NAME = `${TABLE}.2`;
const STATE = `${TABLE}.4`;
const STATES: Readonly<Record<string, State>> = { '0': 'INIT', '1': 'BACKUP', '2': 'MASTER', '3': 'FAULT' };

export const peers = async (instance: string, means: Means): Promise<readonly Peer[]> =>
  await Promise.all(
    settingsOf(means, SETTINGS)
      .texts('peers', ADDRESS)
      .map(async (address) => ({ address, state: await stateAt(address, instance, means) })),
  );

const stateAt = async (address: string, instance: string, means: Means): Promise<State | null> => {
  const names = await column(NAME, address, means);
  const index = [...names].find(([, name]) => name === `"${instance}"`)?.[0];
  if (index === undefined) return null;
  return STATES[(await column(STATE, address, means)).get(index) ?? ''] ?? null;
};

/** By the index of the row. Numbers alone: no MIB is loaded, none has to be there. */
const column = async (oid: string, address: string, means: Means): Promise<ReadonlyMap<string, string>> => {
  const said = await askProgram(means, {
    command: ['/usr/bin/snmpbulkwalk', '-m', '', '-On', '-OQ', '-Oe', '-t', '1', '-r', '1', address, oid],
    // root's, for the secret in snmp.conf; it is on no command line.
    user: 'root',
    environment: { SNMPCONFPATH: SNMP_CONF },
  });
  return said.kind === 'said' && said.status === 0 ? rowsIn(said.stdout, oid) : new Map();
};

export const rowsIn = (text: string, oid: string): ReadonlyMap<string, string> =>
  new Map(
    text.split('\n').flatMap((line) => {
      const [name = '', value] = line.split(' = ', 2);
      const index = name.startsWith(`${oid}.`) ? name.slice(oid.length + 1) : '';
      return /^[0-9.]+$/.test(index) && value !== undefined ? [[index, value] as const] : [];
    }),
  );
