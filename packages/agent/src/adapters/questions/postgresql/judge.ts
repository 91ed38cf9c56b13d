import type { PostgresqlQuestion } from '@slipway/core/question';
import type { ClusterAnswer } from '../../../ports/index.ts';
import { no, unknown, yes } from '../means/index.ts';
import type { Seen, Standby } from './look.ts';

type Asking = 'mayGo' | 'isWhole';

export const judge = (question: PostgresqlQuestion, asking: Asking, seen: Seen): ClusterAnswer =>
  seen.role === 'primary' ? ofPrimary(question, asking, seen.standbys) : ofStandby(question, asking, seen);

const ofPrimary = (
  { othersMin, lagBytesMax, synchronous, primary }: PostgresqlQuestion,
  asking: Asking,
  standbys: readonly Standby[],
): ClusterAnswer => {
  const all = `primary with ${told(standbys)}`;
  if (asking === 'mayGo' && primary === 'stays') return no(`${all}; a primary stays`);
  const well = standbys.filter((one) => isWell(one, lagBytesMax));
  if (well.length < othersMin) return no(`${all}; ${othersMin} must stream within ${lagBytesMax} bytes`);
  if (synchronous === 'required' && !well.some(({ sync }) => sync === 'sync' || sync === 'quorum')) {
    return no(`${all}; none of them is synchronous`);
  }
  return yes(all);
};

const ofStandby = (
  { othersMin, lagBytesMax }: PostgresqlQuestion,
  asking: Asking,
  { receiver, replayPaused, standbys }: Extract<Seen, { role: 'standby' }>,
): ClusterAnswer => {
  if (receiver === null || receiver.status !== 'streaming') {
    return no(`standby whose primary sends nothing (${receiver?.status ?? 'no receiver runs'})`);
  }
  const own = `standby of ${receiver.from}, ${behind(receiver.lagBytes)}`;
  if (asking === 'isWhole') {
    if (replayPaused) return no(`${own}; replay is paused`);
    if (receiver.lagBytes === null || receiver.lagBytes > lagBytesMax) return no(`${own}; ${lagBytesMax} are allowed`);
  }
  // The primary is the one; the others only it can name.
  if (othersMin <= 1) return yes(own);
  if (standbys === null) {
    return unknown(`${own}; ${othersMin} others are wanted, and root's file says no way to ask the primary (primary)`);
  }
  // This host is one of them, for which the primary counts: where it is not well itself, one too few is counted.
  const well = standbys.filter((one) => isWell(one, lagBytesMax)).length;
  const all = `${own}; its primary has ${told(standbys)}`;
  return well < othersMin ? no(`${all}; ${othersMin} others must be well`) : yes(all);
};

const isWell = ({ state, lagBytes }: Standby, lagBytesMax: number): boolean =>
  state === 'streaming' && lagBytes !== null && lagBytes <= lagBytesMax;

const told = (standbys: readonly Standby[]): string =>
  standbys.length === 0
    ? 'no standby'
    : standbys.map(({ name, state, sync, lagBytes }) => `${name} (${state}, ${sync}, ${behind(lagBytes)})`).join(', ');

const behind = (lagBytes: number | null): string =>
  lagBytes === null ? 'replaying nothing' : `${lagBytes} bytes behind`;
