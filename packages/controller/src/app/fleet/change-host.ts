// One change to one host by one person, with its audit event in the same transaction.

import type { HostId } from '@slipway/core/ids';
import { type Outcome, ok, refuse } from '@slipway/core/reasons';
import type { HostRecord, StoreView } from '../../ports/index.ts';
import type { Actor } from '../access/index.ts';
import type { App } from '../context.ts';

/** `next` sees the store as it is in this very transaction; answering with the same host changes nothing. */
export const changeHost = async (
  app: App,
  actor: Actor,
  hostId: HostId,
  action: string,
  next: (host: HostRecord, change: StoreView) => Promise<Outcome<HostRecord>>,
): Promise<Outcome<HostRecord>> =>
  await app.ports.store.write(async (change) => {
    const host = await change.fleet.host(hostId);
    if (host === null || host.value.retiredAt !== null) return refuse('not-found', { what: 'host', id: hostId });
    const changed = await next(host.value, change);
    if (!changed.ok || changed.value === host.value) return changed;
    const { value } = changed;
    await change.fleet.saveHost({ revision: host.revision, value });
    await change.access.addAuditEvent({
      at: app.ports.clock.now(),
      who: actor.person,
      action,
      object: hostId,
      facts: { hostname: value.hostname },
    });
    return ok(value);
  });
