// Names made of what they are about: asking again asks for the same, and nothing happens twice.

import type { Occurrence } from '../calendar/index.ts';
import type { Digest } from '../ids/index.ts';
import type { PolicyPlace } from '../policy/index.ts';

/** A hex digit is four bits: 48 of them tell apart more patch sets than any fleet ever cuts. */
const DIGEST_DIGITS = 12;

/** A dot is in no name of an environment or policy. */
const placeText = ({ environment, policyName }: PolicyPlace): string =>
  policyName === null ? environment : `${environment}.${policyName}`;

const shortOf = (digest: Digest): string => digest.slice('sha256:'.length, 'sha256:'.length + DIGEST_DIGITS);

export const promotionIdOf = (patchSetDigest: Digest, place: PolicyPlace): string =>
  `${placeText(place)}.${shortOf(patchSetDigest)}`;

/** One per occurrence: a patch set that is planned again is asked for under another name. */
export const planRequestIdOf = (promotionId: string, occurrence: Occurrence): string =>
  `plan.${promotionId}.${occurrence.id}`;

/** The same occurrence once more, whose plan before lost a host to another one: counted from 2. */
export const nextPlanRequestId = (promotionId: string, occurrence: Occurrence, before: string | null): string => {
  const first = planRequestIdOf(promotionId, occurrence);
  const tries = before?.startsWith(`${first}.`) === true ? Number(before.slice(first.length + 1)) : 1;
  return `${first}.${tries + 1}`;
};

/** `tries` from 1. */
export const cutIdOf = (place: PolicyPlace, occurrence: Occurrence, tries: number): string =>
  `cut.${placeText(place)}.${occurrence.id}${tries === 1 ? '' : `.${tries}`}`;
