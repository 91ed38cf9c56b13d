import { isKernelPackage } from '../../patch-set/index.ts';
import type { CheckerNote } from '../types.ts';
import type { Facts, PlannedHost } from './facts.ts';
import { differs } from './notes.ts';

/** In parts only where policy says so and nothing comes that belongs together; and behind the last one there is time to go back. */
export function* checkParts({ environment, input }: Facts, { hostPlan }: PlannedHost): Iterable<CheckerNote> {
  const { parts, transaction, wayBackSeconds, expectedSeconds, hostId } = hostPlan;
  const together = transaction.some(({ kind, name }) => kind === 'install-beside' || isKernelPackage(name));
  const may = environment?.shortWindow === 'in-parts' && input.rollback === undefined && !together;
  if ((parts !== undefined) !== may) {
    return yield differs('parts', parts === undefined ? 'none' : 'planned', may ? 'planned' : 'none', hostId);
  }
  if (parts === undefined) return;
  const { changeSeconds, afterSeconds } = parts;
  if (!Number.isSafeInteger(changeSeconds) || changeSeconds < 1) {
    yield differs('seconds of a change', changeSeconds, 'a whole number, at least 1', hostId);
  }
  if (!(afterSeconds >= wayBackSeconds && afterSeconds <= wayBackSeconds + expectedSeconds)) {
    const shall = `${wayBackSeconds} to ${wayBackSeconds + expectedSeconds}`;
    yield differs('seconds behind the last part', afterSeconds, shall, hostId);
  }
}
