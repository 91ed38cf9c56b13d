import type { Endpoint } from '@slipway/protocol/api';
import type { Invocation } from '../../command/index.ts';
import { type Asked, firstItems, type ItemOf } from '../../connection/index.ts';

/** Of a list that comes newest first: so many as `--limit` says. */
export const newest = async <E extends Endpoint>(
  { context, options }: Invocation,
  endpoint: E,
  asked: Asked<E>,
): Promise<readonly ItemOf<E>[]> =>
  await firstItems(await context.api(), endpoint, { asked, limit: options.needNumber('limit') });
