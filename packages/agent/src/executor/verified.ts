// The documents of the inbox, believed only as far as their signatures reach. The inbox belongs to a less trusted user.

import { digestOf, type Envelope, type JsonValue, type PayloadType, type TrustRole } from '@slipway/core/document';
import type { IsolationOrder } from '@slipway/core/execution';
import type { Digest } from '@slipway/core/ids';
import { type HostPlan, type HostPlanBundle, openHostPlan, type PlanHeader } from '@slipway/core/plan';
import { type Outcome, ok, refuse } from '@slipway/core/reasons';
import type { StartGrant } from '@slipway/core/rollout';
import { parseIsolationOrder, parsePlanHeader, parseStartGrant } from '@slipway/protocol/documents';
import { openTrusted, trustedRoot } from '../documents/index.ts';
import type { InboxContents } from '../ports/index.ts';
import type { ExecutorOptions, ExecutorPorts } from './context.ts';

export interface VerifiedPlan {
  readonly header: PlanHeader;
  readonly planDigest: Digest;
  readonly hostPlan: HostPlan;
  readonly hostPlanDigest: Digest;
}

export const verifiedPlan = async (
  ports: ExecutorPorts,
  { hostId }: ExecutorOptions,
  inbox: InboxContents,
  bundle: HostPlanBundle | null = inbox.hostPlan,
): Promise<Outcome<VerifiedPlan>> => {
  if (bundle === null) return refuse('not-found', { what: 'host plan', id: 'in the inbox' });
  const opened = await opensTo(ports, inbox, {
    envelope: bundle.header,
    expectedType: 'application/vnd.slipway.plan-header+json;version=1',
    roles: ['controller', 'approver'],
  });
  if (!opened.ok) return opened;
  const header = parsePlanHeader(opened.value);
  if (!header.ok) return header;
  const { sha256 } = ports.crypto;
  const hostPlan = openHostPlan({ bundle, header: header.value, hostId, sha256 });
  if (!hostPlan.ok) return hostPlan;
  return ok({
    header: header.value,
    planDigest: digestOf(opened.value, sha256),
    hostPlan: hostPlan.value,
    hostPlanDigest: digestOf(hostPlan.value, sha256),
  });
};

export const verifiedGrant = async (ports: ExecutorPorts, inbox: InboxContents): Promise<Outcome<StartGrant>> => {
  if (inbox.grant === null) return refuse('not-found', { what: 'start grant', id: 'in the inbox' });
  const opened = await opensTo(ports, inbox, {
    envelope: inbox.grant,
    expectedType: 'application/vnd.slipway.start-grant+json;version=1',
    roles: ['controller'],
  });
  return opened.ok ? parseStartGrant(opened.value) : opened;
};

/** `null`: there is none. Which host it is for is the caller's question. */
export const verifiedIsolation = async (
  ports: ExecutorPorts,
  inbox: InboxContents,
): Promise<Outcome<IsolationOrder> | null> => {
  if (inbox.isolation === null) return null;
  const opened = await opensTo(ports, inbox, {
    envelope: inbox.isolation.order,
    expectedType: 'application/vnd.slipway.isolation+json;version=1',
    roles: ['controller'],
  });
  return opened.ok ? parseIsolationOrder(opened.value) : opened;
};

const opensTo = async (
  { trust, crypto }: ExecutorPorts,
  inbox: InboxContents,
  wanted: { readonly envelope: Envelope; readonly expectedType: PayloadType; readonly roles: readonly TrustRole[] },
): Promise<Outcome<JsonValue>> => {
  const root = await trustedRoot({ trust, crypto, delivered: inbox.trustRoots });
  return root.ok ? openTrusted({ ...wanted, root: root.value, crypto }) : root;
};
