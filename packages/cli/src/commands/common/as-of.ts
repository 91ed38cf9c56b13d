import type { Instant } from '@slipway/core/time';
import type { Invocation } from '../../command/index.ts';
import { wrongUse } from '../../exit/index.ts';
import { instantText } from '../../output/index.ts';

/** `null`: now. Of today, whose end is still to come, it is now too; of a later day nothing is known. */
export const asOfOf = ({ context, options }: Invocation): Instant | null => {
  const wanted = options.text('asOf');
  if (wanted === null) return null;
  const now = context.now();
  if (Date.parse(wanted) <= now.getTime()) return wanted as Instant;
  if (new Date(wanted).toDateString() === now.toDateString()) return now.toISOString() as Instant;
  throw wrongUse(`--as-of: ${instantText(wanted)} is still to come.`);
};

export const asOfText = (asOf: Instant | null): string =>
  asOf === null ? '' : `As it was known and carried at ${instantText(asOf)}; rules and labels are those of today.\n`;
