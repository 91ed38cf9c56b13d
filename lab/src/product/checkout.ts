import { join } from 'node:path';

/** The checkout that this lab is part of. */
export const CHECKOUT = join(import.meta.dirname, '../../..');

/** The product's programs, run by the same Node as the lab. */
export const PROGRAMS = {
  agentPackaging: join(CHECKOUT, 'packages/agent/packaging/main.ts'),
  cli: join(CHECKOUT, 'packages/cli/bin/slipway.mjs'),
  controller: join(CHECKOUT, 'packages/controller/src/main.ts'),
} as const;
