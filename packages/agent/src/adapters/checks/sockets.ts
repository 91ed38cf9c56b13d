// The kernel's lists of sockets, proc_net(5): `/proc/net/tcp`, `tcp6`, `udp`, `udp6`.

export type Protocol = 'tcp' | 'udp';
/** Whom it answers: this host alone, or others as well. One that is bound to no address answers both. */
export type Reach = 'loopback' | 'network';

export interface Listening {
  readonly protocol: Protocol;
  readonly port: number;
  readonly reaches: readonly Reach[];
  readonly inode: string;
}

/** The state of a socket that listens, and of one that takes datagrams from anybody (include/net/tcp_states.h). */
const STATES: Readonly<Record<Protocol, string>> = { tcp: '0A', udp: '07' };
/** Number of the row, local address, remote address, state, queues, timer, retransmits, user, timeout, inode. */
const ROW =
  /^ *\d+: ([0-9A-F]{8}|[0-9A-F]{32}):([0-9A-F]{4}) [0-9A-F]+:([0-9A-F]{4}) ([0-9A-F]{2}) \S+ \S+ \S+ +\d+ +\d+ (\d+)(?: |$)/;

/** Throws where a row is none: half a list would make ports that are there look as if they were not. */
export const listeningIn = (protocol: Protocol, text: string): readonly Listening[] => {
  const [heading = '', ...rows] = text.split('\n');
  if (!heading.includes('local_address'))
    throw new TypeError(`the kernel's list of ${protocol} sockets has no heading`);
  return rows.flatMap((row) => {
    if (row === '') return [];
    const [, address, port, remote, state, inode] = ROW.exec(row) ?? [];
    if (address === undefined || port === undefined || inode === undefined) {
      throw new TypeError(`the kernel's list of ${protocol} sockets has another form: ${row.slice(0, 80)}`);
    }
    if (state !== STATES[protocol] || remote !== '0000') return [];
    return [{ protocol, port: Number.parseInt(port, 16), reaches: reachesOf(address), inode }];
  });
};

/** Each word of four bytes is in the order of the processor: little-endian everywhere that this is built for. */
const reachesOf = (address: string): readonly Reach[] => {
  if (/^0+$/.test(address)) return ['loopback', 'network'];
  const bytes = address.match(/.{8}/g)?.map((word) => word.match(/../g)?.reverse().join('') ?? '') ?? [];
  const whole = bytes.join('');
  const four = whole.length === 8 ? whole : /^0{20}F{4}([0-9A-F]{8})$/.exec(whole)?.[1];
  if (four === '00000000') return ['loopback', 'network'];
  const isLoopback = four === undefined ? /^0{31}1$/.test(whole) : four.startsWith('7F');
  return isLoopback ? ['loopback'] : ['network'];
};
