// Hosts: a list by selector and environment, and one host in full.

import type { HostId } from '@slipway/core/ids';
import { thirdPartyPackages } from '@slipway/core/inventory';
import { type Outcome, ok, refuse } from '@slipway/core/reasons';
import { evaluateOnLabels, parseSelector } from '@slipway/core/selection';
import type { HostDetail, HostSummary } from '@slipway/protocol/api';
import {
  type HostEvent,
  type HostRecord,
  type Page,
  type PageRequest,
  pageOf,
  type StoredInventory,
  type StoreView,
} from '../../ports/index.ts';
import type { App } from '../context.ts';
import { causeTableOf, failuresOfHost } from '../diagnosis/index.ts';
import { isSelected, outOfBandOf, standingIsolation } from '../fleet/index.ts';
import { deadlineReasons, readDeadlines } from '../timetable/index.ts';
import { hostReasons } from './host-reasons.ts';
import { summaryOf } from './host-summary.ts';
import { environmentNameOf, type InRollout, readSurroundings } from './surroundings.ts';
import { walkHosts } from './walk-hosts.ts';

export interface HostQuery {
  readonly selector: string | null;
  readonly environment: string | null;
}

export const listHosts = async (app: App, query: HostQuery, page: PageRequest): Promise<Outcome<Page<HostSummary>>> => {
  const parsed = query.selector === null ? null : parseSelector(query.selector);
  if (parsed !== null && !parsed.ok) return parsed;
  const surroundings = await app.ports.store.read(readSurroundings);
  const selector = parsed?.value ?? null;
  const now = app.ports.clock.now();
  const wanted = (host: HostRecord): boolean =>
    (query.environment === null || environmentNameOf(host, surroundings.policy) === query.environment) &&
    (selector === null || evaluateOnLabels(selector, host.labels) !== 'no');
  const found: HostSummary[] = [];
  // One more than asked for tells whether there is a next page.
  for await (const { host, stored } of walkHosts(app, page.after, wanted)) {
    if (selector !== null && !isSelected(selector, host, stored, now)) continue;
    found.push(summaryOf(host, stored, surroundings));
    if (found.length > page.limit) break;
  }
  return ok(pageOf(found, page, ({ hostId }) => [hostId]));
};

export const showHost = async (app: App, hostId: HostId): Promise<Outcome<HostDetail>> => {
  const table = await causeTableOf(app);
  return await app.ports.store.read(async (view): Promise<Outcome<HostDetail>> => {
    const found = await view.fleet.host(hostId);
    if (found === null) return refuse('not-found', { what: 'host', id: hostId });
    const host = found.value;
    const now = app.ports.clock.now();
    const stored = await view.fleet.inventory(hostId);
    const surroundings = await readSurroundings(view);
    const current = await view.plans.currentHostPlan(hostId);
    const failures = await failuresOfHost(view, table, { hostId, attemptId: 'newest' });
    return ok({
      host: summaryOf(host, stored, surroundings),
      contact: contactOf(host),
      generation: host.generation,
      inventory: inventoryOf(stored),
      currentPlan:
        current === null
          ? null
          : {
              planDigest: current.planDigest,
              generation: current.hostPlan.generation,
              environment: current.hostPlan.environment,
            },
      isolation: isolationOfHost(host),
      outOfBand: await outOfBandShown(view, host),
      verification: await verificationShown(view, host),
      rollout: rolloutOf(surroundings.rollouts.get(hostId) ?? null),
      reasons: [
        ...hostReasons({ host, stored, policy: surroundings.policy, now }),
        ...deadlineReasons(await readDeadlines(view, now), host, stored, now),
      ],
      ...(failures.length === 0 ? {} : { failures: [...failures] }),
    });
  });
};

/** Calls are rare, and the newest one is what somebody is waiting for; older ones stand in the history. */
const EVENTS_LOOKED_AT = 50;

const outOfBandShown = async (
  view: StoreView,
  host: HostRecord,
): Promise<NonNullable<HostDetail['outOfBand']> | null> => {
  const rule = await outOfBandOf(view, host);
  if (rule === null) return null;
  const { items } = await view.fleet.hostEvents(host.hostId, { after: null, limit: EVENTS_LOOKED_AT });
  for (const { at, event } of items) {
    if (event.kind === 'out-of-band') return { hook: rule.hook, last: { at, call: event } };
  }
  return { hook: rule.hook, last: null };
};

const verificationShown = async (
  view: StoreView,
  { hostId, verification }: HostRecord,
): Promise<NonNullable<HostDetail['verification']> | null> => {
  if (verification === undefined) return null;
  const { items } = await view.fleet.hostEvents(hostId, { after: null, limit: EVENTS_LOOKED_AT });
  for (const { at, event } of items) {
    if (event.kind === 'verified') return { asked: verification, last: { at, found: verifiedOf(event) } };
  }
  return { asked: verification, last: null };
};

type Verified = Extract<HostEvent['event'], { readonly kind: 'verified' }>;

const verifiedOf = ({ versions, notWhole, differing, ...rest }: Verified) => ({
  ...rest,
  versions: [...versions],
  notWhole: [...notWhole],
  differing: [...differing],
});

const contactOf = ({ contact }: HostRecord): HostDetail['contact'] => {
  if (contact === null) return null;
  const { ledgerDigest: _, isolation: __, ...shown } = contact;
  return shown;
};

const isolationOfHost = (host: HostRecord): NonNullable<HostDetail['isolation']> | null => {
  const standing = standingIsolation(host);
  if (standing === null) return null;
  const { missed, orderedAt, reason, since, until, wish } = standing;
  const isObeyed = host.contact?.isolation?.state === 'isolated';
  const state = wish === 'serving' ? 'ending' : orderedAt === null ? 'waiting' : isObeyed ? 'isolated' : 'ordered';
  return { state, since, until, rolloutId: missed?.rolloutId ?? null, reason };
};

const inventoryOf = (stored: StoredInventory | null): HostDetail['inventory'] => {
  if (stored === null) return null;
  // Origins are places in the package list, which is not here; what they say of it is.
  const { packages, origins: _, ...rest } = stored.inventory;
  const thirdParty = thirdPartyPackages(stored.inventory);
  return { receivedAt: stored.receivedAt, packages: packages.length, rest, thirdParty };
};

const rolloutOf = (found: InRollout | null): HostDetail['rollout'] => {
  if (found === null) return null;
  const { rolloutId, state } = found.rollout;
  const { phase, wave, step, reason } = found.host;
  return { rolloutId, state, phase, wave, step, reason };
};
