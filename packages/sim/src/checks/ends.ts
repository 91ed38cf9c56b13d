// What must be so when a night is over: nobody holds anything any more, and the audit chain is whole.

import { type App, verifyAudit } from '@slipway/controller/app';
import { explain } from '@slipway/core/reasons';

/** What is left over; empty where nothing is. */
export const leftOver = async (app: App): Promise<readonly string[]> => {
  const leases = await app.ports.store.read(async ({ rollouts }) => await rollouts.leases());
  const audit = await verifyAudit(app);
  return [
    ...leases.map(({ hostId, attemptId }) => `${hostId} still has the lease of ${attemptId}`),
    ...(audit.ok ? [] : [`the audit chain is broken: ${explain(audit.reason)}`]),
  ];
};
