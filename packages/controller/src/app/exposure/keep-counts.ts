// Keeps the counts of exposures up: a portion per look, so that nobody waits long behind it.

import { msBetween } from '@slipway/core/time';
import type { App } from '../context.ts';
import { countUpdate } from './count.ts';
import { markOther, otherExceptions } from './mark-excepted.ts';
import { urgencyBasis } from './urgencies.ts';

/** One update that 100,000 hosts need takes most of a second: a write of one such is long enough. */
const PORTION_MS_MAX = 250;
const PORTION_MAX = 50;
/** After a portion that took its time: about a quarter of the time goes into counting, and everybody else comes between. */
const REST_MS = 750;

/** Milliseconds until the next portion; `null`: every count holds. */
export const keepCounts = async (app: App): Promise<number | null> => {
  const { clock, store } = app.ports;
  // Without a change nothing is written: the store syncs every write.
  const begun = clock.now();
  const isDue = await store.read(
    async (view) => (await view.exposures.countUncounted()) > 0 || (await otherExceptions(view, begun)) !== null,
  );
  if (!isDue) return null;
  return await store.write(async (change) => {
    const other = await otherExceptions(change, begun);
    if (other !== null) await markOther(change, other);
    const basis = await urgencyBasis(change, begun, null);
    for (const key of await change.exposures.uncounted(PORTION_MAX)) {
      const update = await change.knowledge.exposedUpdate(key, null);
      const nobody = { ...key, vulnerabilities: 0, worstTenths: null, severity: null, hosts: [] };
      await change.exposures.saveCount(
        update === null ? nobody : await countUpdate(change, basis, update),
        clock.now(),
      );
      if (msBetween(begun, clock.now()) > PORTION_MS_MAX) return REST_MS;
    }
    return 0;
  });
};
