// Which patch sets could enter a place, the newest first. Never one that is older than what the place has taken.

import type { Digest } from '../ids/index.ts';
import { type Reason, reason } from '../reasons/index.ts';
import type { Instant } from '../time/index.ts';
import { cuts } from './cut-due.ts';
import type { PlaceView } from './due-types.ts';
import type { Promotion } from './types.ts';

export interface Candidate {
  readonly patchSetDigest: Digest;
  readonly cutAt: Instant;
}

export function candidatesOf(view: PlaceView): {
  readonly candidates: readonly Candidate[];
  /** Why there are none, where there are none. */
  readonly none: Reason;
} {
  const { its } = view;
  const taken = its.find(({ state }) => state !== 'superseded' && state !== 'withdrawn');
  const isOpenFor = ({ patchSetDigest, cutAt }: Candidate): boolean => {
    const here = its.find((one) => one.patchSetDigest === patchSetDigest);
    // Again only what did not get to all of them, and while nothing newer has been here.
    if (here !== undefined) return here.state === 'incomplete' && here.excused === null && here === taken;
    return taken === undefined || taken.cutAt < cutAt;
  };
  const before = cuts(view) ? cutHere(view) : cameBefore(view);
  const candidates = newestFirst(before).filter(isOpenFor);
  const [newest] = newestFirst(before);
  const environment = view.input.policy.environments[Math.max(0, view.place - 1)]?.name ?? '';
  const none = newest === undefined ? reason('nothing-cut', { environment }) : reason('nothing-newer', { environment });
  return { candidates, none };
}

/** What the schedule cut here, and what is under way here already: a cut of equal content is the same patch set. */
const cutHere = ({ input, its }: PlaceView): readonly Candidate[] => [
  ...[...input.cuts.values()].flatMap(({ patchSetDigest, cutAt }) =>
    patchSetDigest === null || cutAt === null ? [] : [{ patchSetDigest, cutAt }],
  ),
  ...its,
];

/** Of the environment before; the part policies of the first one take what its own rules took. */
function cameBefore({ input, place, environment }: PlaceView): readonly Candidate[] {
  const from = place === 0 ? environment : input.policy.environments[place - 1]?.name;
  const isFrom = (one: Promotion): boolean =>
    one.environment === from && (place > 0 || one.policyName === null) && one.state !== 'withdrawn';
  return input.promotions.filter(isFrom);
}

const newestFirst = (candidates: readonly Candidate[]): readonly Candidate[] => {
  const distinct = new Map(candidates.map(({ patchSetDigest, cutAt }) => [patchSetDigest, { patchSetDigest, cutAt }]));
  return [...distinct.values()].toSorted((a, b) => (a.cutAt === b.cutAt ? 0 : a.cutAt < b.cutAt ? 1 : -1));
};
