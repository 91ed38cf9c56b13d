// Which host a client certificate stands for. Looked up at every request: retiring a host ends its certificate at once.

import type { HostId } from '@slipway/core/ids';
import { type Outcome, ok, refuse } from '@slipway/core/reasons';
import type { App } from '../context.ts';

/** `serial` is that of a certificate whose chain to our authority has been verified. */
export const identifyHost = async (app: App, serial: string): Promise<Outcome<HostId>> => {
  const host = await app.ports.store.read(async ({ fleet }) => await fleet.hostByCertificate(serial));
  if (host === null || host.value.retiredAt !== null) return refuse('certificate-unknown');
  return ok(host.value.hostId);
};
