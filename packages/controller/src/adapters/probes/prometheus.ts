// Answers of the Prometheus HTTP API, https://prometheus.io/docs/prometheus/latest/querying/api/, also as other programs
// that speak it give them.

import type { Alert, AlertRule, Sample } from '@slipway/core/gates';
import type { Address } from '@slipway/core/policy';
import { type Outcome, ok } from '@slipway/core/reasons';
import type { HttpAnswer } from '../../ports/index.ts';
import { type Fields, field, fieldsOf, labelsOf, notUnderstood, parseFields } from './json.ts';

/** `data` of a whole answer. A warning means that a part is missing (a shard that was away): then the rest proves nothing. */
const dataOf = (to: Address, { status, body }: HttpAnswer): Outcome<Fields> => {
  const answer = parseFields(body);
  const said = field(answer, 'error');
  if (status !== 200 || field(answer, 'status') !== 'success') {
    const why = typeof said === 'string' ? `: ${said}` : '';
    return notUnderstood(to, status === 200 ? `it gave no success${why}` : `it answered ${status}${why}`);
  }
  const warnings = field(answer, 'warnings');
  if (warnings !== undefined && !(Array.isArray(warnings) && warnings.length === 0)) {
    const first: unknown = Array.isArray(warnings) ? warnings[0] : warnings;
    return notUnderstood(
      to,
      `it answered with a warning: ${typeof first === 'string' ? first : JSON.stringify(first)}`,
    );
  }
  const data = fieldsOf(field(answer, 'data'));
  return data === null ? notUnderstood(to, 'its answer has no data') : ok(data);
};

export const samplesOf = (to: Address, answer: HttpAnswer): Outcome<readonly Sample[]> => {
  const data = dataOf(to, answer);
  if (!data.ok) return data;
  const result = field(data.value, 'result');
  const resultType = field(data.value, 'resultType');
  switch (resultType) {
    case 'scalar': {
      const value = textOfValue(result);
      return value === null ? notUnderstood(to, 'its scalar has no value') : ok([{ labels: {}, value }]);
    }
    case 'vector':
      return vectorOf(to, result);
    default:
      return notUnderstood(to, `the query gives no values at one moment but a ${JSON.stringify(resultType)}`);
  }
};

const vectorOf = (to: Address, result: unknown): Outcome<readonly Sample[]> => {
  if (!Array.isArray(result)) return notUnderstood(to, 'its vector is no list');
  const samples: Sample[] = [];
  for (const each of result) {
    const fields = fieldsOf(each);
    const labels = labelsOf(field(fields, 'metric'));
    // One that has a histogram has no value.
    const value = textOfValue(field(fields, 'value'));
    if (labels === null || value === null) return notUnderstood(to, 'a part of its vector has no value');
    samples.push({ labels, value });
  }
  return ok(samples);
};

/** `[1435781451.781, "0.5"]`: a time of its own, and the value as text. */
const textOfValue = (pair: unknown): string | null => {
  if (!Array.isArray(pair) || pair.length !== 2 || typeof pair[0] !== 'number') return null;
  return typeof pair[1] === 'string' ? pair[1] : null;
};

const STATES: Readonly<Record<Alert['state'], true>> = { inactive: true, pending: true, firing: true };
const isState = (value: unknown): value is Alert['state'] => typeof value === 'string' && Object.hasOwn(STATES, value);

export const alertsOf = (to: Address, answer: HttpAnswer): Outcome<readonly Alert[]> => {
  const data = dataOf(to, answer);
  if (!data.ok) return data;
  const list = field(data.value, 'alerts');
  if (!Array.isArray(list)) return notUnderstood(to, 'its answer has no list of alerts');
  const alerts: Alert[] = [];
  for (const each of list) {
    const fields = fieldsOf(each);
    const labels = labelsOf(field(fields, 'labels'));
    const state = field(fields, 'state');
    if (labels === null || !isState(state))
      return notUnderstood(to, 'an alert of its list has no labels or no known state');
    alerts.push({ labels, state });
  }
  return ok(alerts);
};

const HEALTHS: Readonly<Record<AlertRule['health'], true>> = { ok: true, err: true, unknown: true };
const isHealth = (value: unknown): value is AlertRule['health'] =>
  typeof value === 'string' && Object.hasOwn(HEALTHS, value);

/** Asked for by `type=alert`; a server that does not know that gives all, of which recording rules are passed over. */
export const alertRulesOf = (to: Address, answer: HttpAnswer): Outcome<readonly AlertRule[]> => {
  const data = dataOf(to, answer);
  if (!data.ok) return data;
  const groups = field(data.value, 'groups');
  if (!Array.isArray(groups)) return notUnderstood(to, 'its answer has no list of groups of rules');
  const rules: AlertRule[] = [];
  for (const group of groups) {
    const list = field(fieldsOf(group), 'rules');
    if (!Array.isArray(list)) return notUnderstood(to, 'a group of its rules has no list of them');
    for (const each of list) {
      const fields = fieldsOf(each);
      if (field(fields, 'type') === 'recording') continue;
      const [name, health, error] = [field(fields, 'name'), field(fields, 'health'), field(fields, 'lastError')];
      const labels = labelsOf(field(fields, 'labels') ?? {});
      if (typeof name !== 'string' || labels === null || !isHealth(health)) {
        return notUnderstood(to, 'a rule of its list has no name, labels or known health');
      }
      rules.push({ name, labels, health, lastError: typeof error === 'string' && error !== '' ? error : null });
    }
  }
  return ok(rules);
};
