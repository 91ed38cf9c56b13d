// What must never be in these months, seen on the hosts and reckoned without the product's calendar: packages changed outside
// a window or without the names that the policy asks for, production before its tiers, a host without an update for months.

import type { App } from '@slipway/controller/app';
import type { Promotion } from '@slipway/core/promotion';
import type { Rollout } from '@slipway/core/rollout';
import { addSeconds, type Instant } from '@slipway/core/time';
import type { PlacedHost } from '../fleet/index.ts';
import type { Happening } from '../host/index.ts';
import { FIRST_VERSION } from './fleet.ts';
import { ENVIRONMENTS, type EnvironmentName } from './policy.ts';

export interface Judge {
  /** At once when it happens. */
  onHappening(host: PlacedHost, what: Happening): void;
  readonly problems: readonly string[];
  readonly changes: Readonly<Record<EnvironmentName, number>>;
}

const environmentOf = ({ spec }: PlacedHost): EnvironmentName =>
  ENVIRONMENTS.find((name) => name === spec.labels['environment']) ?? 'dev';

export const judgeOf = (): Judge => {
  const problems: string[] = [];
  const changes = { dev: 0, test: 0, uat: 0, prod: 0 };
  /** Versions that some host of the tier has been changed to. */
  const seen = new Map<EnvironmentName, Set<string>>(ENVIRONMENTS.map((name) => [name, new Set()]));
  return {
    problems,
    changes,
    onHappening: (host, what) => {
      if (what.kind !== 'transaction') return;
      const environment = environmentOf(host);
      if (!isInWindow(environment, what.at)) {
        problems.push(`${what.at} ${host.spec.hostname} has its packages changed outside of its window`);
      }
      if (what.phase !== 'ended') return;
      changes[environment] += 1;
      const before = ENVIRONMENTS[ENVIRONMENTS.indexOf(environment) - 1];
      for (const { name, version } of host.packages.installed()) {
        if (version === FIRST_VERSION) continue;
        const key = `${name} ${version}`;
        seen.get(environment)?.add(key);
        if (before !== undefined && seen.get(before)?.has(key) !== true) {
          problems.push(`${what.at} ${host.spec.hostname} got ${key}, which no host of ${before} ever had`);
        }
      }
    },
  };
};

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** A Tuesday on which uat is patched. */
const UAT_ANCHOR_MS = Date.UTC(2026, 11, 1);
/** Of the second Tuesday of a month. */
const PROD_DAYS_AFTER = 25;

/** All of its windows are by UTC: no calendar is needed to reckon them. */
const isInWindow = (environment: EnvironmentName, at: Instant): boolean => {
  if (environment === 'dev' || environment === 'test') return true;
  const ms = Date.parse(at);
  const dayMs = Math.floor(ms / DAY_MS) * DAY_MS;
  const hour = (ms - dayMs) / HOUR_MS;
  if (environment === 'uat') return (dayMs - UAT_ANCHOR_MS) % (14 * DAY_MS) === 0 && hour >= 9 && hour < 17;
  // The night that began on that day, or has begun on the day before.
  return (hour >= 20 && isProdDay(dayMs)) || (hour < 6 && isProdDay(dayMs - DAY_MS));
};

const isProdDay = (dayMs: number): boolean => {
  const tuesday = new Date(dayMs - PROD_DAYS_AFTER * DAY_MS);
  const date = tuesday.getUTCDate();
  return tuesday.getUTCDay() === 2 && date >= 8 && date <= 14;
};

/** Names that stood under every plan before its first host began. */
export const unapproved = async (app: App): Promise<readonly string[]> => {
  const problems: string[] = [];
  for (const rollout of await everyRollout(app)) {
    const { plan, approvals } = await app.ports.store.read(async (view) => ({
      plan: await view.plans.plan(rollout.planDigest),
      approvals: await view.approvals.approvalsOf(rollout.planDigest),
    }));
    if (plan === null) continue;
    const { approval } = plan.header;
    const names = new Set(
      approvals.filter(({ approvedAt }) => approvedAt <= rollout.startedAt).map((one) => one.approvedBy),
    );
    const wanted = approval.rule === 'automatic' ? 0 : 'count' in approval ? approval.count : 1;
    const people = [...names].filter((name) => name !== plan.author);
    if (approval.rule !== 'automatic' && people.length < wanted) {
      problems.push(`${rollout.rolloutId} of ${rollout.environment} began with ${people.length} of ${wanted} names`);
    }
  }
  return problems;
};

export const everyRollout = async (app: App): Promise<readonly Rollout[]> => {
  const { items } = await app.ports.store.read(
    async ({ rollouts }) => await rollouts.rollouts({ after: null, limit: 1000 }),
  );
  return items.toReversed();
};

export const everyPromotion = async (app: App): Promise<readonly Promotion[]> => {
  const { items } = await app.ports.store.read(
    async ({ promotions }) => await promotions.promotions({ after: null, limit: 1000 }),
  );
  return items.toReversed();
};

const CLOSING = [
  'patched-within-schedule',
  'tier-before-verified',
  'services-healthy',
  'old-kernels-gone',
  'way-back-available',
];
/** A cycle is closed an hour after its rollout has ended. */
const CLOSED_AFTER_SECONDS = 2 * 3600;

/** Of every cycle that has ended there is a whole closing checklist. */
export const withoutChecklist = (promotions: readonly Promotion[], now: Instant): readonly string[] =>
  promotions.flatMap(({ promotionId, endedAt, closedAt, cycles }) => [
    ...(endedAt !== null && closedAt === null && addSeconds(endedAt, CLOSED_AFTER_SECONDS) < now
      ? [`${promotionId} has ended ${endedAt} and has no closing checklist`]
      : []),
    ...cycles.flatMap(({ closedAt: at, closing }) =>
      CLOSING.every((item) => closing.some((one) => one.item === item))
        ? []
        : [`the checklist of ${promotionId}, closed ${at}, is not whole`],
    ),
  ]);

/** Two monthly windows and what leads to them: what came out longer ago is on every host. */
const DAYS_BEHIND_MAX = 75;

export const leftBehind = (
  hosts: readonly PlacedHost[],
  published: ReadonlyMap<string, Instant>,
  now: Instant,
): readonly string[] => {
  const due = [...published].filter(([, at]) => addSeconds(at, DAYS_BEHIND_MAX * 86_400) < now);
  return hosts.flatMap((host) => {
    const missing = due.filter(([key]) => {
      const [name = '', version = ''] = key.split(' ');
      return numberOf(host.packages.versionOf(name)) < numberOf(version);
    });
    return missing.length === 0
      ? []
      : [`${host.spec.hostname} lacks ${missing.map(([key]) => key).join(', ')} after ${DAYS_BEHIND_MAX} days`];
  });
};

const numberOf = (version: string | null): number => Number(/deb12u(\d+)$/.exec(version ?? '')?.[1] ?? 0);
