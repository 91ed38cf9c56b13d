// One change to one host by one person, with its audit event in the same transaction.

import type { HostId } from '@slipway/core/ids';
import { type Outcome, ok, refuse } from '@slipway/core/reasons';
import type { HostRecord } from '../../ports/index.ts';
import type { Actor } from '../access/index.ts';
import type { App } from '../context.ts';

export const changeHost = async (
  app: App,
  actor: Actor,
  hostId: HostId,
  action: string,
  next: (host: HostRecord) => HostRecord,
): Promise<Outcome<HostRecord>> =>
  await app.ports.store.write(async ({ access, fleet }) => {
    const host = await fleet.host(hostId);
    if (host === null || host.value.retiredAt !== null) return refuse('not-found', { what: 'host', id: hostId });
    const value = next(host.value);
    if (value === host.value) return ok(value);
    await fleet.saveHost({ revision: host.revision, value });
    await access.addAuditEvent({
      at: app.ports.clock.now(),
      who: actor.person,
      action,
      object: hostId,
      facts: { hostname: value.hostname },
    });
    return ok(value);
  });
