// haproxy, asked over the runtime sockets of the load balancers that root's file names (`sockets`), `show stat … json`: how the
// servers of a backend stand there. By default the socket of this host itself. Seen with 2.6.
//
// A server counts where it is UP and nothing else: one that is on its way down, drained or without a check may serve nobody.
// May import: means, ports, core, node:.

import type { HaproxyQuestion } from '@slipway/core/question';
import type { ClusterAnswer } from '../../../ports/index.ts';
import { type Means, no, settingsOf, unknown, type Variant, yes } from '../means/index.ts';
import { type Server, serversAt } from './look.ts';

export const haproxy: Variant<HaproxyQuestion> = {
  mayGo: async (question, means) => judge(question, 'mayGo', await look(question, means)),
  isWhole: async (question, means) => judge(question, 'isWhole', await look(question, means)),
};

export interface Seen {
  /** The name of this host among the servers. */
  readonly own: string;
  readonly balancers: readonly (
    | { readonly socket: string; readonly servers: readonly Server[] }
    | { readonly socket: string; readonly why: string }
  )[];
}

const SOCKET = /\/[A-Za-z0-9_./-]{1,100}|[A-Za-z0-9_.-]{1,200}:[0-9]{1,5}|\[[0-9a-f:]{2,45}\]:[0-9]{1,5}/;
const OWN_SOCKET = '/run/haproxy/admin.sock';

const look = async ({ backend }: HaproxyQuestion, means: Means): Promise<Seen> => {
  const settings = settingsOf(means, ['sockets', 'server']);
  const named = settings.texts('sockets', SOCKET);
  const own = settings.text('server', /[A-Za-z0-9_.:-]{1,64}/, means.hostname);
  const balancers = await Promise.all(
    (named.length === 0 ? [OWN_SOCKET] : named).map(async (socket) => {
      try {
        return { socket, servers: await serversAt(socket, backend, means) };
      } catch (error) {
        return { socket, why: error instanceof Error ? error.message : String(error) };
      }
    }),
  );
  return { own, balancers };
};

export const judge = (
  { as, upMin, answeringMin, backend }: HaproxyQuestion,
  asking: 'mayGo' | 'isWhole',
  { own, balancers }: Seen,
): ClusterAnswer => {
  const all = balancers.map(told).join('; ');
  const answering = balancers.filter((one) => 'servers' in one);
  if (answering.length < (answeringMin ?? balancers.length)) return unknown(`not all that must do answer: ${all}`);
  for (const { socket, servers } of answering) {
    const itself = servers.find(({ name }) => name === own);
    if (as === 'server' && itself === undefined) return unknown(`${socket} knows no server ${own} in ${backend}`);
    const up = servers.filter((one) => isUp(one) && (as === 'load-balancer' || one !== itself));
    if (up.length < upMin) return no(`${up.length} of ${upMin} others are up at ${socket}: ${all}`);
    if (asking === 'isWhole' && as === 'server' && itself !== undefined && !mayBeDrained(itself)) {
      return no(`${own} is ${itself.status} at ${socket}: ${all}`);
    }
  }
  return yes(all);
};

const isUp = ({ status, weight }: Server): boolean => status === 'UP' && weight > 0;

/**
 * Before it is undrained it stands aside: by the load balancer's side, or by its own, whose health page says 404 (`http-check
 * disable-on-404`). haproxy calls that NOLB of a server that was up, and DOWN of one that was away in between, as after a reboot.
 */
const mayBeDrained = ({ status, checkCode }: Server): boolean =>
  status === 'UP' ||
  status === 'DRAIN' ||
  status === 'NOLB' ||
  status.startsWith('MAINT') ||
  (status === 'DOWN' && checkCode === ASIDE);

const ASIDE = 404;

const told = (one: Seen['balancers'][number]): string =>
  'servers' in one
    ? `${one.socket}: ${one.servers.map(({ name, status }) => `${name} ${status}`).join(', ') || 'no server'}`
    : `${one.socket} does not answer (${one.why})`;
