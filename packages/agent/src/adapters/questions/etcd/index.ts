// etcd, asked by etcdctl as nobody, or where root's file names certificates as root, who alone may read their key. Seen with
// 3.4. Every voting member is asked for its health by a read that needs a quorum.
// May import: means, ports, core.

import type { EtcdQuestion } from '@slipway/core/question';
import type { ClusterAnswer } from '../../../ports/index.ts';
import { no, unknown, type Variant, yes } from '../means/index.ts';
import { healthOf, indexesOf, type Member, members, own } from './look.ts';

export const etcd: Variant<EtcdQuestion> = {
  mayGo: async (_question, means) => {
    const self = await own(means);
    return judgeGoing(self.id, await healthOf(means, await members(means)));
  },
  isWhole: async ({ lagEntriesMax }, means) => {
    const self = await own(means);
    if (self.errors.length > 0) return no(`this member says ${self.errors.join(', ')}`);
    const all = await healthOf(means, await members(means));
    const ill = all.filter(({ healthy }) => !healthy);
    if (ill.length > 0) return no(told(all));
    const indexes = await indexesOf(means);
    const applied = indexes.find(({ id }) => id === self.id)?.applied;
    if (applied === undefined) return unknown(`${told(all)}; this member is not among those that tell where they are`);
    const behind = Math.max(...indexes.map(({ index }) => index)) - applied;
    const at = `${told(all)}; ${Math.max(0, behind)} entries behind`;
    return behind > lagEntriesMax ? no(`${at}, ${lagEntriesMax} are allowed`) : yes(at);
  },
};

export const judgeGoing = (self: string, all: readonly (Member & { readonly healthy: boolean })[]): ClusterAnswer => {
  const itself = all.find(({ id }) => id === self);
  if (itself === undefined) return unknown(`${told(all)}; this member is not among them`);
  const voters = all.filter(({ learner }) => !learner);
  const quorum = Math.floor(voters.length / 2) + 1;
  const others = voters.filter(({ id, healthy }) => healthy && id !== self).length;
  // A learner may always go, but not while those who vote have no quorum themselves.
  return others < quorum
    ? no(`${told(all)}; without this one ${others} are left and ${quorum} are needed`)
    : yes(told(all));
};

const told = (all: readonly (Member & { readonly healthy: boolean })[]): string =>
  all
    .map(({ name, healthy, learner }) => `${name} ${learner ? 'learns' : healthy ? 'is well' : 'is not well'}`)
    .join(', ') || 'no member';
