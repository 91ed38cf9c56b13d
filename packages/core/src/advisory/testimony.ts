import type { Concern } from './concerns.ts';
import type { Said } from './said.ts';
import type { FeedStatement } from './types.ts';

/** What one statement comes to for one package: the material of a verdict. */
export interface Testimony {
  readonly told: FeedStatement;
  /** What was compared: the source's version where the statement is about a source. */
  readonly installedVersion: string;
  readonly meaning: Meaning;
  /** `borrowed`: of the release that all others are branched from, and good only where nobody speaks of our own. */
  readonly release: 'own' | 'borrowed';
}

export type Meaning = Said | { readonly kind: 'not-comparable'; readonly why: Exclude<Concern, 'about-it' | 'no'> };

export const hasFix = ({ meaning }: Testimony): boolean =>
  (meaning.kind === 'affected' || meaning.kind === 'fixed') && meaning.fixedVersion !== null;

export const isOpenEnded = ({ meaning }: Testimony): boolean =>
  meaning.kind === 'affected' && meaning.fixedVersion === null;

/** In a fixed order, so that no verdict depends on the order in which feeds were read. */
export function compareTestimonies(a: Testimony, b: Testimony): number {
  return (
    compareTexts(a.told.feed, b.told.feed) ||
    compareTexts(a.told.recordId, b.told.recordId) ||
    compareTexts(a.told.feedDate, b.told.feedDate) ||
    compareTexts(a.told.statement.subject.kind, b.told.statement.subject.kind) ||
    compareTexts(a.told.statement.subject.name, b.told.statement.subject.name) ||
    compareTexts(JSON.stringify([a.meaning, a.told.statement]), JSON.stringify([b.meaning, b.told.statement]))
  );
}

const compareTexts = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
