// A rollout of two hosts in two waves, the first done, the second behind the gate: the real loops over a store in memory,
// hosts that answer, and a Prometheus behind real HTTP on the loopback.

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { openMemoryStore } from '@slipway/controller/store/memory';
import { NO_ZONES } from '@slipway/core/calendar';
import type { LedgerFact } from '@slipway/core/execution';
import { asAttemptId, asHostId, asRolloutId } from '@slipway/core/ids';
import type { HostPlan } from '@slipway/core/plan';
import type { GateCondition } from '@slipway/core/policy';
import type { RolloutHost } from '@slipway/core/rollout';
import { addSeconds } from '@slipway/core/time';
import { digestOfText, sha256, THE_MORNING } from '@slipway/testkit/builders';
import { aHostRecord, aLedger, anApproval, anEnvelope, aRollout, aStoredPlan } from '@slipway/testkit/store-rows';
import { expect, onTestFinished } from 'vitest';
import { openProbes } from '../../src/adapters/probes/index.ts';
import { type App, explainRollout, lookAtGates, lookAtRollouts } from '../../src/app/index.ts';

export const [FIRST, SECOND] = [asHostId('host-1'), asHostId('host-2')];
export const ROLLOUT = asRolloutId('rollout-1');

/** A Prometheus that says one number, or breaks off; it remembers how often it was asked. */
export const prometheus = async () => {
  const says = { value: '0' as string | null, asked: 0, meanwhile: async (): Promise<unknown> => undefined };
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    says.asked += 1;
    request.resume();
    await says.meanwhile();
    if (says.value === null) response.destroy();
    else response.end(`{"status":"success","data":{"resultType":"scalar","result":[1,"${says.value}"]}}`);
  };
  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return { says, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
};

const host = (hostId: RolloutHost['hostId'], wave: number, phase: RolloutHost['phase']): RolloutHost => ({
  ...{ hostId, wave, phase, since: THE_MORNING, attemptId: null, reason: null, step: null },
});

const ATTEMPT = asAttemptId('rollout-1-host-1-1');

/** An attempt that found nginx so before it changed anything. */
const attemptWith = (before: string): readonly LedgerFact[] => {
  const units = [{ unit: 'nginx.service', before, after: before }];
  const manifest = { attemptId: ATTEMPT, step: 'manifest' } as const;
  return [
    { kind: 'attempt-begun', attemptId: ATTEMPT, hostPlanDigest: digestOfText('host plan'), generation: 1 },
    { kind: 'step-begun', ...manifest },
    { kind: 'step-ended', ...manifest, outcome: 'done', reason: null, evidence: { units } },
    { kind: 'attempt-ended', attemptId: ATTEMPT, outcome: 'done', reason: null },
  ];
};

/** The first host is done, the second waits behind the gate. */
export const world = async (
  conditions: readonly GateCondition[],
  options: {
    readonly soakSeconds?: number;
    readonly first?: RolloutHost['phase'];
    readonly second?: RolloutHost['phase'];
    readonly checks?: HostPlan['checks'];
    readonly capabilities?: readonly string[];
    readonly unitBefore?: string;
  } = {},
) => {
  const store = openMemoryStore();
  const { plan, hostPlans } = aStoredPlan([FIRST, SECOND]);
  const gates = { soakSeconds: options.soakSeconds ?? 0, person: 'not-asked', conditions } as const;
  const wave = { kind: 'rest', group: null } as const;
  const waves = [FIRST, SECOND].map((hostId) => ({ ...wave, hosts: [hostId], gates }));
  const planned = { ...plan, header: { ...plan.header, waves, failureBudgetHosts: 1 } };
  const clock = { at: THE_MORNING };
  const nudged: string[] = [];
  const errors: unknown[] = [];
  const ports = {
    store,
    sha256,
    zones: NO_ZONES,
    clock: { now: () => clock.at },
    nudge: { notify: (subject: string) => nudged.push(subject) },
    log: { error: (_text: string, data: unknown) => errors.push(data), warn: () => undefined },
    probes: openProbes({ credentialsFolder: '/nonexistent' }),
    signing: { sign: async () => anEnvelope('application/vnd.slipway.start-grant+json;version=1', 'grant') },
  };
  const app = { ports, options: { owner: 'one', idleCheckInSeconds: 60 } } as unknown as App;
  await store.write(async ({ approvals, fleet, outbox, plans, rollouts }) => {
    for (const [at, hostId] of [FIRST, SECOND].entries()) {
      const record = aHostRecord({ hostId });
      const readyFor = planned.header.hostPlans[at]?.digest ?? null;
      const contact = { ...record.contact!, capabilities: options.capabilities ?? ['apt/1', 'readings/1'], readyFor };
      await fleet.addHost({ ...record, hostname: `web-${at + 1}`, contact });
    }
    await outbox.putAudience({ name: 'team', kind: 'mail', to: ['ada@example.invalid'] });
    const checked = hostPlans.map((hostPlan) => ({ ...hostPlan, checks: options.checks ?? [] }));
    await plans.addPlan(planned, checked);
    if (options.unitBefore !== undefined) await fleet.addLedgerEntries(FIRST, aLedger(attemptWith(options.unitBefore)));
    await approvals.addApproval(anApproval(planned));
    const two = [
      { ...host(FIRST, 0, options.first ?? 'done'), attemptId: ATTEMPT },
      host(SECOND, 1, options.second ?? 'waiting'),
    ];
    const untouched = { settledAt: null, passedAt: null, goOnBy: null };
    await rollouts.addRollout(
      aRollout({
        ...{ rolloutId: ROLLOUT, planDigest: plan.digest, hosts: two, waves: [untouched, untouched] },
        lastWave: 'gated',
      }),
    );
  });
  const go = async (seconds: number): Promise<void> => {
    clock.at = addSeconds(clock.at, seconds);
    // Hosts are heard all the time.
    await store.write(async ({ fleet }) => {
      for (const hostId of [FIRST, SECOND]) {
        const heard = (await fleet.host(hostId))!;
        const contact = { ...heard.value.contact!, seenAt: clock.at };
        await fleet.saveHost({ ...heard, value: { ...heard.value, contact } });
      }
    });
    await lookAtRollouts(app);
    await lookAtGates(app);
    await lookAtRollouts(app);
    expect(errors).toEqual([]);
  };
  const second = async (): Promise<string> => {
    const explained = await explainRollout(app, ROLLOUT);
    if (!explained.ok) throw new Error(explained.reason.code);
    const why = explained.value.waiting.find(({ hostId }) => hostId === SECOND)?.reason;
    const { phase } = explained.value.rollout.hosts[1]!;
    return phase === 'waiting' ? `${why?.code} ${why?.facts['gate'] ?? ''}`.trim() : phase;
  };
  const readings = async () => await store.read(async ({ rollouts }) => await rollouts.gateReadings(ROLLOUT));
  const rollout = async () => (await store.read(async ({ rollouts }) => await rollouts.rollout(ROLLOUT)))!;
  const told = async () =>
    (await store.read(async ({ outbox }) => await outbox.events({ after: null, limit: 10 }))).items;
  return { app, store, clock, nudged, go, second, readings, rollout, told, header: planned.header };
};
