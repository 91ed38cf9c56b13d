// From the notes of one vulnerability to what they say about each release:
//   1. a note with the release's codename wins;
//   2. else the version of an advisory that the entry refers to, where it has one for this release and source;
//   3. else nothing: the note about unstable is a statement about unstable, and whoever judges borrows it from there.
// Two cases would be borrowed wrongly and are undetermined, neither safe nor affected: `<removed>` from unstable says
// nothing about the releases that still carry the package, and an advisory that this feed does not have may have fixed
// any of them.

import { releaseOfCodename, type Says, type Statement } from '@slipway/core/advisory';
import { compareVersions } from '@slipway/core/version';
import { affectedUntil, NOT_AFFECTED, sourceStatement, UNDETERMINED, unfixed } from '../deb-statement/index.ts';
import type { AdvisoryFix } from './advisory-entry.ts';
import { type PackageNote, UNSTABLE } from './package-note.ts';

/** Releases that an advisory of these days may have fixed. Older ones have no new advisories, so that none can be missing. */
const WITH_ADVISORIES = ['bullseye', 'bookworm', 'trixie', 'forky'];

export interface ReferredAdvisories {
  readonly fixes: readonly AdvisoryFix[];
  /** Some that the entry names are not in this feed. */
  readonly missing: boolean;
}

export const resolveNotes = (notes: readonly PackageNote[], advisories: ReferredAdvisories): readonly Statement[] =>
  [...Map.groupBy(notes, (note) => note.source)].flatMap(([source, ofSource]) => {
    const fixes = highestFixes(advisories.fixes.filter((fix) => fix.source === source));
    // A second note about one release is a slip of the list's writer: the first counts, as on the tracker's page.
    const explicit = new Map(ofSource.toReversed().map((note) => [note.codename, note]));
    const unstable = explicit.get(UNSTABLE);
    const untold = advisories.missing && unstable !== undefined && mayBeFixed(unstable) ? WITH_ADVISORIES : [];
    return [...new Set([...explicit.keys(), ...fixes.keys(), ...untold])].flatMap((codename) => {
      const release = releaseOfCodename(codename);
      const own = explicit.get(codename);
      const fixed = fixes.get(codename);
      const unnoted = fixed === undefined ? UNDETERMINED : affectedUntil(fixed);
      const says = own === undefined ? unnoted : saysOfNote(own, unstable?.unimportant === true);
      return release === null || says === null ? [] : [sourceStatement({ release, name: source, says })];
    });
  });

/** Whether there is anything that an advisory could have fixed. */
const mayBeFixed = ({ status, unimportant }: PackageNote): boolean =>
  !unimportant && status.kind !== 'not-affected' && status.kind !== 'itp';

/** A second advisory for the same vulnerability means that the first was not enough. */
const highestFixes = (fixes: readonly AdvisoryFix[]): ReadonlyMap<string, string> => {
  const highest = new Map<string, string>();
  for (const { codename, version } of fixes) {
    const known = highest.get(codename);
    if (known === undefined || compareVersions('deb', version, known) > 0) highest.set(codename, version);
  }
  return highest;
};

/** `isUnimportant`: said of the source as a whole, in the note about unstable. */
const saysOfNote = ({ status, unimportant }: PackageNote, isUnimportant: boolean): Says | null => {
  const note = unimportant || isUnimportant ? 'unimportant' : null;
  switch (status.kind) {
    case 'fixed':
      return affectedUntil(status.version, note);
    case 'unfixed':
      return unfixed(note);
    case 'not-affected':
      return NOT_AFFECTED;
    case 'no-dsa':
    case 'ignored':
    case 'postponed':
    case 'end-of-life':
      return unfixed(note ?? status.kind);
    case 'removed':
    case 'undetermined':
      return note === null ? UNDETERMINED : unfixed(note);
    case 'itp':
      return null;
    default:
      return never(status);
  }
};

const never = (status: never): never => {
  throw new TypeError(`${JSON.stringify(status)} is no status`);
};
