// What the clusters of a simulated host's services say, as its condition has it. Held to what real ones say by the contract
// suite that both pass.

import type { ClusterAnswer, ClusterQuestions } from '@slipway/agent/ports';
import type { ClusterQuestion } from '@slipway/core/question';
import { never } from '../mortal/index.ts';
import type { Surroundings } from './surroundings.ts';

export const simulatedCluster = ({ time, random, condition, power }: Surroundings): ClusterQuestions => {
  const answer = async ({ kind }: ClusterQuestion, timeLimitMs: number): Promise<ClusterAnswer> => {
    const begun = power();
    const situation = condition.clusters.get(kind) ?? 'whole';
    await time.sleep(situation === 'stuck' ? timeLimitMs : Math.min(timeLimitMs, random.between(20, 2000)));
    if (power() !== begun) return await never();
    switch (situation) {
      case 'whole':
        return { answer: 'yes', evidence: 'every member is there' };
      case 'missing':
        return { answer: 'no', evidence: 'a member is missing' };
      case 'silent':
      case 'stuck':
        return { answer: 'unknown', evidence: 'nobody answers' };
      default:
        return situation satisfies never;
    }
  };
  return { mayGo: answer, isWhole: answer };
};
