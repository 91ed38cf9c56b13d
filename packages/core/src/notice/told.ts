// What is told, before and after it is text.

import type { NoticeTemplate } from '../policy/index.ts';
import type { Instant } from '../time/index.ts';

export interface NoticeText {
  readonly subject: string;
  readonly lines: readonly string[];
}

/** What is told: of a kind that this version knows, or of one that an earlier or later version stored. */
export interface Told {
  readonly eventId: string;
  readonly at: Instant;
  readonly kind: string;
  readonly content: object;
  readonly environments?: readonly string[];
  /** Of the house; absent: the default. */
  readonly wording?: NoticeWording;
}

/** As it was written down when the notice was told: a policy that changes later changes no message under way. */
export type NoticeWording = Pick<NoticeTemplate, 'subject' | 'lines'>;
