import type { HostId } from '@slipway/core/ids';
import type { InstalledPackage } from '@slipway/core/inventory';
import { type Outcome, ok, refuse } from '@slipway/core/reasons';
import { type Page, type PageRequest, pageOf, readCursor } from '../../ports/index.ts';
import type { App } from '../context.ts';

/** The store keeps them by name, architecture and version; a host that never reported has an empty list. */
export const listHostPackages = async (
  app: App,
  { hostId, held = false }: { readonly hostId: HostId; readonly held?: boolean | undefined },
  page: PageRequest,
): Promise<Outcome<Page<InstalledPackage>>> => {
  const after = readCursor(page, 'number')?.[0] ?? 0;
  return await app.ports.store.read(async ({ fleet }): Promise<Outcome<Page<InstalledPackage>>> => {
    if ((await fleet.host(hostId)) === null) return refuse('not-found', { what: 'host', id: hostId });
    const packages = (await fleet.inventory(hostId))?.inventory.packages ?? [];
    const all = held ? packages.filter((one) => one.held) : packages;
    const rows = all.slice(after, after + page.limit + 1);
    return ok(pageOf(rows, page, (row) => [after + rows.indexOf(row) + 1]));
  });
};
