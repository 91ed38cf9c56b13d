// Host plans of a carrier, one for each choice: for agents with `guests/1`.

import type { GuestRules } from '@slipway/core/guest';
import type { Whole } from '../whole.ts';
import { hostPlanOf } from './plan.ts';
import { type BundleAndHeader, bundleOf } from './restoring-host-plans.ts';

type OfChoice<Choice> = Whole<Extract<GuestRules, { readonly choice: Choice }>>;

const RULES: { readonly [Choice in GuestRules['choice']]: OfChoice<Choice> } = {
  stop: { choice: 'stop', guestSeconds: 300, order: ['db1', 'web1'] },
  move: { choice: 'move', hook: 'migrate', parameters: { peer: 'kvm2' }, timeoutSeconds: 900 },
  leave: { choice: 'leave' },
};

export type GuestsName = `guests-${GuestRules['choice']}`;

export const guestsBundles = (hostId: string): Readonly<Record<GuestsName, BundleAndHeader>> => ({
  'guests-stop': carrying(hostId, RULES.stop),
  'guests-move': carrying(hostId, RULES.move),
  'guests-leave': carrying(hostId, RULES.leave),
});

const carrying = (hostId: string, guests: GuestRules): BundleAndHeader => {
  const hostPlan = hostPlanOf(hostId);
  if (guests.choice === 'leave') return bundleOf({ ...hostPlan, guests });
  const builtIn = (kind: 'guests-away' | 'guests-back') =>
    ({ kind, run: { how: 'built-in' }, timeoutSeconds: 1800 }) as const;
  const steps = hostPlan.steps.flatMap((step) =>
    step.kind === 'restore-point'
      ? [builtIn('guests-away'), step]
      : step.kind === 'settle'
        ? [builtIn('guests-back'), step]
        : [step],
  );
  return bundleOf({ ...hostPlan, steps, guests });
};
