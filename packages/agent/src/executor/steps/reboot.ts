// Reboot: asked for, gone down, come back, and proven by a different and well-formed boot id; never by a clock.

import { judgeReboot } from '@slipway/core/execution';
import { reason } from '@slipway/core/reasons';
import { type AttemptContext, done, failed, type StepResult, skipped } from '../context.ts';

export const reboot = async (context: AttemptContext): Promise<StepResult | 'rebooting'> => {
  const { ports, hostPlan, conditions, attempt } = context;
  const proven = judgeReboot(attempt, conditions.bootId);
  if (proven.ok) return done(proven.value);
  // On the way back only where it is needed: what policy wants of an update it does not want of a host that lost it.
  if (hostPlan.reboot === 'if-needed' || context.direction === 'back') {
    const need = await ports.system.rebootNeed();
    if (need.kind === 'not-needed') return skipped(reason('step-not-needed', { step: 'reboot' }));
    // `unknown` goes on to reboot: the plan allows it, the host is drained, and old code must not stay unseen.
  }
  const asked = await ports.system.reboot();
  return asked.ok ? 'rebooting' : failed(asked.reason);
};
