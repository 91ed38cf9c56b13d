// Hosts: a list by selector and environment, and one host in full.

import { summariseAttempt, transactionTrace } from '@slipway/core/execution';
import type { HostId } from '@slipway/core/ids';
import { thirdPartyPackages } from '@slipway/core/inventory';
import { type Outcome, ok, refuse } from '@slipway/core/reasons';
import { parseSelector, type Selector } from '@slipway/core/selection';
import { addMs, type Instant } from '@slipway/core/time';
import type { HostCount, HostDetail, HostSummary } from '@slipway/protocol/api';
import type {
  CountedAs,
  HostEvent,
  HostRecord,
  HostSelection,
  Page,
  PageRequest,
  StoredInventory,
  StoreView,
} from '../../ports/index.ts';
import type { App } from '../context.ts';
import { causeTableOf, failuresOfHost } from '../diagnosis/index.ts';
import { SILENT_HOURS_MAX } from '../exposure/index.ts';
import { outOfBandOf, standingIsolation } from '../fleet/index.ts';
import { UNREACHABLE_MINUTES } from '../planning/index.ts';
import { deadlineReasons, readDeadlines } from '../timetable/index.ts';
import { type ExceptedHost, exceptedHosts, isAllExcepted, isSecurityExcepted } from './excepted-hosts.ts';
import { hostReasons } from './host-reasons.ts';
import { summaryOf } from './host-summary.ts';
import { shownTrace } from './shown-trace.ts';
import { type InRollout, readSurroundings, type Surroundings } from './surroundings.ts';

export interface HostQuery {
  readonly selector: string | null;
  readonly environment: string | null;
  /** Only those that `countFleet` counts so; `null`: all. */
  readonly counted: CountedAs['kind'] | 'long-silent' | 'excepted' | null;
}

export const listHosts = async (app: App, query: HostQuery, page: PageRequest): Promise<Outcome<Page<HostSummary>>> => {
  const selector = selectorOf(query);
  if (!selector.ok) return selector;
  const surroundings = await app.ports.store.read(readSurroundings);
  if (isNowhere(query, surroundings)) return ok({ items: [], next: null });
  const selection = await selectionOf(app, query, selector.value);
  const found: HostSummary[] = [];
  // A portion of the fleet each, so that nobody else waits for it.
  for (let after = page.after; ; ) {
    const rest = { after, limit: page.limit - found.length };
    const portion = await app.ports.store.read(async ({ fleet }) => await fleet.selectedHosts(selection, rest));
    found.push(...portion.items.map(({ host, stored }) => summaryOf(host, stored, surroundings)));
    after = portion.next;
    if (after === null || found.length >= page.limit) return ok({ items: found, next: after });
  }
};

/** Over all pages of the same list. */
export const countHosts = async (app: App, query: HostQuery): Promise<Outcome<HostCount>> => {
  const selector = selectorOf(query);
  if (!selector.ok) return selector;
  if (isNowhere(query, await app.ports.store.read(readSurroundings))) return ok({ hosts: 0 });
  const selection = await selectionOf(app, query, selector.value);
  let hosts = 0;
  for (let after: string | null = null; ; ) {
    const from: string | null = after;
    const portion: { readonly hosts: number; readonly next: string | null } = await app.ports.store.read(
      async ({ fleet }) => await fleet.countSelectedHosts(selection, from),
    );
    hosts += portion.hosts;
    after = portion.next;
    if (after === null) return ok({ hosts });
  }
};

const selectionOf = async (app: App, { counted }: HostQuery, selector: Selector | null): Promise<HostSelection> => {
  const now = app.ports.clock.now();
  switch (counted) {
    case null:
      return { selector, now };
    case 'silent':
      return { selector, counted: { kind: counted, since: addMs(now, -UNREACHABLE_MINUTES * 60_000) }, now };
    case 'long-silent':
      return { selector, counted: { kind: 'silent', since: addMs(now, -SILENT_HOURS_MAX * 3_600_000) }, now };
    case 'excepted':
      return { selector: both(selector, oneOf(await exceptedIds(app, isAllExcepted, now))), now };
    case 'updates-pending':
    case 'security-pending': {
      const isLeftOut = counted === 'updates-pending' ? isAllExcepted : isSecurityExcepted;
      const others: Selector = { kind: 'not', part: oneOf(await exceptedIds(app, isLeftOut, now)) };
      return { selector: both(selector, others), counted: { kind: counted }, now };
    }
    default:
      return { selector, counted: { kind: counted }, now };
  }
};

const exceptedIds = async (app: App, is: (host: ExceptedHost) => boolean, now: Instant): Promise<readonly HostId[]> => {
  const found: HostId[] = [];
  for await (const one of exceptedHosts(app, now)) if (is(one)) found.push(one.host.hostId);
  return found;
};

const oneOf = (hosts: readonly HostId[]): Selector => ({
  kind: 'in',
  of: { kind: 'fact', fact: 'host' },
  values: hosts,
});

const both = (selector: Selector | null, other: Selector): Selector =>
  selector === null ? other : { kind: 'and', parts: [other, selector] };

/** Both at once: an environment is the label of that name. `null`: every host. */
const selectorOf = ({ selector, environment }: HostQuery): Outcome<Selector | null> => {
  const parsed = selector === null ? ok(null) : parseSelector(selector);
  if (!parsed.ok || environment === null) return parsed;
  const its: Selector = {
    kind: 'is',
    of: { kind: 'label', label: 'environment' },
    operator: '=',
    value: environment,
  };
  return ok(both(parsed.value, its));
};

/** A label alone claims no host for an environment that policy does not have. */
const isNowhere = ({ environment }: HostQuery, { policy }: Surroundings): boolean =>
  environment !== null && policy?.environments.some(({ name }) => name === environment) !== true;

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
    const transaction = await newestTrace(view, hostId);
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
      ...(transaction === null ? {} : { transaction }),
    });
  });
};

const newestTrace = async (
  { fleet }: StoreView,
  hostId: HostId,
): Promise<NonNullable<HostDetail['transaction']> | null> => {
  const ledger = await fleet.ledger(hostId, 1);
  const attemptId = ledger.findLast((entry) => entry.kind === 'attempt-begun')?.attemptId;
  const attempt = attemptId === undefined ? null : summariseAttempt(ledger, attemptId);
  const trace = attempt === null ? null : transactionTrace(attempt);
  return attempt === null || trace === null ? null : { attemptId: attempt.attemptId, trace: shownTrace(trace) };
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
  const { ledgerDigest: _, isolation: __, attemptId: ___, ...shown } = contact;
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
