// The fleet in numbers: what somebody looks at first, in the morning and at night. Counted by the store in one look at few
// columns of each host; only of hosts that exceptions select is more read.

import { exceptedPending } from '@slipway/core/exception';
import { parseSelector, type Selector } from '@slipway/core/selection';
import { addMs, type Instant } from '@slipway/core/time';
import type { FleetCounts } from '@slipway/protocol/api';
import type { HostState, ListedHost, Page, PageRequest, StoreFigures } from '../../ports/index.ts';
import { readSwitch } from '../access/index.ts';
import type { App } from '../context.ts';
import { actingNow } from '../exception/index.ts';
import { UNREACHABLE_MINUTES } from '../planning/index.ts';
import { type Counts, inOrder, lastRollouts, nothing } from './fleet-report.ts';
import { pendingOf } from './host-summary.ts';
import { environmentNameOf, readSurroundings } from './surroundings.ts';

type Known = Omit<Counts, 'overdue'> & { neverReported: number; silent: number; barred: number };
type Acting = Awaited<ReturnType<typeof actingNow>>;

export const countFleet = async (app: App): Promise<FleetCounts> => {
  const now = app.ports.clock.now();
  const { policy, acting } = await app.ports.store.read(async (view) => ({
    ...(await readSurroundings(view)),
    acting: await actingNow(view, now),
  }));
  const counts = new Map<string | null, Known>();
  const knownOf = (labels: ListedHost['host']['labels']): Known => {
    const environment = environmentNameOf({ labels }, policy);
    const known = counts.get(environment) ?? begin();
    counts.set(environment, known);
    return known;
  };
  for await (const state of everyState(app, addMs(now, -UNREACHABLE_MINUTES * 60_000))) {
    const { environment } = state;
    count(knownOf(environment === null ? {} : { environment }), state);
  }
  for await (const listed of everyExcepted(app, acting, now)) {
    correct(knownOf(listed.host.labels), listed.pending, listed.excepted);
  }
  const last = await lastRollouts(app);
  return {
    asOf: now,
    switch: await readSwitch(app),
    environments: inOrder(counts, policy).map(([environment, known]) => ({
      environment,
      ...known,
      lastRollout: environment === null ? null : (last.get(environment) ?? null),
    })),
  };
};

/** A portion of the fleet each, so that nobody else waits for it. */
async function* everyState(app: App, silentSince: Instant): AsyncGenerator<HostState> {
  let after: string | null = null;
  do {
    const from: string | null = after;
    const portion: Awaited<ReturnType<StoreFigures['hostStates']>> = await app.ports.store.read(
      async ({ figures }) => await figures.hostStates(silentSince, from),
    );
    yield* portion.items;
    after = portion.next;
  } while (after !== null);
}

const count = (known: Known, state: HostState): void => {
  const { hosts, heard, pending } = state;
  known.hosts += hosts;
  if (state.isAdopted) known.adopted += hosts;
  if (state.isBarred) known.barred += hosts;
  if (state.needsReboot) known.rebootNeeded += hosts;
  if (heard === 'never') known.neverReported += hosts;
  if (heard === 'silent') known.silent += hosts;
  if (pending === 'unknown') known.unknown += hosts;
  else if (pending === 'none') known.current += hosts;
  else known.behind += hosts;
  if (pending === 'security') known.securityBehind += hosts;
};

interface Excepted {
  readonly host: ListedHost['host'];
  readonly pending: NonNullable<ReturnType<typeof pendingOf>>;
  readonly excepted: ReturnType<typeof exceptedPending>;
}

const PAGE = 500;

async function* everyExcepted(app: App, acting: Acting, now: Instant): AsyncGenerator<Excepted> {
  const selector = anyOf(acting);
  if (selector === null) return;
  let after: string | null = null;
  do {
    const request: PageRequest = { after, limit: PAGE };
    const page: Page<ListedHost> = await app.ports.store.read(
      async ({ fleet }) => await fleet.selectedHosts({ selector, now }, request),
    );
    for (const listed of page.items) {
      const pending = pendingOf(listed.host, listed.stored);
      if (pending === null || pending.updates === 0) continue;
      const excepted = await exceptedOn(app, acting, listed);
      if (excepted.length > 0) yield { host: listed.host, pending, excepted };
    }
    after = page.next;
  } while (after !== null);
}

const anyOf = ({ all }: Acting): Selector | null => {
  const parts = all.flatMap(({ hosts }) => {
    const parsed = parseSelector(hosts);
    return parsed.ok ? [parsed.value] : [];
  });
  return parts.length === 0 ? null : { kind: 'or', parts };
};

/** Packages, which are what costs, decide only where what an advisory answers for is left out. */
const exceptedOn = async (
  app: App,
  acting: Acting,
  { host, stored }: ListedHost,
): Promise<ReturnType<typeof exceptedPending>> => {
  if (stored === null) return [];
  const isByPackage = acting.on(host.labels).every(({ leavesOut }) => 'package' in leavesOut);
  if (isByPackage) return exceptedPending(acting, host.labels, { ...stored.inventory, packages: [] });
  const whole = await app.ports.store.read(async ({ fleet }) => await fleet.inventory(host.hostId));
  return whole === null ? [] : exceptedPending(acting, host.labels, whole.inventory);
};

/**
 * What was counted as behind, and is so but for what an exception leaves out. Read after the counts: a host that fell behind in
 * between was not counted, and cannot be taken off them.
 */
const correct = (known: Known, { updates, security }: Excepted['pending'], excepted: Excepted['excepted']): void => {
  if (updates === excepted.length && known.behind > 0) {
    known.behind -= 1;
    known.excepted += 1;
  }
  const bySecurity = excepted.filter(({ update }) => update.security).length;
  if (security > 0 && security <= bySecurity && known.securityBehind > 0) known.securityBehind -= 1;
};

const begin = (): Known => {
  const { overdue: _, ...known } = nothing();
  return { ...known, neverReported: 0, silent: 0, barred: 0 };
};
