import { readEpoch } from '../epoch.ts';
import { type FaultTable, refuseWith } from '../refusal.ts';
import { lastHyphen } from '../spans.ts';
import type { ParsedVersion } from '../types.ts';

/** An RPM version in its parts. `release` is null where the text names a version alone, as many dependencies do. */
export interface RpmVersion {
  readonly epoch: number;
  readonly version: string;
  readonly release: string | null;
}

/** Why a text is not a proper RPM version. */
export type RpmVersionFault =
  | 'empty'
  | 'epoch-empty'
  | 'epoch-not-a-number'
  | 'epoch-too-big'
  | 'version-empty'
  | 'version-character'
  | 'release-empty'
  | 'release-character'
  | 'double-dot';

// librpm compares whatever is not empty: all else is a warning.
const FAULTS: FaultTable<RpmVersionFault> = {
  empty: ['error', 'it is empty'],
  'epoch-empty': ['warning', 'the epoch before the colon is empty'],
  'epoch-not-a-number': ['warning', 'the epoch before the colon is not a number'],
  'epoch-too-big': ['warning', 'the epoch is above 4294967295'],
  'version-empty': ['warning', 'the version before the last hyphen is empty'],
  'version-character': ['warning', 'the version may hold only letters, digits and . _ + ~ ^'],
  'release-empty': ['warning', 'the release after the last hyphen is empty'],
  'release-character': ['warning', 'the release may hold only letters, digits and . _ + ~ ^'],
  'double-dot': ['warning', 'two dots stand side by side'],
};

const refuse = refuseWith('rpm', FAULTS);

/** The epoch is an unsigned 32-bit tag. */
const EPOCH_MAX = 4_294_967_295;

const PART = /^[0-9A-Za-z._+~^]*$/;

/**
 * Reads `[epoch:]version[-release]`, strictly: parts that rpm would build a package with. Nothing is trimmed, as rpm
 * trims nothing. The release starts after the last hyphen; a missing epoch is 0.
 *
 * Source: rpm-version(7) and the checks of `rpmCharCheck` in rpm's build/parsePreamble.c, seen with rpm 4.18.0.
 */
export function parseRpmVersion(text: string): ParsedVersion<RpmVersion, RpmVersionFault> {
  if (text === '') return refuse(text, 'empty');
  const colon = text.indexOf(':');
  const epoch = colon < 0 ? 0 : readEpoch(text.slice(0, colon), EPOCH_MAX);
  if (typeof epoch === 'string') return refuse(text, epoch);

  const start = colon + 1;
  const hyphen = lastHyphen(text, start, text.length);
  const version = text.slice(start, hyphen);
  const release = hyphen < text.length ? text.slice(hyphen + 1) : null;
  if (version === '') return refuse(text, 'version-empty');
  if (!PART.test(version)) return refuse(text, 'version-character');
  if (release === '') return refuse(text, 'release-empty');
  if (release !== null && !PART.test(release)) return refuse(text, 'release-character');
  if (text.includes('..')) return refuse(text, 'double-dot');
  return { ok: true, value: { epoch, version, release } };
}
