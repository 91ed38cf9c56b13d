// keepalived, which is asked in two ways, since VRRP itself says nothing of a backup: who is silent may be well or gone.
// This host's own daemon writes its state as JSON when it is told to (`keepalived --signum=JSON`, needs --enable-json, as
// Debian builds it). Peers are asked over SNMP (KEEPALIVED-MIB; `enable_snmp_vrrp` there, and snmpd as its master agent)
// where root's file names them (`peers`); how, with which version and secret, net-snmp's own snmp.conf beside that file says.
// Seen with 2.2.7.
//
// A backup may go without asking anybody: it is one because it hears its master. A master may go where every peer that is
// named, at least one, is a backup, and where none is named nobody can tell.
// May import: means, ports, core, node:.

import type { KeepalivedQuestion } from '@slipway/core/question';
import type { ClusterAnswer } from '../../../ports/index.ts';
import { no, unknown, type Variant, yes } from '../means/index.ts';
import { ownState } from './own-state.ts';
import { type Peer, peers } from './peers.ts';
import type { State } from './types.ts';

export const keepalived: Variant<KeepalivedQuestion> = {
  mayGo: async (question, means) => {
    const own = await ownState(question.instance, means);
    return judge('mayGo', { own, peers: own === 'MASTER' ? await peers(question.instance, means) : [] });
  },
  isWhole: async (question, means) =>
    judge('isWhole', { own: await ownState(question.instance, means), peers: await peers(question.instance, means) }),
};

export interface Seen {
  readonly own: State;
  readonly peers: readonly Peer[];
}

export const judge = (asking: 'mayGo' | 'isWhole', { own, peers: all }: Seen): ClusterAnswer => {
  const seen = [`this host is ${own}`, ...all.map(({ address, state }) => `${address} ${state ?? 'does not answer'}`)];
  const line = seen.join(', ');
  if (own !== 'MASTER' && own !== 'BACKUP') return no(line);
  const silent = all.some(({ state }) => state === null);
  if (asking === 'mayGo') {
    if (own === 'BACKUP') return yes(`${line}: it hears its master`);
    if (all.length === 0) return unknown(`${line}, and root's file names no peer to ask (peers)`);
    // A peer that is away cannot be told from one that cannot be asked, and neither takes anything over.
    return all.every(({ state }) => state === 'BACKUP') ? yes(line) : no(line);
  }
  const masters = [own, ...all.map(({ state }) => state)].filter((state) => state === 'MASTER').length;
  if (all.some(({ state }) => state !== null && state !== 'MASTER' && state !== 'BACKUP')) return no(line);
  if (silent) return no(line);
  // With no peer to ask, a backup's master is the one that it hears.
  if (masters > 1 || (masters === 0 && all.length > 0)) return no(`${line}: ${masters} masters`);
  return yes(line);
};
