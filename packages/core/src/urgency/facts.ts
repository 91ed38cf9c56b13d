// One set of inputs from what all feeds say about a vulnerability, and from a host's labels.

import type { CvssRating, VulnerabilityFacts } from '../advisory/index.ts';
import type { Facing, HumanImpact, UrgencyFacts } from './types.ts';
import { INPUT_WORDS } from './words.ts';

export interface FactsContext {
  /** Whether the catalogue has been read: only then is a vulnerability that is not in it "not listed". */
  readonly kevRead: boolean;
  /** The score times ten with the host's requirements; where nobody can compute it, the base score as it stands. */
  readonly scoreTenthsOf?: (rating: CvssRating) => number;
}

/** From every feed's facts about one vulnerability. */
export function urgencyFacts(all: readonly VulnerabilityFacts[], context: FactsContext): UrgencyFacts {
  const kev = all.find((facts) => facts.kev !== null)?.kev ?? null;
  const ssvc = all.flatMap((facts) => facts.ssvc ?? []).toSorted((a, b) => newestFirst(a.asOf, b.asOf));
  const [epss] = all.flatMap((facts) => facts.epss ?? []).toSorted((a, b) => newestFirst(a.asOf, b.asOf));
  const automatable = ssvc.find((points) => points.automatable !== null)?.automatable ?? null;
  return {
    cvssTenths: highestScore(
      all.flatMap(({ cvss }) => cvss),
      context.scoreTenthsOf ?? (({ scoreTenths }) => scoreTenths),
    ),
    epssPpm: epss?.probabilityPpm ?? null,
    kev: kev !== null ? 'listed' : context.kevRead ? 'not-listed' : null,
    kevAddedAt: kev?.addedAt ?? null,
    // CISA's own points are often written before the listing and not again after it.
    exploitation:
      kev !== null ? 'active' : (ssvc.find(({ exploitation }) => exploitation !== null)?.exploitation ?? null),
    automatable: automatable === null ? null : automatable ? 'yes' : 'no',
    technicalImpact: ssvc.find((points) => points.technicalImpact !== null)?.technicalImpact ?? null,
  };
}

/** A host label's value; any other word is "not told". */
export const facingOf = (label: string | undefined): Facing | null =>
  INPUT_WORDS.facing.find((word) => word === label) ?? null;

export const humanImpactOf = (label: string | undefined): HumanImpact | null =>
  INPUT_WORDS.humanImpact.find((word) => word === label) ?? null;

/** The highest that anybody gives; version 2, whose scores mean something else, only where there is nothing newer. */
function highestScore(ratings: readonly CvssRating[], scoreTenthsOf: (rating: CvssRating) => number): number | null {
  const newer = ratings.filter(({ vector }) => vector === null || vector.startsWith('CVSS:'));
  const scores = (newer.length > 0 ? newer : ratings).map(scoreTenthsOf);
  return scores.length === 0 ? null : Math.max(...scores);
}

const newestFirst = (a: string | null, b: string | null): number =>
  a === b ? 0 : a === null ? 1 : b === null ? -1 : a < b ? 1 : -1;
