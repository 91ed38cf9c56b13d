import { ok } from '@slipway/core/reasons';
import { endpoints } from '@slipway/protocol/api';
import type { App } from '../../app/index.ts';
import { listPackageCounts, listPackageHosts, listUpdates, showPackage } from '../../app/index.ts';
import { pageRequest } from './pages.ts';
import type { Router } from './router.ts';

export const servePackages = (router: Router, app: App): void => {
  const { packages } = endpoints;
  router.on(packages.list, async ({ query }) =>
    ok(
      await app.ports.store.read(
        async ({ fleet }) => await fleet.packageVersions(query.name ?? null, pageRequest(query)),
      ),
    ),
  );
  router.on(packages.counts, async ({ query }) => {
    const { text, publisher } = query;
    const filter = {
      ...(text === undefined ? {} : { text }),
      ...(publisher === undefined ? {} : { publisher }),
    };
    return ok(await listPackageCounts(app, filter, pageRequest(query)));
  });
  router.on(packages.show, async ({ params }) => await showPackage(app, params.name));
  router.on(packages.hosts, async ({ params, query }) => {
    const below = query.below === undefined ? null : { version: query.below, format: query.format ?? null };
    return await listPackageHosts(app, { name: params.name, below, asOf: query.asOf ?? null }, pageRequest(query));
  });
  router.on(packages.updates, async ({ query }) => {
    const { environment = null, security = null, scope = 'all' } = query;
    const wanted = { environment, security, scope };
    return ok(await listUpdates(app, wanted, pageRequest(query)));
  });
};
