// `[codename] - source version (bug #1; low)`: the one line of all lists that says something about a package.

import type { Severity } from '@slipway/core/advisory';
import { type Outcome, ok, refuse } from '@slipway/core/reasons';
import { isSourceName, versionFault } from '../deb-statement/index.ts';
import { plainText } from '../reading/index.ts';

export interface PackageNote {
  /** A note without one is about unstable. */
  readonly codename: string;
  readonly source: string;
  readonly status: { readonly kind: 'fixed'; readonly version: string } | { readonly kind: State };
  readonly unimportant: boolean;
  readonly urgency: Severity | null;
}

export const UNSTABLE = 'sid';

/** The words in angle brackets. */
export type State = (typeof STATES)[number];
const STATES = [
  'unfixed',
  'not-affected',
  'no-dsa',
  'ignored',
  'postponed',
  'end-of-life',
  'undetermined',
  'removed',
  'itp',
] as const;

const NOTE = /^(?:\[([a-z]+)\]\s*)?-\s+(\S+)(?:\s+(\S+))?(?:\s+\((.*)\))?$/;

export const isPackageNote = (note: string): boolean => /^(?:\[[^\]]*\]\s*)?-/.test(note);

export const parsePackageNote = (note: string): Outcome<PackageNote> => {
  const parts = NOTE.exec(note);
  if (parts === null) return unreadable(note);
  const [, codename = UNSTABLE, source = '', status = '', remarks = ''] = parts;
  if (!isSourceName(source)) return unreadable(note);
  const words = remarks.split(';').map((word) => word.trim());
  const common = {
    codename,
    source,
    unimportant: words.includes('unimportant'),
    urgency: URGENCIES.find((urgency) => words.includes(urgency)) ?? null,
  };
  if (status.startsWith('<')) {
    const state = STATES.find((known) => status === `<${known}>`);
    return state === undefined ? unreadable(note) : ok({ ...common, status: { kind: state } });
  }
  const fault = versionFault(status);
  return fault === null ? ok({ ...common, status: { kind: 'fixed', version: status } }) : { ok: false, reason: fault };
};

const URGENCIES = ['high', 'medium', 'low'] as const;

const unreadable = (note: string): ReturnType<typeof refuse> =>
  refuse('record-unreadable', { detail: `"${plainText(note, 120)}" is no note about a package` });
