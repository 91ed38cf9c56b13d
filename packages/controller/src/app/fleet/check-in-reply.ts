// The answer to a check-in, from one consistent look at the store.

import { decodeBase64, digestOf, type Envelope, parseCanonical } from '@slipway/core/document';
import { CLOCK_SKEW_SECONDS_MAX } from '@slipway/core/execution';
import type { AttemptId, Digest, HostId } from '@slipway/core/ids';
import { bundleFor } from '@slipway/core/plan';
import type { AdoptionOrder } from '@slipway/core/rollout';
import { type Instant, msBetween } from '@slipway/core/time';
import { type CheckIn, type CheckInReply, PROTOCOL_VERSION, type ProposalWish } from '@slipway/protocol/agent';
import { parseStartGrant } from '@slipway/protocol/documents';
import type { HostRecord, StoredGrant, StoreView, WantedReading } from '../../ports/index.ts';
import type { App } from '../context.ts';
import { dueWishes } from '../readings/index.ts';
import { idleSeconds } from './idle-seconds.ts';
import { type HooksPlan, hooksPlanOf, isolationFor } from './isolation.ts';
import { standingHostPlan } from './standing-host-plan.ts';
import { wishesOf } from './wishes.ts';

/** After an answer with something to do: the host needs a moment to do it, and must not ask in a circle meanwhile. */
const BUSY_SECONDS = 1;

/** A quarter of what a host's clock may be off. */
const GRANT_FRESH_SECONDS = CLOCK_SKEW_SECONDS_MAX / 4;

/** Of a host's ledger, as far as it is stored here; `null`: nothing is. */
export type LedgerTop = { readonly sequence: number; readonly digest: string } | null;

export interface HostSeen {
  readonly host: HostRecord;
  readonly inventory: { readonly digest: Digest } | null;
  readonly ledgerSequence: number;
  readonly wishes: readonly ProposalWish[];
  readonly plan: Awaited<ReturnType<typeof standingHostPlan>>;
  readonly grants: readonly StoredGrant[];
  readonly readings: readonly WantedReading[];
  /** Of the plan whose hooks keep it from its service. */
  readonly hooksPlan: HooksPlan | null;
}

export const checkInReply = async (app: App, seen: HostSeen, message: CheckIn): Promise<CheckInReply> => {
  const now = app.ports.clock.now();
  const { host, plan } = seen;
  const roots = await app.ports.signing.trustRoots();
  const standing = seen.grants.find(({ state, latestStartAt }) => state === 'standing' && now < latestStartAt) ?? null;
  const granted = standing === null || standing.attemptId === message.attemptId ? null : standing;
  const hostPlan = wantedHostPlan(app, seen, { readyFor: message.readyFor, isGranted: granted !== null });
  const readings = dueWishes(seen.readings, { capabilities: message.capabilities, attemptId: message.attemptId, now });
  const isolation = await isolationFor(app, seen, message);
  const near =
    plan?.isNear === true ||
    hostPlan.form === 'new' ||
    seen.wishes.length > 0 ||
    host.adoptionOrder > message.adoptionOrder ||
    isolation !== null;
  const reply: CheckInReply = {
    protocol: PROTOCOL_VERSION,
    now,
    nextCheckInSeconds: idleSeconds(host.hostId, now, app.options.idleCheckInSeconds),
    wants: {
      // Of a host that is to look anew it is asked in any case: that nothing has changed is its word that it has looked, and
      // without it it would be told to look with every check-in.
      inventory:
        seen.inventory?.digest === message.inventoryDigest && !host.refreshWanted
          ? { form: 'none' }
          : wantedInventory(seen.inventory),
      refresh: host.refreshWanted,
      proposals: seen.wishes,
      ledgerFrom: seen.ledgerSequence + 1,
      ...(readings.length === 0 ? {} : { readings }),
    },
    // By version and not by place: a host keeps none from before the one that it was enrolled with.
    trustRoots: roots.envelopes.slice(message.trustRootVersion),
    adoption: host.adoptionOrder > message.adoptionOrder ? await adoptionOrder(app, host) : null,
    ...(isolation === null ? {} : { isolation }),
    hostPlan,
    grant: granted === null ? null : await freshGrant(app, granted, now),
    withdrawn: withdrawnOf(seen.grants, now),
    barred: host.barred,
  };
  return near ? { ...reply, nextCheckInSeconds: isQuiet(reply) ? 0 : BUSY_SECONDS } : reply;
};

/** Nothing in it that the host would act on: near work, the next check-in may then be held open (0 says so). */
export const isQuiet = ({
  wants,
  trustRoots,
  adoption,
  isolation,
  hostPlan,
  grant,
  withdrawn,
}: CheckInReply): boolean =>
  wants.inventory.form === 'none' &&
  !wants.refresh &&
  wants.proposals.length === 0 &&
  (wants.readings ?? []).length === 0 &&
  trustRoots.length === 0 &&
  adoption === null &&
  isolation === undefined &&
  hostPlan.form !== 'new' &&
  grant === null &&
  withdrawn.length === 0;

/** `null`: there is no such host. */
export const lookAtHost = async (view: StoreView, hostId: HostId, now: Instant): Promise<HostSeen | null> => {
  const host = await view.fleet.host(hostId);
  return host === null
    ? null
    : await restOf(view, { host: host.value, head: await view.fleet.ledgerHead(hostId), now });
};

/** What else is known of a host that was read in the same transaction. */
export const restOf = async (
  view: StoreView,
  { host, head, now }: { readonly host: HostRecord; readonly head: LedgerTop; readonly now: Instant },
): Promise<HostSeen> => {
  const { hostId } = host;
  const inventory = await view.fleet.inventoryDigest(hostId);
  const open = await view.patchSets.unansweredProposals(hostId);
  return {
    host,
    inventory,
    ledgerSequence: head?.sequence ?? 0,
    wishes: open.length === 0 ? [] : await wishesOf(view, host, open, now),
    plan: await standingHostPlan(view, host, now),
    grants: await view.rollouts.grantsOf(hostId),
    readings: await view.readings.readingsOn(hostId),
    hooksPlan: await hooksPlanOf(view, host),
  };
};

const wantedInventory = (stored: { readonly digest: Digest } | null): CheckInReply['wants']['inventory'] =>
  stored === null ? { form: 'full' } : { form: 'delta', base: stored.digest };

/**
 * What the host is ready for is not sent again, but with a grant: that names a plan, and a host plan of equal content keeps its digest in
 * the next plan, whose header the host has not seen.
 */
const wantedHostPlan = (
  app: App,
  { plan }: HostSeen,
  { readyFor, isGranted }: Pick<CheckIn, 'readyFor'> & { readonly isGranted: boolean },
): CheckInReply['hostPlan'] => {
  if (plan === null) return { form: 'none' };
  const { hostId } = plan.hostPlan;
  // As the signed header has it: its bytes need not be hashed again with every check-in.
  const listed = plan.header.hostPlans.find((one) => one.hostId === hostId);
  const digest = listed?.digest ?? digestOf(plan.hostPlan, app.ports.sha256);
  if (digest === readyFor && !isGranted) return { form: 'same', digest };
  return { form: 'new', bundle: bundleFor({ ...plan, sha256: app.ports.sha256 }) };
};

/**
 * The host holds `issuedAt` against its own clock, and would take a grant that waited for it for a clock that is wrong.
 * Signed anew it says the same, and ends when it ended before.
 */
const freshGrant = async (app: App, { envelope, issuedAt }: StoredGrant, now: Instant): Promise<Envelope> => {
  if (msBetween(issuedAt, now) < GRANT_FRESH_SECONDS * 1000) return envelope;
  const payload = decodeBase64(envelope.payload);
  const document = payload === null ? null : parseCanonical(payload, 'start grant');
  const grant = document?.ok === true ? parseStartGrant(document.value) : null;
  if (grant?.ok !== true) throw new Error('a stored grant cannot be read');
  return await app.ports.signing.sign(envelope.payloadType, { ...grant.value, issuedAt: now });
};

const adoptionOrder = async (app: App, host: HostRecord): Promise<Envelope> => {
  const order: AdoptionOrder = {
    schema: 'slipway.adoption/1',
    hostId: host.hostId,
    mode: host.wantedMode,
    order: host.adoptionOrder,
    issuedAt: app.ports.clock.now(),
  };
  return await app.ports.signing.sign('application/vnd.slipway.adoption+json;version=1', order);
};

/** Only while the grant could still be used: after that the agent refuses it anyway. */
const withdrawnOf = (grants: readonly StoredGrant[], now: Instant): readonly AttemptId[] =>
  grants.some(({ state }) => state === 'standing')
    ? []
    : grants
        .filter(({ state, latestStartAt }) => state === 'withdrawn' && now < latestStartAt)
        .map(({ attemptId }) => attemptId);
