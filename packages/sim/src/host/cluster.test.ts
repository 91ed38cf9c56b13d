import type { ClusterQuestions } from '@slipway/agent/ports';
import { addSeconds, asInstant } from '@slipway/core/time';
import { describeClusterQuestions } from '@slipway/testkit/contracts';
import { realCrypto } from '../controller/index.ts';
import { randomFrom } from '../random/index.ts';
import { virtualTime } from '../time/index.ts';
import { simulatedArchive } from '../world/index.ts';
import { simulatedCluster } from './cluster.ts';
import { healthy } from './condition.ts';
import { simulatedPackages } from './packages.ts';

// A simulated host's cluster answers as real ones do (packages/agent/src/adapters/questions).

describeClusterQuestions('a simulated host', async () => {
  const time = virtualTime(asInstant('2026-03-10T20:00:00.000Z'));
  const condition = healthy(false);
  const { sha256 } = realCrypto;
  const archive = simulatedArchive(sha256);
  const simulated = simulatedCluster({
    time,
    random: randomFrom(1),
    condition,
    packages: simulatedPackages({ time, archive, sha256, installed: [], onReplaced: () => undefined }),
    stale: new Set(),
    staleLogins: new Set(),
    power: () => 0,
    happened: () => undefined,
  });
  const inTime =
    (ask: ClusterQuestions['mayGo']): ClusterQuestions['mayGo'] =>
    async (...asked) => {
      const answer = ask(...asked);
      await time.runUntil(addSeconds(time.now(), 120), () => false);
      return await answer;
    };
  return {
    cluster: {
      mayGo: inTime(async (...asked) => await simulated.mayGo(...asked)),
      isWhole: inTime(async (...asked) => await simulated.isWhole(...asked)),
    },
    question: { kind: 'rabbitmq', othersMin: 1 },
    become: async (situation) => {
      if (situation === 'whole') condition.clusters.delete('rabbitmq');
      else condition.clusters.set('rabbitmq', situation);
    },
    dispose: async () => undefined,
  };
});
