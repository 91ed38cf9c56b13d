import { EmptyState, EmptyStateBody } from '@patternfly/react-core';
import { SearchIcon } from '@patternfly/react-icons';
import { createRootRoute, createRoute, createRouter, Link, lazyRouteComponent } from '@tanstack/react-router';
import { parseSearch, stringifySearch } from './search.ts';
import { Shell } from './shell.tsx';

/** Text of an address; whatever else stands there is as if it were not. */
const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);

const wanted =
  <Name extends string>(...names: readonly Name[]) =>
  (search: Record<string, unknown>): { readonly [Key in Name]?: string } =>
    Object.fromEntries(
      names.flatMap((name) => (text(search[name]) === undefined ? [] : [[name, text(search[name])]])),
    ) as {
      readonly [Key in Name]?: string;
    };

const NotFound = () => (
  <EmptyState titleText="There is no such page" headingLevel="h1" icon={SearchIcon}>
    <EmptyStateBody>
      The address leads nowhere. <Link to="/">Overview</Link>
    </EmptyStateBody>
  </EmptyState>
);

const root = createRootRoute({ component: Shell, notFoundComponent: NotFound });
const overview = createRoute({
  getParentRoute: () => root,
  path: '/',
  component: lazyRouteComponent(async () => await import('../pages/overview/index.ts'), 'OverviewPage'),
});
const hosts = createRoute({
  getParentRoute: () => root,
  path: '/hosts',
  validateSearch: wanted('selector', 'environment', 'counted'),
  component: lazyRouteComponent(async () => await import('../pages/hosts/index.ts'), 'HostsPage'),
});
const host = createRoute({
  getParentRoute: () => root,
  path: '/hosts/$hostId',
  validateSearch: wanted('tab', 'rows'),
  component: lazyRouteComponent(async () => await import('../pages/host/index.ts'), 'HostPage'),
});
const exposures = createRoute({
  getParentRoute: () => root,
  path: '/exposures',
  validateSearch: wanted(
    ...(['due', 'severity', 'state', 'environment', 'package', 'exploited', 'excepted', 'urgency'] as const),
    ...(['open', 'tab', 'inside', 'rows'] as const),
  ),
  component: lazyRouteComponent(async () => await import('../pages/exposures/index.ts'), 'ExposuresPage'),
});
const software = createRoute({
  getParentRoute: () => root,
  path: '/software',
  validateSearch: wanted('text', 'publisher', 'rows'),
  component: lazyRouteComponent(async () => await import('../pages/software/index.ts'), 'SoftwarePage'),
});
const softwarePackage = createRoute({
  getParentRoute: () => root,
  path: '/software/$name',
  component: lazyRouteComponent(async () => await import('../pages/package/index.ts'), 'PackagePage'),
});
const advisories = createRoute({
  getParentRoute: () => root,
  path: '/advisories',
  validateSearch: wanted('text', 'which', 'severity', 'exploited', 'rows'),
  component: lazyRouteComponent(async () => await import('../pages/advisories/index.ts'), 'AdvisoriesPage'),
});
const advisory = createRoute({
  getParentRoute: () => root,
  path: '/advisories/$name',
  validateSearch: wanted('rows'),
  component: lazyRouteComponent(async () => await import('../pages/advisory/index.ts'), 'AdvisoryPage'),
});
const plans = createRoute({
  getParentRoute: () => root,
  path: '/plans',
  validateSearch: wanted('rows'),
  component: lazyRouteComponent(async () => await import('../pages/plans/index.ts'), 'PlansPage'),
});
const plan = createRoute({
  getParentRoute: () => root,
  path: '/plans/$digest',
  validateSearch: wanted('rows', 'wave', 'notes', 'leftOut', 'updatesLeftOut', 'there', 'differing', 'withoutRoom'),
  component: lazyRouteComponent(async () => await import('../pages/plan/index.ts'), 'PlanPage'),
});
const approvals = createRoute({
  getParentRoute: () => root,
  path: '/approvals',
  component: lazyRouteComponent(async () => await import('../pages/approvals/index.ts'), 'ApprovalsPage'),
});
const promotion = createRoute({
  getParentRoute: () => root,
  path: '/promotion',
  validateSearch: wanted('patchSet', 'quarantines'),
  component: lazyRouteComponent(async () => await import('../pages/promotion/index.ts'), 'PromotionPage'),
});
const patchSet = createRoute({
  getParentRoute: () => root,
  path: '/patch-sets/$digest',
  validateSearch: wanted('only', 'rows', 'leftOut'),
  component: lazyRouteComponent(async () => await import('../pages/patch-set/index.ts'), 'PatchSetPage'),
});
const calendar = createRoute({
  getParentRoute: () => root,
  path: '/calendar',
  validateSearch: wanted('month', 'environment'),
  component: lazyRouteComponent(async () => await import('../pages/calendar/index.ts'), 'CalendarPage'),
});
const rollouts = createRoute({
  getParentRoute: () => root,
  path: '/rollouts',
  validateSearch: wanted('rows'),
  component: lazyRouteComponent(async () => await import('../pages/rollouts/index.ts'), 'RolloutsPage'),
});
const rollout = createRoute({
  getParentRoute: () => root,
  path: '/rollouts/$rolloutId',
  validateSearch: wanted('phase', 'wave', 'why', 'host', 'rows'),
  component: lazyRouteComponent(async () => await import('../pages/rollout/index.ts'), 'RolloutPage'),
});

const policies = createRoute({
  getParentRoute: () => root,
  path: '/policies',
  validateSearch: wanted('tab', 'revision', 'rows'),
  component: lazyRouteComponent(async () => await import('../pages/policies/index.ts'), 'PoliciesPage'),
});
const exceptions = createRoute({
  getParentRoute: () => root,
  path: '/exceptions',
  validateSearch: wanted('show'),
  component: lazyRouteComponent(async () => await import('../pages/exceptions/index.ts'), 'ExceptionsPage'),
});
const audit = createRoute({
  getParentRoute: () => root,
  path: '/audit',
  validateSearch: wanted('who', 'action', 'object', 'from', 'until', 'after'),
  component: lazyRouteComponent(async () => await import('../pages/audit/index.ts'), 'AuditPage'),
});
const reports = createRoute({
  getParentRoute: () => root,
  path: '/reports',
  validateSearch: wanted(
    ...(['tab', 'asOf', 'by', 'from', 'to', 'value', 'standing'] as const),
    ...(['which', 'severity', 'rule', 'outcome', 'host', 'rows'] as const),
  ),
  component: lazyRouteComponent(async () => await import('../pages/reports/index.ts'), 'ReportsPage'),
});
const settings = createRoute({
  getParentRoute: () => root,
  path: '/settings',
  validateSearch: wanted('tab', 'feed', 'only', 'rows'),
  component: lazyRouteComponent(async () => await import('../pages/settings/index.ts'), 'SettingsPage'),
});

export const router = createRouter({
  routeTree: root.addChildren([
    overview,
    hosts,
    host,
    software,
    softwarePackage,
    advisories,
    advisory,
    exposures,
    promotion,
    patchSet,
    plans,
    plan,
    approvals,
    rollouts,
    rollout,
    calendar,
    reports,
    policies,
    exceptions,
    audit,
    settings,
  ]),
  parseSearch,
  stringifySearch,
  defaultPreload: 'intent',
  scrollRestoration: true,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
