// Patroni, asked over its REST API: /cluster of this host's own, and of every member that counts its own word, since /cluster
// repeats what a member last wrote into the store, for as long as its key lives (`ttl`, 30 s). Seen with 3.0.2.
//
// Root's file: `url` (http://127.0.0.1:8008), `name` of this host's member where it is not the host's, `ca`.
// May import: means, ports, core, node:.

import type { PatroniQuestion } from '@slipway/core/question';
import type { ClusterAnswer } from '../../../ports/index.ts';
import { type Means, no, unknown, type Variant, yes } from '../means/index.ts';
import { look, type Member, type Seen } from './look.ts';

export const patroni: Variant<PatroniQuestion> = {
  mayGo: async (question, means) => await judged(question, means, false),
  isWhole: async (question, means) => await judged(question, means, true),
};

const judged = async (question: PatroniQuestion, means: Means, whole: boolean): Promise<ClusterAnswer> =>
  judge(question, await look(means), whole);

export const judge = (
  { othersMin, lagBytesMax }: PatroniQuestion,
  { own, members, paused }: Seen,
  whole: boolean,
): ClusterAnswer => {
  const all = members.map(told).join(', ');
  const itself = members.find(({ name }) => name === own);
  if (itself === undefined) return unknown(`${own} is not among the members: ${all}`);
  if (paused) return no(`the cluster is paused, so that no member would take over: ${all}`);
  const leader = members.find(isLeader);
  if (leader === undefined) return no(`there is no leader: ${all}`);
  const isWell = (member: Member): boolean =>
    member.answers &&
    RUNNING.has(member.state) &&
    member.timeline !== null &&
    member.timeline === leader.timeline &&
    (isLeader(member) || (member.lagBytes !== null && member.lagBytes <= lagBytesMax));
  const others = members.filter((member) => member !== itself && isWell(member));
  if (others.length < othersMin) return no(`${others.length} of ${othersMin} others are well: ${all}`);
  if (itself === leader && !others.some(({ mayLead }) => mayLead))
    return no(`nobody may take over from ${own}: ${all}`);
  if (itself !== leader && !isWell(leader)) return no(`the leader is not well: ${all}`);
  if (!whole) return yes(all);
  const ill = members.find((member) => !isWell(member));
  return ill === undefined ? yes(all) : no(`${ill.name} is not well: ${all}`);
};

/** A replica that streams says `streaming` since 3.0.4. */
const RUNNING: ReadonlySet<string> = new Set(['running', 'streaming']);
const LEADING: ReadonlySet<string> = new Set(['leader', 'master', 'primary', 'standby_leader']);

const isLeader = ({ role }: Member): boolean => LEADING.has(role);

const told = (member: Member): string => {
  const { name, role, state, lagBytes, answers } = member;
  const lag = isLeader(member) ? '' : lagBytes === null ? ', lag unknown' : `, ${lagBytes} bytes behind`;
  return `${name} (${role}, ${answers ? state : 'does not answer'}${lag})`;
};
