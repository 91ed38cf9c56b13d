// Hosts on which exceptions leave out some of what is pending. The store counts what is pending; what policy excepts of it is
// known only here.

import { exceptedPending } from '@slipway/core/exception';
import { parseSelector, type Selector } from '@slipway/core/selection';
import type { Instant } from '@slipway/core/time';
import type { ListedHost, Page, PageRequest } from '../../ports/index.ts';
import type { App } from '../context.ts';
import { actingNow } from '../exception/index.ts';
import { pendingOf } from './host-summary.ts';

type Acting = Awaited<ReturnType<typeof actingNow>>;

export interface ExceptedHost {
  readonly host: ListedHost['host'];
  readonly pending: NonNullable<ReturnType<typeof pendingOf>>;
  readonly excepted: ReturnType<typeof exceptedPending>;
}

/** Nothing is pending but what exceptions leave out. */
export const isAllExcepted = ({ pending, excepted }: ExceptedHost): boolean => pending.updates === excepted.length;

/** The same of updates of security, of which there are some. */
export const isSecurityExcepted = ({ pending, excepted }: ExceptedHost): boolean =>
  pending.security > 0 && pending.security <= excepted.filter(({ update }) => update.security).length;

const PAGE = 500;

/** A page of hosts each, so that nobody else waits for it. */
export async function* exceptedHosts(app: App, now: Instant): AsyncGenerator<ExceptedHost> {
  const acting = await app.ports.store.read(async (view) => await actingNow(view, now));
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
