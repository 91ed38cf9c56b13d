import { explain, type Reason } from '../reasons/index.ts';
import type { Template } from './template.ts';

export interface GateClosed {
  readonly rollout: string;
  readonly environment: string;
  /** From 1. */
  readonly wave: number;
  readonly gates: readonly { readonly name: string; readonly reason: Reason }[];
}

export const gateClosed: Template<GateClosed> = {
  subject: ({ environment, wave, gates }) =>
    `rollout in ${environment} waits behind wave ${wave}: ${gates.map(({ name }) => name).join(', ')}`,
  lines: ({ rollout, gates }) => [
    ...gates.map(({ name, reason }) => `${name}: ${explain(reason)}`),
    `slipway rollout show ${rollout}`,
  ],
};
