// Enrolment: a short-lived token becomes a host with a certificate of its own. The host starts observed. The same request once
// more, since its answer was lost, is the same host.

import type { Digest, HostId } from '@slipway/core/ids';
import { type Outcome, ok, refuse } from '@slipway/core/reasons';
import type { Instant } from '@slipway/core/time';
import { type EnrolReply, type EnrolRequest, PROTOCOL_VERSION } from '@slipway/protocol/agent';
import type { HostRecord, StoreView } from '../../ports/index.ts';
import { secretDigest } from '../access/index.ts';
import type { App } from '../context.ts';

export const enrol = async (app: App, request: EnrolRequest): Promise<Outcome<EnrolReply>> => {
  const { authority, clock, ids, nudge, sha256, signing, store } = app.ports;
  const asked = sha256(new TextEncoder().encode(`${request.token}\n${request.certificateRequest}`));
  const named = ids.hostId(asked);
  const known = await store.read(async ({ fleet }) => await fleet.host(named));
  // Two requests that name the same are one in a million, and then the later one is named by chance.
  const hostId = known === null || known.value.enrolment?.asked === asked ? named : ids.hostId();
  // Issued before the token is spent: a request that is refused must not cost a use. Unused, it is simply not handed out.
  const issued = await authority.issueHostCertificate({ hostId, certificateRequest: request.certificateRequest });
  if (!issued.ok) return issued;
  const certificate = await store.write(async (change) => {
    const again = await change.fleet.host(hostId);
    if (again !== null) return answeredBefore(again.value, asked);
    const token = secretDigest(request.token, sha256);
    const isEnrolled = await enrolNew(change, request, { ...issued.value, hostId, asked, now: clock.now(), token });
    return isEnrolled ? issued.value.certificate : null;
  });
  if (certificate === null) return refuse('token-unknown');
  nudge.notify('planning');
  const roots = await signing.trustRoots();
  return ok({
    protocol: PROTOCOL_VERSION,
    hostId,
    certificate,
    authority: await authority.certificatePem(),
    trustRoots: roots.envelopes,
  });
};

/**
 * Every answer is the first one: a request whose sender gave up may take effect after the one that was answered. Once the host
 * was heard it has its certificate, and nobody asks for it with good reason.
 */
const answeredBefore = ({ contact, enrolment, retiredAt }: HostRecord, asked: Digest): string | null =>
  contact === null && retiredAt === null && enrolment?.asked === asked ? (enrolment.certificate ?? null) : null;

interface Enrolment {
  readonly hostId: HostId;
  readonly asked: Digest;
  readonly certificate: string;
  readonly serial: string;
  readonly now: Instant;
  /** Of the token's secret. */
  readonly token: Digest;
}

const enrolNew = async (
  { access, fleet }: StoreView,
  request: EnrolRequest,
  { hostId, asked, certificate, serial, now, token: digest }: Enrolment,
): Promise<boolean> => {
  const token = await access.useEnrolmentToken(digest, now);
  if (token === null) return false;
  await fleet.addHost({
    hostId,
    hostname: request.hostname,
    labels: token.labels,
    enrolledAt: now,
    certificateSerial: serial,
    enrolment: { asked, certificate },
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
