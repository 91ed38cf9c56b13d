// Enrolment: a short-lived token becomes a host with a certificate of its own. The host starts observed. The same request once
// more, since its answer was lost, is the same host.

import type { Digest, HostId } from '@slipway/core/ids';
import { type Outcome, ok, refuse } from '@slipway/core/reasons';
import type { Instant } from '@slipway/core/time';
import { type EnrolReply, type EnrolRequest, PROTOCOL_VERSION } from '@slipway/protocol/agent';
import type { HostRecord, StoreView, Versioned } from '../../ports/index.ts';
import { secretDigest } from '../access/index.ts';
import type { App } from '../context.ts';

export const enrol = async (app: App, request: EnrolRequest): Promise<Outcome<EnrolReply>> => {
  const { authority, clock, ids, nudge, sha256, signing, store } = app.ports;
  const asked = sha256(new TextEncoder().encode(`${request.token}\n${request.certificateRequest}`));
  const named = ids.hostId(asked);
  const known = await store.read(async ({ fleet }) => await fleet.host(named));
  // Two requests that name the same are one in a million, and then the later one is named by chance.
  const hostId = known === null || isUnheard(known, asked) ? named : ids.hostId();
  // Issued before the token is spent: a request that is refused must not cost a use. Unused, it is simply not handed out.
  const issued = await authority.issueHostCertificate({ hostId, certificateRequest: request.certificateRequest });
  if (!issued.ok) return issued;
  const enrolled = await store.write(async (change) => {
    const enrolment = { hostId, asked, serial: issued.value.serial, now: clock.now() };
    const again = await change.fleet.host(hostId);
    if (again !== null && isUnheard(again, asked)) return await enrolAgain(change, again, enrolment);
    return await enrolNew(change, request, { ...enrolment, token: secretDigest(request.token, sha256) });
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

/** Once it was heard it has its certificate, and whoever repeats the request is somebody else. */
const isUnheard = ({ value: { contact, enrolment, retiredAt } }: Versioned<HostRecord>, asked: Digest): boolean =>
  contact === null && enrolment === asked && retiredAt === null;

interface Enrolment {
  readonly hostId: HostId;
  readonly asked: Digest;
  readonly serial: string;
  readonly now: Instant;
}

/** The token was spent the first time. The certificate that nobody got counts no more. */
const enrolAgain = async (
  { access, fleet }: StoreView,
  { revision, value }: Versioned<HostRecord>,
  { hostId, serial, now }: Enrolment,
): Promise<boolean> => {
  await fleet.saveHost({ revision, value: { ...value, certificateSerial: serial } });
  await access.addAuditEvent({
    ...{ at: now, who: value.hostname, action: 'host.enrol-again', object: hostId },
    facts: { hostname: value.hostname },
  });
  return true;
};

const enrolNew = async (
  { access, fleet }: StoreView,
  request: EnrolRequest,
  { hostId, asked, serial, now, token: digest }: Enrolment & { readonly token: Digest },
): Promise<boolean> => {
  const token = await access.useEnrolmentToken(digest, now);
  if (token === null) return false;
  await fleet.addHost({
    hostId,
    hostname: request.hostname,
    labels: token.labels,
    enrolledAt: now,
    certificateSerial: serial,
    enrolment: asked,
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
};
