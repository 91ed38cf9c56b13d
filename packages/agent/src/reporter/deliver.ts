// Documents from the controller into the executor's inbox. The host plan is verified here too, before its files are
// fetched, so that "ready" means something; the executor verifies it all again and believes only itself.

import { digestOf, type Envelope } from '@slipway/core/document';
import type { Digest, HostId } from '@slipway/core/ids';
import { type HostPlan, type HostPlanBundle, openHostPlan } from '@slipway/core/plan';
import { type Outcome, type Reason, reason } from '@slipway/core/reasons';
import type { CheckInReply } from '@slipway/protocol/agent';
import { parsePlanHeader } from '@slipway/protocol/documents';
import { openTrusted, planFiles, trustedRoot } from '../documents/index.ts';
import { fetchFiles } from './fetch.ts';
import type { ReporterPorts } from './reporter-ports.ts';

export interface Delivered {
  readonly readyFor: Digest | null;
  readonly refusal: { readonly hostPlanDigest: Digest; readonly reason: Reason } | null;
}

/** `readyFor`: what the last round had verified and fetched, so that an unchanged plan is neither sent nor read again. */
export const deliverDocuments = async (
  ports: ReporterPorts,
  hostId: HostId,
  reply: CheckInReply,
  readyFor: Digest | null,
): Promise<Delivered> => {
  if (reply.trustRoots.length > 0) await deliverTrustRoots(ports, reply.trustRoots);
  if (reply.adoption !== null) await ports.inbox.putAdoption(reply.adoption);
  if (reply.isolation !== undefined) {
    await ports.inbox.putIsolation({ order: reply.isolation.order, hostPlan: reply.isolation.hostPlan ?? null });
  }
  if (reply.withdrawn.length > 0) await ports.inbox.withdrawGrant();
  const delivered = await deliverPlan(ports, hostId, reply, readyFor);
  // The grant comes last: it is what starts the executor, and by then its plan must lie there.
  if (reply.grant !== null && delivered.readyFor !== null && reply.barred === null)
    await ports.inbox.putGrant(reply.grant);
  return delivered;
};

/**
 * Taken into the reporter's own chain first, whether or not a plan comes with them, so that they are sent once; and the
 * whole chain is handed on: the executor may not have run since the first root, and a hole would end its chain there.
 */
const deliverTrustRoots = async ({ trust, crypto, inbox }: ReporterPorts, delivered: readonly Envelope[]) => {
  await trustedRoot({ trust, crypto, delivered });
  await inbox.putTrustRoots(await trust.read());
};

const deliverPlan = async (
  ports: ReporterPorts,
  hostId: HostId,
  reply: CheckInReply,
  readyFor: Digest | null,
): Promise<Delivered> => {
  switch (reply.hostPlan.form) {
    case 'none':
      // What a plan needed was copied into root's folder before anything began; nobody else needs it.
      await ports.content.keepOnly(new Set());
      return { readyFor: null, refusal: null };
    case 'same':
      return { readyFor: readyFor === reply.hostPlan.digest ? readyFor : null, refusal: null };
    case 'new':
      return await deliverHostPlan(ports, hostId, reply.hostPlan.bundle, reply);
  }
};

const deliverHostPlan = async (
  ports: ReporterPorts,
  hostId: HostId,
  bundle: HostPlanBundle,
  reply: CheckInReply,
): Promise<Delivered> => {
  const hostPlanDigest = digestOf(bundle.hostPlan, ports.crypto.sha256);
  const opened = await verifiedHostPlan(ports, hostId, bundle, reply);
  if (!opened.ok) return { readyFor: null, refusal: { hostPlanDigest, reason: opened.reason } };
  const files = [
    { sha256: opened.value.index.digest, sizeBytes: opened.value.index.sizeBytes },
    ...planFiles(opened.value).map(({ file }) => file),
  ];
  // What earlier plans left goes first: it may be what fills the disk.
  await ports.content.keepOnly(new Set(files.map(({ sha256 }) => sha256)));
  const fetched = await fetchFiles(ports, files);
  if (!fetched.ok) return { readyFor: null, refusal: { hostPlanDigest, reason: fetched.reason } };
  await ports.inbox.putHostPlan(bundle);
  return { readyFor: hostPlanDigest, refusal: null };
};

const verifiedHostPlan = async (
  ports: ReporterPorts,
  hostId: HostId,
  bundle: HostPlanBundle,
  reply: CheckInReply,
): Promise<Outcome<HostPlan>> => {
  const root = await trustedRoot({ trust: ports.trust, crypto: ports.crypto, delivered: reply.trustRoots });
  if (!root.ok) return root;
  const header = openTrusted({
    envelope: bundle.header,
    expectedType: 'application/vnd.slipway.plan-header+json;version=1',
    roles: ['controller', 'approver'],
    root: root.value,
    crypto: ports.crypto,
  });
  if (!header.ok) return header;
  const parsed = parsePlanHeader(header.value);
  if (!parsed.ok) return parsed;
  if (parsed.value.bounds.expiresAt <= ports.clock.now()) {
    return { ok: false, reason: reason('bounds-expired', { expired: parsed.value.bounds.expiresAt }) };
  }
  return openHostPlan({ bundle, header: parsed.value, hostId, sha256: ports.crypto.sha256 });
};
