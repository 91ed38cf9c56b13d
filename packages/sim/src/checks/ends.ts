// What must be so when a night is over: every host has ended, with a reason unless it is done, nobody holds anything any
// more, and the audit chain is whole.

import { type App, verifyAudit } from '@slipway/controller/app';
import { explain } from '@slipway/core/reasons';
import { isOver, type Rollout, type RolloutHost } from '@slipway/core/rollout';

export interface Ended {
  readonly phases: Readonly<Record<string, number>>;
  readonly problems: readonly string[];
}

const ENDS: ReadonlySet<RolloutHost['phase']> = new Set([
  'done',
  'part-done',
  'gone-back',
  'failed',
  'not-begun',
  'excused',
  'lost',
]);

export const howItEnded = async (app: App): Promise<Ended> => {
  const { items } = await app.ports.store.read(
    async ({ rollouts }) => await rollouts.rollouts({ after: null, limit: 100 }),
  );
  const phases: Record<string, number> = {};
  for (const { hosts } of items) for (const { phase } of hosts) phases[phase] = (phases[phase] ?? 0) + 1;
  return { phases, problems: [...items.flatMap(notEnded), ...(await leftOver(app))] };
};

/** Ends by which the product itself gives the lease back. Of all others a person looks first. */
const FREES: ReadonlySet<RolloutHost['phase']> = new Set(['done', 'part-done', 'gone-back', 'not-begun']);

/** Asked before people take hosts as they are, which ends every lease. */
export const leakedLeases = async (app: App): Promise<readonly string[]> =>
  await app.ports.store.read(async ({ rollouts }) => {
    const leaked: string[] = [];
    for (const { hostId, rolloutId, attemptId } of await rollouts.leases()) {
      const hosts = (await rollouts.rollout(rolloutId))?.value.hosts ?? [];
      const phase = hosts.find((host) => host.hostId === hostId && host.attemptId === attemptId)?.phase;
      if (phase !== undefined && FREES.has(phase))
        leaked.push(`${hostId} is ${phase} and still has the lease of ${attemptId}`);
    }
    return leaked;
  });

const notEnded = (rollout: Rollout): readonly string[] => [
  ...(isOver(rollout) ? [] : [`${rollout.rolloutId} is still ${rollout.state}`]),
  ...rollout.hosts.flatMap(({ hostId, phase, reason }) => {
    if (!ENDS.has(phase)) return [`${hostId} of ${rollout.rolloutId} ended ${phase}`];
    return phase === 'done' || reason !== null
      ? []
      : [`${hostId} of ${rollout.rolloutId} is ${phase} without a reason`];
  }),
];

/** What is left over; empty where nothing is. */
const leftOver = async (app: App): Promise<readonly string[]> => {
  const leases = await app.ports.store.read(async ({ rollouts }) => await rollouts.leases());
  const audit = await verifyAudit(app);
  return [
    ...leases.map(({ hostId, attemptId }) => `${hostId} still has the lease of ${attemptId}`),
    ...(audit.ok ? [] : [`the audit chain is broken: ${explain(audit.reason)}`]),
  ];
};
