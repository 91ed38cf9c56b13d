// What was asked of exposures, of the fleet or of one host alike.

import type { Instant } from '@slipway/core/time';
import type { Invocation } from '../command/index.ts';
import { wrongUse } from '../exit/index.ts';

/** `--overdue` is due by now; `--due 7d` by then, what is overdue included. */
export const dueByOf = ({ context, options }: Invocation): Instant | null => {
  const within = options.number('due');
  if (options.is('overdue') && within !== null) throw wrongUse('One of --due and --overdue is expected, not both.');
  const seconds = options.is('overdue') ? 0 : within;
  return seconds === null ? null : (new Date(context.now().getTime() + seconds * 1000).toISOString() as Instant);
};

export const SEVERITIES = ['negligible', 'low', 'medium', 'high', 'critical'] as const;
export const severityOf = (text: string | null): (typeof SEVERITIES)[number] | null =>
  SEVERITIES.find((word) => word === text) ?? null;
