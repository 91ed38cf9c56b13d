// The fleet in numbers: what somebody looks at first, in the morning and at night. Counted by the store in one look at few
// columns of each host; only of hosts that exceptions select is more read.

import { addMs, type Instant } from '@slipway/core/time';
import type { FleetCounts } from '@slipway/protocol/api';
import type { HostState, ListedHost, StoreFigures } from '../../ports/index.ts';
import { readSwitch } from '../access/index.ts';
import type { App } from '../context.ts';
import { UNREACHABLE_MINUTES } from '../planning/index.ts';
import { type ExceptedHost, exceptedHosts, isAllExcepted, isSecurityExcepted } from './excepted-hosts.ts';
import { type Counts, inOrder, lastRollouts, nothing } from './fleet-report.ts';
import { environmentNameOf, readSurroundings } from './surroundings.ts';

type Known = Omit<Counts, 'overdue'> & { neverReported: number; silent: number; barred: number };

export const countFleet = async (app: App): Promise<FleetCounts> => {
  const now = app.ports.clock.now();
  const { policy } = await app.ports.store.read(readSurroundings);
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
  for await (const one of exceptedHosts(app, now)) correct(knownOf(one.host.labels), one);
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

/**
 * What was counted as behind, and is so but for what an exception leaves out. Read after the counts: a host that fell behind in
 * between was not counted, and cannot be taken off them.
 */
const correct = (known: Known, host: ExceptedHost): void => {
  if (isAllExcepted(host) && known.behind > 0) {
    known.behind -= 1;
    known.excepted += 1;
  }
  if (isSecurityExcepted(host) && known.securityBehind > 0) known.securityBehind -= 1;
};

const begin = (): Known => {
  const { overdue: _, ...known } = nothing();
  return { ...known, neverReported: 0, silent: 0, barred: 0 };
};
