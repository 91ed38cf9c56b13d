// Planning a large fleet in a process of its own, so that its peak memory is that of planning: fleet and plan, nothing
// else. Prints one PlanningMeasures as JSON; started by planning.ts.

import type { HostId } from '@slipway/core/ids';
import { checkPlan, makePlan, type Plan, type PlanningInput, type PlanningResult } from '@slipway/core/plan';
import { sha256 } from '@slipway/testkit/builders';
import { bigFleet } from '@slipway/testkit/generators';

export interface PlanningMeasures {
  readonly hosts: number;
  readonly planBytes: number;
  readonly firstMs: number;
  /** Of the first planning, user and system: what it would take on a machine that does nothing else. */
  readonly firstProcessorMs: number;
  readonly medianMs: number;
  /** With every host plan standing already. */
  readonly againMs: number;
  readonly isSameAgain: boolean;
  readonly checkMs: number;
  readonly checkerErrors: number;
  readonly stringifyMs: number;
  /** Of the process after the first planning, the fleet's inventories included. */
  readonly peakBytes: number;
  readonly waves: number;
  readonly oneAtATimeWaves: number;
}

const ROUNDS = 5;

function measure(): PlanningMeasures {
  const input = bigFleet({ hosts: 10_000, clusters: 500, packagesPerHost: 300, seed: 1 });
  const usedBefore = process.cpuUsage();
  const first = timed(() => makePlan(input, sha256));
  const used = process.cpuUsage(usedBefore);
  const peakBytes = process.resourceUsage().maxRSS * 1024;
  const plan = planOf(first.value);
  const rounds = Array.from({ length: ROUNDS }, () => timed(() => makePlan(input, sha256)).ms);
  const standing = withStanding(input, plan);
  const again = timed(() => makePlan(standing, sha256));
  const text = timed(() => JSON.stringify(plan));
  const check = timed(() => checkPlan({ plan, report: first.value.report, input, sha256 }));
  return {
    hosts: plan.hostPlans.length,
    planBytes: text.value.length,
    firstMs: first.ms,
    firstProcessorMs: (used.user + used.system) / 1000,
    medianMs: rounds.toSorted((a, b) => a - b)[Math.floor(ROUNDS / 2)] ?? Number.NaN,
    againMs: again.ms,
    isSameAgain: again.value.plan?.digest === plan.digest,
    checkMs: check.ms,
    checkerErrors: check.value.filter(({ severity }) => severity === 'error').length,
    stringifyMs: text.ms,
    peakBytes,
    waves: plan.header.waves.length,
    oneAtATimeWaves: oneAtATime(plan),
  };
}

function timed<T>(run: () => T): { readonly value: T; readonly ms: number } {
  const began = performance.now();
  const value = run();
  return { value, ms: performance.now() - began };
}

function planOf({ plan, report }: PlanningResult): Plan {
  if (plan === null) throw new Error(`nothing was planned: ${JSON.stringify(report.notes)}`);
  return plan;
}

function withStanding(input: PlanningInput, plan: Plan): PlanningInput {
  const made = new Map(plan.hostPlans.map((hostPlan) => [hostPlan.hostId, hostPlan]));
  const hosts = input.hosts.map((host) => {
    const current = made.get(host.hostId) ?? null;
    return { ...host, current, generation: current?.generation ?? 0 };
  });
  return { ...input, hosts };
}

/** What a playbook with `serial` does: host after host, a new wave wherever the next one's cluster or group is in the way. */
function oneAtATime({ header, hostPlans }: Plan): number {
  const byGroup = hostPlans.toSorted((a, b) => ((a.group ?? '') < (b.group ?? '') ? -1 : 1));
  let waves = 0;
  let hosts: HostId[] = [];
  let clusters = new Set<string>();
  let group: string | null = null;
  for (const one of byGroup) {
    const isFull = hosts.length >= header.bounds.awayMax;
    if (waves === 0 || isFull || one.group !== group || one.clusters.some((name) => clusters.has(name))) {
      waves += 1;
      hosts = [];
      clusters = new Set();
      group = one.group;
    }
    hosts.push(one.hostId);
    for (const name of one.clusters) clusters.add(name);
  }
  return waves;
}

console.log(JSON.stringify(measure()));
