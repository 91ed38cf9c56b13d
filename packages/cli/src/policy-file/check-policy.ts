// Everything that is wrong with a policy file, at once and in the order of its lines: by the same schema and the same
// function that the controller judges by.

import type { Zones } from '@slipway/core/calendar';
import { type PlacedSelector, type Policy, placeText, policyProblems, selectorsOf } from '@slipway/core/policy';
import { type Renamed, readPolicyForm } from '@slipway/protocol/policy';
import { byPlace, type PlacedProblem } from './problem.ts';
import { readYaml } from './read-yaml.ts';

export interface CheckedPolicy {
  /** None: the controller accepts it. */
  readonly problems: readonly PlacedProblem[];
  /** `null` where there are problems. */
  readonly policy: Policy | null;
  /** Those that can be read, also of a file with problems elsewhere. */
  readonly selectors: readonly PlacedSelector[];
  /** Where something of the document stands in the file. */
  readonly placeOf: (path: readonly (string | number)[]) => Pick<PlacedProblem, 'line' | 'column'>;
}

export const checkPolicyText = (text: string, zones: Zones): CheckedPolicy => {
  const { problems: unread, isReadable, value, places } = readYaml(text);
  const placeOf = (path: Path) => places.ofValue(path, null);
  if (!isReadable) return { problems: unread, policy: null, selectors: [], placeOf };
  const { problems: ofForm, mended, mendedAt, renamed } = readPolicyForm(value);
  // Also of what encloses it: that a span ends before the next begins follows from both.
  const isMended = (path: Path): boolean => mendedAt.some((one) => isWithin(path, one) || isWithin(one, path));
  const ofMeaning = policyProblems(mended as Policy, zones).filter(({ path }) => !isMended(path));
  const problems: readonly PlacedProblem[] = [
    ...unread,
    ...ofForm.map(({ path, of, what, instead }) => ({
      ...(of === 'key' ? places.ofKey(path) : places.ofValue(path, null)),
      place: placeText(of === 'key' ? path.slice(0, -1) : path),
      what,
      instead,
    })),
    ...ofMeaning.map(({ path, what, instead, at }) => {
      const written = asWritten(path, renamed);
      return { ...places.ofValue(written, at), place: placeText(written), what, instead };
    }),
  ].toSorted(byPlace);
  const isJudged = (path: Path): boolean => isMended(path) || ofMeaning.some((one) => isWithin(path, one.path));
  return {
    problems,
    policy: problems.length === 0 ? (mended as Policy) : null,
    selectors: selectorsOf(mended as Policy).filter(({ path }) => !isJudged(path)),
    placeOf: (path) => placeOf(asWritten(path, renamed)),
  };
};

const isWithin = (inner: Path, outer: Path): boolean => outer.every((part, at) => part === inner[at]);

/** A path of the mended document as it stands in the file. */
const asWritten = (path: Path, renamed: readonly Renamed[]): Path =>
  path.map((part, at) => {
    const here = JSON.stringify(path.slice(0, at + 1));
    return renamed.find(({ meant }) => JSON.stringify(meant) === here)?.written ?? part;
  });

type Path = readonly (string | number)[];
