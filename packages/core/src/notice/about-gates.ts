import { explain, type Reason } from '../reasons/index.ts';
import type { Instant } from '../time/index.ts';
import { counted, shownInstant, type Template } from './template.ts';

export interface GateClosed {
  readonly rollout: string;
  readonly environment: string;
  /** From 1. */
  readonly wave: number;
  readonly gates: readonly { readonly name: string; readonly reason: Reason }[];
}

/** Nothing but a person's word lets the hosts behind this wave begin. */
export interface WordWanted {
  readonly rollout: string;
  readonly environment: string;
  /** From 1. */
  readonly wave: number;
  readonly settledAt: Instant;
  readonly reason: Reason;
  /** Behind the wave, and not over. */
  readonly hostsWaiting: number;
  /** Of its window: who has not begun by then does not begin. */
  readonly cutOffAt: Instant | null;
}

export const gateClosed: Template<GateClosed> = {
  subject: ({ environment, wave, gates }) =>
    `rollout in ${environment} waits behind wave ${wave}: ${gates.map(({ name }) => name).join(', ')}`,
  lines: ({ rollout, gates }) => [
    ...gates.map(({ name, reason }) => `${name}: ${explain(reason)}`),
    `slipway rollout show ${rollout}`,
  ],
};

export const wordWanted: Template<WordWanted> = {
  subject: ({ environment, wave }) => `rollout in ${environment} wants a person's word behind wave ${wave}`,
  lines: ({ rollout, reason, settledAt, hostsWaiting, cutOffAt }) => [
    explain(reason),
    `${counted(hostsWaiting, 'host')} behind it wait since ${shownInstant(settledAt)}${cutOffAt === null ? '' : `, and may begin until ${shownInstant(cutOffAt)}`}.`,
    `slipway rollout show ${rollout}`,
  ],
};
