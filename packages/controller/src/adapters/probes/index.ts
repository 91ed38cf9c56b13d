// Probes: one HTTP request per question, over TLS that is verified or on the loopback, bounded in time and size, never
// redirected; with a credential out of a folder that only the controller's user and root can read.
// Not here: what an answer means for a gate (core/gates), when to ask (app).
// May import: ports, core, node:.

import { ok, refuse } from '@slipway/core/reasons';
import type { Probes } from '../../ports/index.ts';
import { ask } from './ask.ts';
import { alertRulesOf, alertsOf, samplesOf } from './prometheus.ts';
import { wordOf } from './word.ts';

export interface ProbeOptions {
  /** Policy names files in it. */
  readonly credentialsFolder: string;
  readonly answerMsMax?: number;
}

export const openProbes = (options: ProbeOptions): Probes => ({
  async prometheusQuery(to, query) {
    // In the body, since a query may be longer than what proxies take for an address.
    const form = { type: 'application/x-www-form-urlencoded', text: new URLSearchParams({ query }).toString() };
    const answer = await ask(to, { ...options, path: 'api/v1/query', form });
    return answer.ok ? samplesOf(to, answer.value) : answer;
  },
  async prometheusAlerts(to) {
    const known = await ask(to, { ...options, path: 'api/v1/rules', search: 'type=alert' });
    const rules = known.ok ? alertRulesOf(to, known.value) : known;
    if (!rules.ok) return rules;
    const answer = await ask(to, { ...options, path: 'api/v1/alerts' });
    const alerts = answer.ok ? alertsOf(to, answer.value) : answer;
    return alerts.ok ? ok({ rules: rules.value, alerts: alerts.value }) : alerts;
  },
  async http(to) {
    return await ask(to, options);
  },
  async webhook(to, question) {
    const form = { type: 'application/json', text: JSON.stringify(question) };
    const answer = await ask(to, { ...options, form });
    if (!answer.ok) return answer;
    const { status, body } = answer.value;
    return status === 200
      ? wordOf(to, body)
      : refuse('probe-failed', { address: to.url, detail: `it answered ${status}` });
  },
});
