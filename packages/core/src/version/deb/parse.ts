import { readEpoch } from '../epoch.ts';
import { type FaultTable, refuseWith } from '../refusal.ts';
import { lastHyphen, trimmedEnd, trimmedStart } from '../spans.ts';
import type { ParsedVersion } from '../types.ts';

/** A Debian version in its parts. `revision` is null where the text has no hyphen: a native package. */
export interface DebVersion {
  readonly epoch: number;
  readonly upstream: string;
  readonly revision: string | null;
}

/** Why a text is not a proper Debian version. */
export type DebVersionFault =
  | 'empty'
  | 'blank-inside'
  | 'epoch-empty'
  | 'epoch-not-a-number'
  | 'epoch-negative'
  | 'epoch-too-big'
  | 'upstream-empty'
  | 'revision-empty'
  | 'upstream-first-not-a-digit'
  | 'upstream-character'
  | 'revision-character';

const FAULTS: FaultTable<DebVersionFault> = {
  empty: ['error', 'it is empty'],
  'blank-inside': ['error', 'there is a blank in it'],
  'epoch-empty': ['error', 'the epoch before the first colon is empty'],
  'epoch-not-a-number': ['error', 'the epoch before the first colon is not a number'],
  'epoch-negative': ['error', 'the epoch is negative'],
  'epoch-too-big': ['error', 'the epoch is above 2147483647'],
  'upstream-empty': ['error', 'the upstream version is empty'],
  'revision-empty': ['error', 'the revision after the last hyphen is empty'],
  'upstream-first-not-a-digit': ['warning', 'the upstream version does not start with a digit'],
  'upstream-character': ['warning', 'the upstream version may hold only letters, digits and . + - ~ :'],
  'revision-character': ['warning', 'the revision may hold only letters, digits and . + ~'],
};

const refuse = refuseWith('deb', FAULTS);

/** INT_MAX: dpkg keeps the epoch in an int. */
const EPOCH_MAX = 2_147_483_647;

const UPSTREAM = /^[0-9A-Za-z.+\-~:]*$/;
const REVISION = /^[0-9A-Za-z.+~]*$/;

/**
 * Reads `[epoch:]upstream[-revision]`, strictly: what `dpkg --validate-version` accepts without a word, and refuses
 * the rest with dpkg's own severity. Blanks (space, tab) around the version are trimmed. The epoch ends at the first
 * colon, the revision starts after the last hyphen; a missing epoch is 0.
 *
 * One deliberate difference: dpkg reads the epoch with strtol and so lets `+1:2` and `-0:2` pass. Policy says an
 * unsigned integer; both are refused here.
 *
 * Source: deb-version(7); Debian Policy 5.6.12; `parseversion` in dpkg's lib/dpkg/parsehelp.c, seen with dpkg 1.21.22.
 */
export function parseDebVersion(text: string): ParsedVersion<DebVersion, DebVersionFault> {
  const trimmed = text.slice(trimmedStart(text), trimmedEnd(text));
  if (trimmed === '') return refuse(text, 'empty');
  if (/[ \t]/.test(trimmed)) return refuse(text, 'blank-inside');

  const colon = trimmed.indexOf(':');
  const epochText = colon < 0 ? '0' : trimmed.slice(0, colon);
  if (/^-[0-9]+$/.test(epochText)) return refuse(text, 'epoch-negative');
  const epoch = readEpoch(epochText, EPOCH_MAX);
  if (typeof epoch === 'string') return refuse(text, epoch);

  const start = colon + 1;
  const hyphen = lastHyphen(trimmed, start, trimmed.length);
  const upstream = trimmed.slice(start, hyphen);
  const revision = hyphen < trimmed.length ? trimmed.slice(hyphen + 1) : null;
  if (revision === '') return refuse(text, 'revision-empty');
  if (upstream === '') return refuse(text, 'upstream-empty');
  if (!/^[0-9]/.test(upstream)) return refuse(text, 'upstream-first-not-a-digit');
  if (!UPSTREAM.test(upstream)) return refuse(text, 'upstream-character');
  if (revision !== null && !REVISION.test(revision)) return refuse(text, 'revision-character');
  return { ok: true, value: { epoch, upstream, revision } };
}
