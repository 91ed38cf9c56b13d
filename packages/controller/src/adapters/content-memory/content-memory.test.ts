import { describeContent } from '@slipway/testkit/contracts';
import { openContentMemory } from './index.ts';

describeContent('content in memory', async () => ({
  content: openContentMemory(),
  dispose: async () => undefined,
}));
