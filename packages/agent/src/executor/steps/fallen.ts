// Services that ran before the change and do not run now, whatever took them down.

import { type Outcome, ok } from '@slipway/core/reasons';
import type { AttemptContext } from '../context.ts';

/**
 * What was drained or quiesced away stands in {@link AttemptContext.unitsBefore} as it was then. A unit that is there no more
 * went with its package, where the plan removes any. After a boot what does its work once may have had none to do.
 */
export const fallenServices = async ({
  hostPlan,
  ports,
  unitsBefore,
}: AttemptContext): Promise<Outcome<readonly string[]>> => {
  const running = await ports.services.runningServices();
  if (!running.ok) return running;
  const runs = new Set(running.value);
  const fallen: string[] = [];
  for (const [unit, before] of unitsBefore) {
    if (before !== 'active' || runs.has(unit)) continue;
    // Running, and wanted by nothing any more; or no service at all.
    const state = await ports.services.state(unit);
    if (state === 'active' || (state === 'not-found' && removesAny(hostPlan))) continue;
    if (state === 'inactive' && (await ports.services.hadNothingToDo(unit))) continue;
    fallen.push(unit);
  }
  return ok(fallen.sort());
};

export const removesAny = ({ transaction }: AttemptContext['hostPlan']): boolean =>
  transaction.some(({ kind }) => kind === 'remove');

/** What a drain took down, against what ran before it: undrain brings it up again, and nobody else has to. */
export const takenDown = async (
  context: AttemptContext,
): Promise<readonly { readonly unit: string; readonly before: string; readonly after: string }[]> => {
  const fallen = await fallenServices(context);
  return fallen.ok ? fallen.value.map((unit) => ({ unit, before: 'active', after: 'inactive' })) : [];
};
