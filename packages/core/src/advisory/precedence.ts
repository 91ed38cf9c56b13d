// Who is believed when several statements speak about one vulnerability of one package. In this order, each step only
// where it leaves somebody:
//  1. what can be compared before what cannot;
//  2. what speaks of our release before what is borrowed from the one it was branched from (Debian's sid);
//  3. a named fix before "no fix yet" and "not known yet": `no-dsa`, `postponed` and even `<unfixed>` are decisions of one
//     day, and nobody takes a fix back without withdrawing the record that names it;
//  4. a fix for everybody before one that has to be paid for;
//  5. a record of the vulnerability before an advisory that lists it, since advisories list the union over releases;
//  6. the worst of the rest, for it takes only one to be right: affected, unknown, fixed, not affected. Of several fixed
//     versions the highest: a later advisory for the same vulnerability says that the earlier one was not enough
//     (ALSA-2023:5763 and ALSA-2023:6745 both name CVE-2023-38545 of curl-minimal, at 7.76.1-23 and -26).
// No feed outranks another by its name or date: feeds are equal, and a stale one says so with its date.

import { compareVersions, type Order, type VersionFormat } from '../version/index.ts';
import { compareTestimonies, hasFix, isOpenEnded, type Meaning, type Testimony } from './testimony.ts';

/** The testimony that the verdict follows; `heard` must not be empty. */
export function decidingOf(heard: readonly Testimony[], format: VersionFormat): Testimony {
  const [only] = heard;
  // A kernel has thousands of vulnerabilities with one record each: nothing to weigh.
  if (only !== undefined && heard.length === 1) return only;
  return worstOf(believedOf(heard)).reduce((before, one) => {
    const order = compareFixes(before, one, format);
    return order < 0 || (order === 0 && compareTestimonies(one, before) < 0) ? one : before;
  });
}

function believedOf(heard: readonly Testimony[]): readonly Testimony[] {
  let kept = preferring(heard, ({ meaning }) => meaning.kind !== 'not-comparable' || meaning.why !== 'origin-foreign');
  kept = preferring(kept, ({ release }) => release === 'own');
  kept = withoutOvertaken(kept);
  kept = preferringFreeFixes(kept);
  return preferring(kept, ({ told }) => told.kind === 'vulnerability');
}

function preferring(heard: readonly Testimony[], isPreferred: (one: Testimony) => boolean): readonly Testimony[] {
  if (heard.length < 2) return heard;
  const preferred = heard.filter(isPreferred);
  return preferred.length === 0 ? heard : preferred;
}

/**
 * Distributions whose records of vulnerabilities are complete: what they leave open is open, even where an advisory lists
 * it, and a long-term release that they do not name is not affected (USN-7604-1 lists CVE-2025-32463 for 22.04).
 */
export const RECORDS_ARE_COMPLETE: readonly string[] = ['ubuntu'];

function withoutOvertaken(heard: readonly Testimony[]): readonly Testimony[] {
  const fixes = heard.filter(hasFix);
  const decided = preferring(heard, ({ meaning }) => meaning.kind !== 'undetermined');
  if (fixes.length === 0) return decided;
  const isRecordFixed = fixes.some(({ told }) => told.kind === 'vulnerability');
  const stands = ({ told }: Testimony): boolean =>
    !isRecordFixed &&
    told.kind === 'vulnerability' &&
    RECORDS_ARE_COMPLETE.includes(told.statement.release.distribution);
  return decided.filter((one) => !isOpenEnded(one) || stands(one));
}

function preferringFreeFixes(heard: readonly Testimony[]): readonly Testimony[] {
  const isFree = ({ told }: Testimony): boolean => told.statement.entitlement === null;
  return heard.some((one) => isFree(one) && hasFix(one)) ? heard.filter(isFree) : heard;
}

const BADNESS: Readonly<Record<Meaning['kind'], number>> = {
  affected: 3,
  'not-comparable': 2,
  unreadable: 2,
  undetermined: 2,
  fixed: 1,
  'not-affected': 0,
};

function worstOf(heard: readonly Testimony[]): readonly Testimony[] {
  const worst = Math.max(...heard.map(({ meaning }) => BADNESS[meaning.kind]));
  return heard.filter(({ meaning }) => BADNESS[meaning.kind] === worst);
}

/** No fix lies above every fix: it is not there to be reached. */
function compareFixes(a: Testimony, b: Testimony, format: VersionFormat): Order {
  const [fix, other] = [fixOf(a), fixOf(b)];
  if (fix === other) return 0;
  if (fix === null || other === null) return fix === null ? 1 : -1;
  return compareVersions(format, fix, other);
}

const fixOf = ({ meaning }: Testimony): string | null =>
  meaning.kind === 'affected' || meaning.kind === 'fixed' ? meaning.fixedVersion : null;
