import { describeProbes } from '@slipway/testkit/contracts';
import { simulatedProbes } from './index.ts';

describeProbes('those of the simulator', async () => {
  const probes = simulatedProbes();
  const url = 'https://outside.example';
  probes.set(url, {});
  return {
    probes,
    url,
    says: (what) => probes.set(url, what),
    goesAway: async () => probes.set(url, null),
    asked: () => probes.asked,
    dispose: async () => undefined,
  };
});
