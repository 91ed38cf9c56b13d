// What the tracker says of one source package in one release.

import type { Says } from '@slipway/core/advisory';
import { type Outcome, ok, refuse } from '@slipway/core/reasons';
import { affectedUntil, NOT_AFFECTED, type Note, UNDETERMINED, unfixed, versionFault } from '../deb-statement/index.ts';
import { type JsonObject, plainText, textIn } from '../reading/index.ts';

export const readStatus = (of: JsonObject | null): Outcome<Says> => {
  const status = textIn(of, 'status');
  const fixed = textIn(of, 'fixed_version');
  switch (status) {
    case 'resolved':
      // The tracker's spelling of "was never affected": every version is above it.
      if (fixed === '0') return ok(NOT_AFFECTED);
      return fixed === null
        ? refuse('record-unreadable', { detail: 'resolved without a version' })
        : reached(fixed, isUnimportant(of) ? 'unimportant' : null);
    case 'open':
      return fixed === null || fixed === '0' ? ok(unfixed(noteOf(of))) : reached(fixed, noteOf(of));
    case 'undetermined':
      return ok(UNDETERMINED);
    default:
      return refuse('record-unreadable', { detail: `"${plainText(status ?? '', 40)}" is no status` });
  }
};

const reached = (version: string, note: Note): Outcome<Says> => {
  const fault = versionFault(version);
  return fault === null ? ok(affectedUntil(version, note)) : { ok: false, reason: fault };
};

const isUnimportant = (of: JsonObject | null): boolean => textIn(of, 'urgency') === 'unimportant';

/** `nodsa` is the text of the decision, `nodsa_reason` its kind: empty for a plain no-dsa. */
const noteOf = (of: JsonObject | null): Note => {
  if (isUnimportant(of)) return 'unimportant';
  if (textIn(of, 'urgency') === 'end-of-life') return 'end-of-life';
  const kind = textIn(of, 'nodsa_reason');
  if (kind === 'ignored' || kind === 'postponed') return kind;
  return kind !== null || textIn(of, 'nodsa') !== null ? 'no-dsa' : null;
};
