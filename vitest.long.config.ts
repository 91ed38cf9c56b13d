import { defineConfig } from 'vitest/config';
import base from './vitest.config.ts';

/** What `npm test` has no time for: several real servers or processes that find each other, are stopped and come back. */
export default defineConfig({
  test: {
    ...base.test,
    include: ['packages/*/{src,test}/**/*.long.test.ts', 'bench/**/*.long.test.ts'],
    exclude: ['**/node_modules/**'],
  },
});
