// Reboot: asked for, gone down, come back, and proven by a different and well-formed boot id; never by a clock.

import { reason } from '@slipway/core/reasons';
import { type AttemptContext, done, failed, type StepResult, skipped } from '../context.ts';

/** As the kernel writes it: a UUID. */
const BOOT_ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

export const reboot = async (
  context: AttemptContext,
  entry: 'fresh' | 'interrupted',
): Promise<StepResult | 'rebooting'> => {
  const { ports, hostPlan, conditions, stepBegunInBoot } = context;
  if (entry === 'interrupted' && stepBegunInBoot !== null && stepBegunInBoot !== conditions.bootId) {
    const evidence = { bootIdBefore: stepBegunInBoot, bootIdAfter: conditions.bootId };
    return BOOT_ID.test(conditions.bootId)
      ? done(evidence)
      : failed(reason('reboot-not-proven', { bootId: conditions.bootId }), evidence);
  }
  if (hostPlan.reboot === 'if-needed') {
    const need = await ports.system.rebootNeed();
    if (need.kind === 'not-needed') return skipped(reason('step-not-needed', { step: 'reboot' }));
    // `unknown` goes on to reboot: the plan allows it, the host is drained, and old code must not stay unseen.
  }
  const asked = await ports.system.reboot();
  return asked.ok ? 'rebooting' : failed(asked.reason);
};
