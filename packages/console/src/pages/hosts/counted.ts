// The list behind a number of the overview: which hosts it counted, in the words of the address and of the page.

import type { Counted } from '../../api/index.ts';

export const COUNTED: Readonly<Record<Counted, string>> = {
  'up-to-date': 'Only hosts with nothing pending.',
  'updates-pending': 'Only hosts with updates pending that no exception leaves out.',
  'security-pending': 'Only hosts with security updates pending that no exception leaves out.',
  excepted: 'Only hosts on which exceptions leave out all that is pending.',
  unknown: 'Only hosts of which it is not known what is pending.',
  silent: 'Only hosts that are silent: they do not check in any more.',
  'long-silent': 'Only hosts that have been silent for two days: of today they say nothing.',
  'never-reported': 'Only hosts that never reported.',
  barred: 'Only hosts that are barred until somebody has looked.',
};

/** Any other word in an address is as if it were not there. */
export const countedOf = (text: string | undefined): Counted | undefined =>
  text !== undefined && Object.hasOwn(COUNTED, text) ? (text as Counted) : undefined;
