// One condition of an outside system, asked and understood.

import { type Found, judgeAlerts, judgeHttp, judgeSamples, judgeWord } from '@slipway/core/gates';
import type { GateCondition } from '@slipway/core/policy';
import { explain, type Outcome } from '@slipway/core/reasons';
import type { App } from '../context.ts';
import type { StandingGate } from './standing.ts';

export type ProbedCondition = Exclude<GateCondition, { readonly kind: 'plug-in' | 'health' }>;

export const probe = async (app: App, gate: StandingGate, condition: ProbedCondition): Promise<Found> => {
  const { probes } = app.ports;
  switch (condition.kind) {
    case 'prometheus-query':
      return judged(await probes.prometheusQuery(condition, condition.query), (samples) =>
        judgeSamples(condition, samples),
      );
    case 'prometheus-alerts':
      return judged(await probes.prometheusAlerts(condition), (alerting) => judgeAlerts(condition, alerting));
    case 'http':
      return judged(await probes.http(condition), (answer) => judgeHttp(condition, answer));
    case 'webhook':
      return judged(await probes.webhook(condition, questionOf(gate, condition.name)), judgeWord);
    default:
      return condition satisfies never;
  }
};

const judged = <T>(answer: Outcome<T>, judge: (value: T) => Found): Found =>
  answer.ok ? judge(answer.value) : { state: 'unreadable', found: explain(answer.reason).replace(/\.$/, '') };

const questionOf = ({ rolloutId, planDigest, environment, wave, hosts }: StandingGate, gate: string) => ({
  ...{ gate, rolloutId, planDigest, environment, wave },
  hosts: hosts.map(({ hostId, hostname }) => ({ hostId, hostname })),
});
