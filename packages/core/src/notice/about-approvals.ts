import type { Instant } from '../time/index.ts';
import { counted, shortDigest, shownInstant, type Template, tierText } from './template.ts';

export interface ApprovalAsked {
  readonly plan: string;
  readonly environment: string;
  readonly policy: string | null;
  /** Who must agree, in words: `2 of development, operations, security`. */
  readonly wanted: string;
  readonly hostsInAll: number;
  /** In words: who refused it, who asks again and why; absent: nobody had to. */
  readonly again?: string;
  /** Of its first occurrence; `null`: none is left. */
  readonly startsAt: Instant | null;
}

export interface ApprovalRefused {
  readonly plan: string;
  readonly environment: string;
  readonly policy: string | null;
  readonly by: string;
  readonly why: string;
}

const begins = (startsAt: Instant | null): string =>
  startsAt === null ? 'It has no occurrence left.' : `Its first occurrence begins ${shownInstant(startsAt)}.`;

export const approvalWanted: Template<ApprovalAsked> = {
  subject: ({ environment, policy, again }) =>
    `approval wanted ${again === undefined ? '' : 'again '}for ${tierText(environment, policy)}`,
  lines: ({ plan, wanted, hostsInAll, startsAt, again }) => [
    `The plan for ${counted(hostsInAll, 'host')} waits for ${wanted}.`,
    ...(again === undefined ? [] : [again]),
    begins(startsAt),
    `slipway plan show ${shortDigest(plan)}`,
  ],
};

export const approvalMissing: Template<ApprovalAsked> = {
  subject: ({ environment, policy }) => `approval still missing for ${tierText(environment, policy)}`,
  lines: ({ plan, wanted, hostsInAll, startsAt }) => [
    `The plan for ${counted(hostsInAll, 'host')} still waits for ${wanted}. Without it nothing happens.`,
    begins(startsAt),
    `slipway plan show ${shortDigest(plan)}`,
  ],
};

export const approvalRefused: Template<ApprovalRefused> = {
  subject: ({ environment, policy }) => `plan for ${tierText(environment, policy)} refused`,
  lines: ({ plan, by, why }) => [`${by} refused the plan ${shortDigest(plan)}: ${why}`],
};
