import type { Exception } from '../policy/index.ts';
import { type Reason, reason } from '../reasons/index.ts';

/** For people: what the exception names. */
export const whatIsLeftOut = ({ leavesOut }: Pick<Exception, 'leavesOut'>): string =>
  'package' in leavesOut ? leavesOut.package : leavesOut.advisory;

/** `what`: the package and version that stays away, or what stays as it is. */
export const exceptedReason = (what: string, { name, owner, expiresAt }: Exception): Reason =>
  reason('excepted', { what, exception: name, owner, expires: expiresAt });
