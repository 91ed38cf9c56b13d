import { type Outcome, ok, refuse } from '@slipway/core/reasons';
import type { Instant } from '@slipway/core/time';
import { endpoints, type QueryOf } from '@slipway/protocol/api';
import type { App, ExposureQuery } from '../../app/index.ts';
import {
  advisoryHosts,
  hostUpdates,
  listAdvisories,
  listEachExposure,
  listExposures,
  listHostVerdicts,
  showAdvisory,
  updateHosts,
} from '../../app/index.ts';
import { pageRequest } from './pages.ts';
import type { Router } from './router.ts';

export const serveExposures = (router: Router, app: App): void => {
  const { exposures } = endpoints;
  router.on(exposures.list, async ({ query }) =>
    asked(app, query, async (wanted) => ok(await listExposures(app, wanted, pageRequest(query)))),
  );
  router.on(exposures.each, async ({ query }) =>
    asked(app, query, async (wanted) => {
      const { distribution, release, sourcePackage, fixedVersion = null } = query;
      if (distribution === undefined) return ok(await listEachExposure(app, wanted, pageRequest(query)));
      if (sourcePackage === undefined || release === undefined) {
        return refuse('input-invalid', { what: 'distribution', detail: 'release and sourcePackage belong to it' });
      }
      const update = { release: { distribution, release }, sourcePackage, fixedVersion };
      return ok(await listEachExposure(app, { ...wanted, update }, pageRequest(query)));
    }),
  );
  router.on(exposures.hosts, async ({ query }) =>
    asked(app, query, async ({ asOf = null, labels = {} }) => {
      const { distribution, release, sourcePackage, fixedVersion = null } = query;
      const update = { release: { distribution, release }, sourcePackage, fixedVersion };
      return await updateHosts(app, { update, asOf, labels }, pageRequest(query));
    }),
  );
  router.on(exposures.host, async ({ params, query }) =>
    past(app, query, async (asOf) => await hostUpdates(app, params.hostId, { ...query, asOf })),
  );
  router.on(exposures.verdicts, async ({ params, query }) =>
    past(app, query, async (asOf) => {
      const { after: _a, limit: _l, ...wanted } = query;
      return await listHostVerdicts(app, params.hostId, { ...wanted, asOf }, pageRequest(query));
    }),
  );
  serveAdvisories(router, app);
};

const serveAdvisories = (router: Router, app: App): void => {
  const { advisories } = endpoints;
  router.on(advisories.list, async ({ query }) =>
    past(app, query, async (asOf) => {
      const { affecting, exploited, order, severity, text } = query;
      const filter = {
        ...(affecting === true ? { affecting } : {}),
        ...(exploited === true ? { exploited } : {}),
        ...(order === 'newest' ? { order } : {}),
        ...(severity === undefined ? {} : { severity }),
        ...(text === undefined ? {} : { text }),
      };
      return ok(await listAdvisories(app, { asOf, filter }, pageRequest(query)));
    }),
  );
  router.on(advisories.show, async ({ params, query }) =>
    past(app, query, async (asOf) => await showAdvisory(app, params.name, { asOf })),
  );
  router.on(advisories.hosts, async ({ params, query }) =>
    asked(
      app,
      query,
      async ({ asOf = null, labels = {} }) =>
        await advisoryHosts(app, { name: params.name, asOf, labels }, pageRequest(query)),
    ),
  );
};

/** Of a day that is still to come nothing is known, least of all that nobody is affected. */
const past = async <T>(
  app: App,
  { asOf = null }: { readonly asOf?: Instant | null },
  answer: (asOf: Instant | null) => Promise<Outcome<T>>,
): Promise<Outcome<T>> =>
  asOf !== null && asOf > app.ports.clock.now()
    ? refuse('input-invalid', { what: 'asOf', detail: 'it is still to come' })
    : await answer(asOf);

type FleetQuery = Pick<QueryOf<typeof endpoints.exposures.hosts>, 'asOf' | 'environment' | 'owner' | 'labels'> &
  Pick<ExposureQuery, 'state' | 'dueBy' | 'severity' | 'sourcePackage' | 'urgency'> & {
    readonly excepted?: boolean;
    readonly exploited?: boolean;
  };

const asked = async <T>(
  app: App,
  query: Partial<FleetQuery>,
  answer: (wanted: ExposureQuery) => Promise<Outcome<T>>,
): Promise<Outcome<T>> =>
  await past(app, query, async (asOf) => {
    const { state, dueBy, severity, excepted, exploited, urgency, sourcePackage, environment, owner } = query;
    const further = labelsOf(query.labels);
    if (!further.ok) return further;
    const labels = {
      ...further.value,
      ...(environment === undefined ? {} : { environment }),
      ...(owner === undefined ? {} : { owner }),
    };
    return await answer({
      asOf,
      labels,
      ...(state === undefined ? {} : { state }),
      ...(dueBy === undefined ? {} : { dueBy }),
      ...(severity === undefined ? {} : { severity }),
      ...(sourcePackage === undefined ? {} : { sourcePackage }),
      ...(exploited === true ? { exploited } : {}),
      ...(urgency === undefined ? {} : { urgency }),
      ...(excepted === true ? { excepted: 'only' } : {}),
    });
  });

/** As core's identifiers, which keys of labels are: nothing else may come near a path into a stored document. */
const LABEL_KEY = /^[a-z0-9][a-z0-9-]{0,62}$/;

const labelsOf = (text: string | undefined): Outcome<Readonly<Record<string, string>>> => {
  const wrong = (detail: string) => refuse('input-invalid', { what: 'labels', detail });
  if (text === undefined) return ok({});
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch {
    return wrong('JSON like {"facing":"public"} is expected');
  }
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    return wrong('an object like {"facing":"public"} is expected');
  }
  const labels: Record<string, string> = {};
  for (const [key, value] of Object.entries(given)) {
    if (!LABEL_KEY.test(key) || typeof value !== 'string')
      return wrong(`"${key}" is no label with a text as its value`);
    labels[key] = value;
  }
  return ok(labels);
};
