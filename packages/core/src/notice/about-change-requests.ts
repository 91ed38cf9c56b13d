import type { Instant } from '../time/index.ts';
import { shownInstant, type Template } from './template.ts';

/** All that an outside system needs to keep a change of its own: it hears of it as its rule names it. */
export interface ChangeRequestTold {
  readonly number: string;
  readonly plan: string;
  readonly environment: string;
  readonly title: string;
  readonly text: string;
  readonly backOut: string;
  readonly plannedTimes: readonly {
    readonly id: string;
    readonly startsAt: Instant;
    readonly cutOffAt: Instant;
    readonly endsAt: Instant;
  }[];
  readonly state: 'open' | 'approved' | 'rejected' | 'closed';
  /** What the outside system calls it; `null`: it has not said so yet. */
  readonly reference: string | null;
  readonly openedBy: string;
  readonly result: { readonly outcome: string; readonly text: string; readonly rolloutId: string | null } | null;
}

const lines = ({ plan, text, backOut, plannedTimes, reference, result }: ChangeRequestTold): readonly string[] => [
  ...(result === null ? [] : [`${result.outcome}: ${result.text}`]),
  ...(reference === null ? [] : [`Reference: ${reference}`]),
  ...plannedTimes.map(({ startsAt, endsAt }) => `${shownInstant(startsAt)} to ${shownInstant(endsAt)}`),
  ...text.split('\n'),
  ...backOut.split('\n'),
  `slipway plan show ${plan}`,
];

const about = (what: string): Template<ChangeRequestTold> => ({
  subject: ({ number, title }) => `${number} ${what}: ${title}`,
  lines,
});

export const changeRequestOpened = about('opened');
export const changeRequestChanged = about('changed');
export const changeRequestClosed = about('closed');
