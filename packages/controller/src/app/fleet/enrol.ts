// Enrolment: a short-lived token becomes a host with a certificate of its own. The host starts observed.

import { type Outcome, ok, refuse } from '@slipway/core/reasons';
import { type EnrolReply, type EnrolRequest, PROTOCOL_VERSION } from '@slipway/protocol/agent';
import { secretDigest } from '../access/index.ts';
import type { App } from '../context.ts';

export const enrol = async (app: App, request: EnrolRequest): Promise<Outcome<EnrolReply>> => {
  const { authority, clock, ids, nudge, sha256, signing, store } = app.ports;
  const hostId = ids.hostId();
  // Issued before the token is spent: a request that is refused must not cost a use. Unused, it is simply not handed out.
  const issued = await authority.issueHostCertificate({ hostId, certificateRequest: request.certificateRequest });
  if (!issued.ok) return issued;
  const now = clock.now();
  const enrolled = await store.write(async ({ access, fleet }) => {
    const token = await access.useEnrolmentToken(secretDigest(request.token, sha256), now);
    if (token === null) return false;
    await fleet.addHost({
      hostId,
      hostname: request.hostname,
      labels: token.labels,
      enrolledAt: now,
      certificateSerial: issued.value.serial,
      machineIdDigest: request.machineIdDigest,
      wantedMode: 'observed',
      reportedMode: 'observed',
      adoptionOrder: 0,
      reportedAdoptionOrder: 0,
      generation: 0,
      contact: null,
      barred: null,
      refreshWanted: false,
      retiredAt: null,
    });
    await fleet.addHostEvent({ hostId, at: now, event: { kind: 'enrolled', by: token.createdBy } });
    await access.addAuditEvent({
      at: now,
      who: `enrolment token ${token.tokenId}`,
      action: 'host.enrol',
      object: hostId,
      facts: { hostname: request.hostname },
    });
    return true;
  });
  if (!enrolled) return refuse('token-unknown');
  nudge.notify('planning');
  const roots = await signing.trustRoots();
  return ok({
    protocol: PROTOCOL_VERSION,
    hostId,
    certificate: issued.value.certificate,
    authority: await authority.certificatePem(),
    trustRoots: roots.envelopes,
  });
};
