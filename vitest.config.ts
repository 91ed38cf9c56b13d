import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: [
      'packages/*/{src,test}/**/*.test.ts',
      'lab/test/**/*.test.ts',
      'bench/**/*.test.ts',
      'tools/**/*.test.ts',
    ],
    // Servers that take longer to start than most suites to run: vitest.long.config.ts.
    exclude: ['**/node_modules/**', 'tools/fixtures/**', '**/*.long.test.ts'],
    // Pure suites share one worker context: most of ours never touch global state, and isolation costs
    // more than the tests themselves on two cores.
    isolate: false,
    // One more than there are cores: unless told, one of those is left alone, and many tests wait for real servers.
    maxWorkers: availableParallelism() + 1,
    // Tells a test that hangs from one on a busy machine, and judges no speed: that is the bench's.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // What another process does is waited for; its usual second is short where two cores have other work.
    expect: { poll: { timeout: 10_000 } },
  },
});
