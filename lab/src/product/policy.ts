import type { CheckRule, EnvironmentPolicy, HookRule, Policy } from '@slipway/core/policy';
import type { Instant } from '@slipway/core/time';

/** Answers of the lab's hooks take a second or two; a drain waits 30 s for connections by itself. */
const HOOK_TIMEOUT_SECONDS = 120;
const CHECK_TIMEOUT_SECONDS = 30;

const LOAD_BALANCERS = 'environment = prod and role = lb';
const APPS = 'environment = prod and role = app';
const DEVELOPMENT = 'environment = dev';

/** The window is one span around now: a run that begins at midnight must not wait for the next day's. */
const WINDOW_HOURS = 12;

/**
 * What the demo's people want: `dev` by itself; `prod` after a person's word, one group after the other, half of it away
 * at the most and one member of each cluster.
 * @param soakSeconds between the waves of prod
 */
export function demoPolicy({ soakSeconds }: { readonly soakSeconds: number }): Policy {
  return {
    schema: 'slipway.policy/1',
    environments: [
      { ...environment('dev'), approval: { rule: 'automatic' }, clusterOfOne: 'allowed' },
      {
        ...environment('prod'),
        waves: { canaryHosts: 0, percentMax: 50 },
        gates: { soakSeconds, person: 'not-asked' },
      },
    ],
    clusters: [
      { name: 'lb', members: LOAD_BALANCERS, awayMax: 1 },
      { name: 'app', members: APPS, awayMax: 1 },
    ],
    hooks: [
      ...[LOAD_BALANCERS, APPS].flatMap((hosts) =>
        (['ask-cluster', 'drain', 'settle', 'undrain', 'confirm'] as const).map((step) => hook(hosts, step)),
      ),
      ...(['settle', 'confirm'] as const).map((step) => hook(DEVELOPMENT, step)),
    ],
    checks: [
      unitActive(LOAD_BALANCERS, 'haproxy.service'),
      unitActive(LOAD_BALANCERS, 'keepalived.service'),
      unitActive(APPS, 'nginx.service'),
      unitActive(DEVELOPMENT, 'nginx.service'),
      ...[LOAD_BALANCERS, APPS, DEVELOPMENT].map((hosts) => unitActive(hosts, 'slipway-demo-app.service')),
    ],
  };
}

/** The same environments without clusters, groups' hooks and the page's checks: one host alone can be patched under it. */
export function plainPolicy(): Policy {
  const policy = demoPolicy({ soakSeconds: 0 });
  const checks = [unitActive('environment = dev or environment = prod', 'slipway-demo-app.service')];
  return { ...policy, clusters: [], hooks: [], checks };
}

function environment(name: string): EnvironmentPolicy {
  return {
    name,
    scope: 'security',
    window: { kind: 'dates', spans: [windowAround(new Date())] },
    approval: { rule: 'self' },
    waves: { canaryHosts: 0, percentMax: 100 },
    gates: { soakSeconds: 0, person: 'not-asked' },
    failureBudgetHosts: 0,
    restart: 'affected-units',
    reboot: 'if-needed',
    newDependencies: 'allowed',
    unproven: 'canary',
    unprovenSoakMinutes: 0,
    wayBack: 'automatic',
    wayBackProof: 'wanted',
    clusterOfOne: 'refused',
    conffiles: 'keep',
  };
}

function windowAround(now: Date): { readonly startsAt: Instant; readonly cutOffAt: Instant; readonly endsAt: Instant } {
  const at = (hours: number): Instant => new Date(now.getTime() + hours * 3_600_000).toISOString() as Instant;
  return { startsAt: at(-1), cutOffAt: at(WINDOW_HOURS - 1), endsAt: at(WINDOW_HOURS) };
}

/** The lab's hooks have the names of the steps that call them. */
function hook(hosts: string, step: HookRule['step']): HookRule {
  return { hosts, step, hook: step, parameters: {}, timeoutSeconds: HOOK_TIMEOUT_SECONDS };
}

function unitActive(hosts: string, unit: string): CheckRule {
  return { hosts, check: { kind: 'unit-active', unit }, timeoutSeconds: CHECK_TIMEOUT_SECONDS };
}
