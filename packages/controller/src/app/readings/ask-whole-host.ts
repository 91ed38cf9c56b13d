// A person has a whole host verified, now: asked with a name, answered once by its root, and kept in its history.

import type { HostId } from '@slipway/core/ids';
import { type ReadingSubject, readingIdOf, versionsDigest } from '@slipway/core/reading';
import { type Outcome, ok, refuse } from '@slipway/core/reasons';
import { addSeconds } from '@slipway/core/time';
import type { HostRecord } from '../../ports/index.ts';
import type { Actor } from '../access/index.ts';
import type { App } from '../context.ts';
import { capabilityFor } from './due.ts';

/** A host that is away for longer is asked again by who still wants to know. */
const WANTED_SECONDS = 24 * 3600;

export type AskedVerification = NonNullable<HostRecord['verification']>;

/** The same again while the host has not answered. */
export const askWholeHost = async (app: App, actor: Actor, hostId: HostId): Promise<Outcome<AskedVerification>> => {
  const { clock, nudge, sha256, store } = app.ports;
  const asked = await store.write(async (change): Promise<Outcome<AskedVerification>> => {
    const askedAt = clock.now();
    const host = await change.fleet.host(hostId);
    if (host === null || host.value.retiredAt !== null) return refuse('not-found', { what: 'host', id: hostId });
    const { contact, hostname, verification } = host.value;
    const believed = await change.fleet.inventory(hostId);
    const subject: ReadingSubject = {
      kind: 'whole-host',
      askedAt,
      believes: believed === null ? null : versionsDigest(believed.inventory.packages, sha256),
    };
    const capability = capabilityFor(subject);
    if (contact?.capabilities.includes(capability) !== true) return refuse('host-lacks-capability', { capability });
    if (verification !== undefined && !verification.answered && verification.until > askedAt) return ok(verification);
    const until = addSeconds(askedAt, WANTED_SECONDS);
    const value = { by: actor.person, askedAt, until, answered: false };
    await change.readings.putReading({
      ...{ hostId, subject, readingId: readingIdOf(subject, sha256), wantedUntil: until, taken: null },
    });
    await change.access.addAuditEvent({
      ...{ at: askedAt, who: actor.person, action: 'host.verify', object: hostId, facts: { hostname } },
    });
    // Nobody saved in between: it was read in this write.
    await change.fleet.saveHost({ revision: host.revision, value: { ...host.value, verification: value } });
    return ok(value);
  });
  nudge.notify(`host:${hostId}`);
  return asked;
};
