// The exceptions of the policy that holds, for people: what ends first at the top.

import { type Outcome, ok, refuse } from '@slipway/core/reasons';
import { addMs } from '@slipway/core/time';
import type { Exceptions } from '@slipway/protocol/api';
import type { App } from '../context.ts';
import { countSelected } from './selected.ts';

const DAY_MS = 86_400_000;

/** `endingDays`: only those that end within so many, or have ended; `null`: all. */
export const listExceptions = async (
  app: App,
  { endingDays }: { readonly endingDays: number | null },
): Promise<Outcome<Exceptions>> =>
  await app.ports.store.read(async (view): Promise<Outcome<Exceptions>> => {
    const now = app.ports.clock.now();
    const policy = await view.plans.policy();
    if (policy === null) return refuse('not-found', { what: 'policy', id: 'current' });
    const until = endingDays === null ? null : addMs(now, endingDays * DAY_MS);
    const wanted = (policy.value.exceptions ?? [])
      .filter(({ expiresAt }) => until === null || expiresAt <= until)
      .toSorted((a, b) =>
        a.expiresAt === b.expiresAt ? (a.name < b.name ? -1 : 1) : a.expiresAt < b.expiresAt ? -1 : 1,
      );
    const selected = await countSelected(view, wanted);
    return ok({
      asOf: now,
      revision: policy.revision,
      items: wanted.map((one, at) => ({
        ...one,
        selected: selected[at] ?? 0,
        state: now < one.expiresAt ? 'acts' : 'expired',
      })),
    });
  });
