// What a template is, and the few things that all of them say in one way.

import type { Instant } from '../time/index.ts';

/** Plain text: whoever sends it takes care that nothing in it is read as anything else. */
export interface Template<Content> {
  /** One line, without a prefix. */
  subject(content: Content): string;
  /** The lines of a mail; a chat shows the first of them. */
  lines(content: Content): readonly string[];
}

/** A message is read by people: so many of a list are named, the others counted. */
export const NAMED_MAX = 20;

/** `a, b and 3 more`; `inAll` where the list itself is the beginning of a longer one. */
export const named = (names: readonly string[], inAll = names.length): string => {
  const shown = names.slice(0, NAMED_MAX);
  const more = Math.max(inAll, names.length) - shown.length;
  return [...shown, ...(more > 0 ? [`and ${more} more`] : [])].join(', ');
};

/** One line for each of the first, and how many there are besides. */
export const listed = <T>(items: readonly T[], line: (item: T) => string, inAll = items.length): readonly string[] => {
  const shown = items.slice(0, NAMED_MAX);
  const more = Math.max(inAll, items.length) - shown.length;
  return [...shown.map((item) => `  ${line(item)}`), ...(more > 0 ? [`  and ${more} more`] : [])];
};

export const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

/** `2026-11-24 19:00 UTC`: who reads it sits in any zone. */
export const shownInstant = (instant: Instant): string => `${instant.slice(0, 10)} ${instant.slice(11, 16)} UTC`;

/** `prod`, or `prod (databases)` under a policy for some of its hosts. */
export const tierText = (environment: string, policy: string | null): string =>
  policy === null ? environment : `${environment} (${policy})`;

/** Enough of a digest to find it by. */
export const shortDigest = (digest: string): string => digest.slice(0, 'sha256:'.length + 12);
