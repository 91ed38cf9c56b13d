import { type Outcome, ok, refuse } from '@slipway/core/reasons';
import { endpoints, type HostSummary, type QueryOf } from '@slipway/protocol/api';
import type { Actor, App } from '../../app/index.ts';
import {
  askRefresh,
  askWholeHost,
  callOutOfBand,
  countHosts,
  explainHost,
  freeHost,
  labelsProblem,
  listHostPackages,
  listHosts,
  retireHost,
  setLabels,
  setMode,
  showHost,
  shownReadings,
} from '../../app/index.ts';
import type { HostRecord } from '../../ports/index.ts';
import { pageRequest } from './pages.ts';
import type { Router } from './router.ts';

type HostId = HostRecord['hostId'];

/** A line of a ledger with a manifest is about 60 kB. */
const LEDGER_ENTRIES_MAX = 200;

export const serveHosts = (router: Router, app: App): void => {
  const { hosts } = endpoints;
  const wanted = ({ selector, environment, counted }: NonNullable<QueryOf<typeof hosts.count>>) => {
    return { selector: selector ?? null, environment: environment ?? null, counted: counted ?? null };
  };
  router.on(hosts.list, async ({ query }) => await listHosts(app, wanted(query), pageRequest(query)));
  router.on(hosts.count, async ({ query }) => countHosts(app, wanted(query)));
  router.on(hosts.show, async ({ params }) => await showHost(app, params.hostId));
  router.on(
    hosts.packages,
    async ({ params, query }) => await listHostPackages(app, { ...params, held: query.held }, pageRequest(query)),
  );
  router.on(hosts.updates, async ({ params: { hostId } }) =>
    ofHost(app, hostId, async () => {
      const stored = await app.ports.store.read(async ({ fleet }) => await fleet.inventory(hostId));
      return { receivedAt: stored?.receivedAt ?? null, updates: stored?.inventory.updates ?? null };
    }),
  );
  router.on(hosts.readings, async ({ params: { hostId } }) =>
    ofHost(app, hostId, async () => ({ items: await shownReadings(app, hostId) })),
  );
  router.on(hosts.history, async ({ params: { hostId }, query }) =>
    ofHost(app, hostId, async () =>
      app.ports.store.read(async ({ fleet }) => await fleet.hostEvents(hostId, pageRequest(query))),
    ),
  );
  router.on(hosts.ledger, async ({ params: { hostId }, query }) =>
    ofHost(app, hostId, async () => {
      const rest = await app.ports.store.read(async ({ fleet }) => await fleet.ledger(hostId, query.from ?? 1));
      const next = rest[LEDGER_ENTRIES_MAX]?.sequence ?? null;
      return { entries: rest.slice(0, LEDGER_ENTRIES_MAX), next };
    }),
  );
  router.on(hosts.why, async ({ params, query }) => await explainHost(app, params.hostId, query.package ?? null));
  serveChanges(router, app);
};

const serveChanges = (router: Router, app: App): void => {
  const { hosts } = endpoints;
  const changing =
    (change: (actor: Actor, hostId: HostId) => Promise<Outcome<HostRecord>>) =>
    async (asked: { readonly actor: Actor; readonly params: { readonly hostId: HostId } }) =>
      await shown(app, await change(asked.actor, asked.params.hostId));
  router.on(hosts.label, async ({ actor, params, body }) => {
    const problem = labelsProblem(body.labels);
    if (problem !== null) return refuse('input-invalid', { what: 'labels', detail: problem });
    return await shown(app, await setLabels(app, actor, params.hostId, body.labels));
  });
  router.on(
    hosts.adopt,
    changing(async (actor, hostId) => await setMode(app, actor, hostId, 'adopted')),
  );
  router.on(
    hosts.leave,
    changing(async (actor, hostId) => await setMode(app, actor, hostId, 'observed')),
  );
  router.on(
    hosts.refresh,
    changing(async (actor, hostId) => await askRefresh(app, actor, hostId)),
  );
  router.on(
    hosts.free,
    changing(async (actor, hostId) => await freeHost(app, actor, hostId)),
  );
  router.on(
    hosts.outOfBand,
    async ({ actor, params, body }) => await callOutOfBand(app, actor, params.hostId, body.action),
  );
  router.on(hosts.verify, async ({ actor, params }) => await askWholeHost(app, actor, params.hostId));
  router.on(
    hosts.retire,
    changing(async (actor, hostId) => await retireHost(app, actor, hostId)),
  );
};

const shown = async (app: App, changed: Outcome<HostRecord>): Promise<Outcome<HostSummary>> => {
  if (!changed.ok) return changed;
  const detail = await showHost(app, changed.value.hostId);
  return detail.ok ? ok(detail.value.host) : detail;
};

/** A list of an unknown host is refused, not empty. */
const ofHost = async <T>(app: App, hostId: HostId, read: () => Promise<T>): Promise<Outcome<T>> => {
  const host = await app.ports.store.read(async ({ fleet }) => await fleet.host(hostId));
  return host === null ? refuse('not-found', { what: 'host', id: hostId }) : ok(await read());
};
