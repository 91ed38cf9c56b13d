// Systems outside that gates ask: what each address says, until it is told to say something else.

import type { GateQuestion, HttpAnswer, Probes } from '@slipway/controller/ports';
import type { Alert, AlertRule, Sample, Word } from '@slipway/core/gates';
import { type Outcome, ok, refuse } from '@slipway/core/reasons';

interface SystemState {
  readonly samples: readonly Sample[];
  readonly alerts: readonly Alert[];
  readonly rules: readonly AlertRule[];
  readonly answer: HttpAnswer;
  readonly word: Word;
}

export interface SimulatedProbes extends Probes {
  /** `null`: nobody answers there, as at an address that was never told of. What is left out stays as it was. */
  set(url: string, state: Partial<SystemState> | null): void;
  /** What webhooks were asked, in order. */
  readonly asked: readonly GateQuestion[];
}

/** Quiet, up, and with an open word. */
const WELL: SystemState = {
  samples: [{ labels: {}, value: '0' }],
  alerts: [],
  rules: [{ name: 'Slow', labels: {}, health: 'ok', lastError: null }],
  answer: { status: 200, body: '' },
  word: { open: true, why: null },
};

export const simulatedProbes = (): SimulatedProbes => {
  const systems = new Map<string, SystemState>();
  const asked: GateQuestion[] = [];
  const say = <T>(url: string, what: (state: SystemState) => T): Outcome<T> => {
    const state = systems.get(url);
    return state === undefined
      ? refuse('probe-failed', { address: url, detail: 'nobody answers there' })
      : ok(what(state));
  };
  return {
    asked,
    set: (url, state) => {
      if (state === null) systems.delete(url);
      else systems.set(url, { ...WELL, ...systems.get(url), ...state });
    },
    prometheusQuery: async ({ url }) => say(url, ({ samples }) => samples),
    prometheusAlerts: async ({ url }) => say(url, ({ alerts, rules }) => ({ alerts, rules })),
    http: async ({ url }) => say(url, ({ answer }) => answer),
    webhook: async ({ url }, question) =>
      say(url, ({ word }) => {
        asked.push(question);
        return word;
      }),
  };
};
