import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalise } from '../document/index.ts';
import type { GateCondition } from '../policy/index.ts';
import { addSeconds, asInstant } from '../time/index.ts';
import {
  type Alert,
  type AlertRule,
  type CheckAnswer,
  judgeAlerts,
  judgeHealth,
  judgeHttp,
  judgePlugIns,
  judgeSamples,
  judgeWord,
  type PlugInAnswer,
} from './index.ts';

type Must = Extract<GateCondition, { kind: 'prometheus-query' }>['must'];
const query = (be: Must['be'], value: string) =>
  ({ name: 'errors', kind: 'prometheus-query', url: 'https://p.example', query: 'x', must: { be, value } }) as const;
const sample = (value: string, labels = {}) => ({ labels, value });

describe('the values of a query', () => {
  it.each([
    ['at-least', '1', 'open'],
    ['at-least', '0.9', 'closed'],
    ['at-most', '1', 'open'],
    ['at-most', '1.1', 'closed'],
    ['above', '1', 'closed'],
    ['above', '1.1', 'open'],
    ['below', '1', 'closed'],
    ['below', '0.9', 'open'],
    ['equal', '1.0', 'open'],
    ['equal', '1.01', 'closed'],
  ] as const)('must be %s 1; %s is %s', (be, value, state) => {
    expect(judgeSamples(query(be, '1'), [sample(value)]).state).toBe(state);
  });

  it('are closed where there is none, or one that is no number, whatever it must be', () => {
    for (const be of ['at-least', 'at-most', 'above', 'below', 'equal'] as const) {
      expect(judgeSamples(query(be, '0'), []).state).toBe('closed');
      for (const value of ['NaN', '+Inf', '-Inf']) {
        expect(judgeSamples(query(be, '0'), [sample(value)]).state, `${be} ${value}`).toBe('closed');
      }
    }
  });

  it('must all compare; the first that does not is told with its labels', () => {
    const found = judgeSamples(query('below', '5'), [sample('1'), sample('7', { instance: 'web-1' }), sample('9')]);
    expect(found).toEqual({ state: 'closed', found: '7 {instance="web-1"}, must be below 5' });
    expect(judgeSamples(query('below', '5'), [sample('1'), sample('2')]).found).toBe('2 values, all below 5');
  });
});

describe('alerts', () => {
  const quiet = (labels: Readonly<Record<string, string>>) =>
    ({ name: 'quiet', kind: 'prometheus-alerts', url: 'https://p.example', labels }) as const;
  const alert = (state: 'inactive' | 'pending' | 'firing', labels: Readonly<Record<string, string>>) => ({
    state,
    labels,
  });

  const rule = (given: Partial<AlertRule> = {}): AlertRule => ({
    ...{ name: 'Down', labels: { severity: 'critical' }, health: 'ok', lastError: null },
    ...given,
  });
  const by = (alerts: readonly Alert[], rules: readonly AlertRule[] = [rule()]) => ({ alerts, rules });

  it('close by firing with all of the labels', () => {
    const down = alert('firing', { alertname: 'Down', severity: 'critical', job: 'web' });
    expect(judgeAlerts(quiet({ severity: 'critical' }), by([down]))).toEqual({
      state: 'closed',
      found: 'Down fires {alertname="Down", severity="critical", job="web"}',
    });
    expect(judgeAlerts(quiet({ severity: 'critical', job: 'db' }), by([down])).state).toBe('open');
    expect(judgeAlerts(quiet({}), by([down])).state).toBe('closed');
    expect(judgeAlerts(quiet({}), by([])).state).toBe('open');
    expect(judgeAlerts(quiet({ toString: 'x' }), by([down])).state).toBe('open');
  });

  it('that are pending or inactive do not', () => {
    expect(judgeAlerts(quiet({}), by([alert('pending', {}), alert('inactive', {})])).state).toBe('open');
  });

  it.each<[string, Readonly<Record<string, string>>, readonly AlertRule[], string]>([
    ['nobody has written', {}, [], 'it has no alerting rule'],
    ['of another name', { alertname: 'Slow' }, [rule()], 'it has no alerting rule for such alerts'],
    ['with another label', { severity: 'page' }, [rule()], 'it has no alerting rule for such alerts'],
    [
      'that fails',
      {},
      [rule(), rule({ name: 'Slow', health: 'err', lastError: 'no such metric' })],
      'its alerting rule Slow failed: no such metric',
    ],
    ['that was just loaded', {}, [rule({ health: 'unknown' })], 'its alerting rule Down was not evaluated yet'],
  ])('cannot be read by their silence where the rule is one %s', (_what, labels, rules, found) => {
    expect(judgeAlerts(quiet(labels), by([], rules))).toEqual({ state: 'unreadable', found });
    // One that fires speaks, whatever is the matter with the others.
    expect(judgeAlerts(quiet({}), by([alert('firing', { alertname: 'Up' })], rules)).state).toBe('closed');
  });

  it('are silent by the rules that may give them: by a label of theirs, by a template, by what they find', () => {
    const others = [rule({ name: 'Slow', labels: { severity: 'page' }, health: 'err' })];
    for (const labels of [{ severity: 'critical' }, { severity: '{{ $labels.severity }}' }, {}]) {
      const judged = judgeAlerts(quiet({ severity: 'critical' }), by([], [rule({ labels }), ...others]));
      expect(judged).toEqual({ state: 'open', found: 'no such alert fires, by 1 alerting rule' });
    }
  });
});

it('an address answers as it should, or closes', () => {
  const asked = { status: 200, contains: 'Welcome' };
  expect(judgeHttp(asked, { status: 200, body: 'Welcome home' }).state).toBe('open');
  expect(judgeHttp(asked, { status: 200, body: 'Sorry' }).state).toBe('closed');
  expect(judgeHttp(asked, { status: 302, body: 'Welcome' })).toEqual({
    state: 'closed',
    found: 'it answered 302, must be 200',
  });
  expect(judgeHttp({ status: 503 }, { status: 503, body: '' }).state).toBe('open');
});

it('an outside system has the word', () => {
  expect(judgeWord({ open: true, why: null })).toEqual({ state: 'open', found: 'it says open' });
  expect(judgeWord({ open: false, why: 'board meets\nat ten' })).toEqual({
    state: 'closed',
    found: 'it says closed: board meets at ten',
  });
});

describe('plug-ins', () => {
  const FROM = asInstant('2026-11-21T20:00:00.000Z');
  const answer = (hostname: string, state: PlugInAnswer['state'], seconds: number | null = 10): PlugInAnswer => ({
    hostname,
    state,
    found: `as ${hostname} says`,
    at: seconds === null ? null : addSeconds(FROM, seconds),
  });
  const judge = (answers: readonly PlugInAnswer[], worst: 'ok' | 'warning' = 'ok') =>
    judgePlugIns({ worst }, answers, FROM);

  it('open on every host, as old as the oldest answer', () => {
    expect(judge([answer('a', 'ok', 30), answer('b', 'ok', 20)])).toEqual({
      state: 'open',
      found: '2 hosts, none worse than ok',
      at: addSeconds(FROM, 20),
    });
    expect(judge([answer('a', 'warning')], 'warning').state).toBe('open');
  });

  it('close by one that is worse, also while others are silent', () => {
    expect(judge([answer('a', 'warning')]).found).toBe('a is warning: as a says');
    expect(judge([answer('a', null, null), answer('b', 'critical')], 'warning').state).toBe('closed');
  });

  it('cannot be read where one is silent, unknown, or has spoken too early, and where there is nobody', () => {
    expect(judge([answer('a', 'ok'), answer('b', null, null)]).state).toBe('unreadable');
    expect(judge([answer('a', 'ok'), answer('b', 'ok', -1)]).state).toBe('unreadable');
    expect(judge([answer('a', 'ok'), answer('b', 'critical', -1)]).state).toBe('unreadable');
    expect(judge([answer('a', 'unknown')]).state).toBe('unreadable');
    expect(judge([])).toEqual({ state: 'unreadable', found: 'there is no host to ask', at: null });
  });
});

describe('checks that are asked again', () => {
  const FROM = asInstant('2026-11-21T20:00:00.000Z');
  const answer = (
    check: string,
    hostname: string,
    state: CheckAnswer['state'],
    found = 'it is failed',
  ): CheckAnswer => ({
    ...{ check, hostname, state, found },
    at: state === null ? null : addSeconds(FROM, 10),
  });
  const judge = (...answers: readonly CheckAnswer[]) => judgeHealth(answers, FROM);

  it('open where all hold, and close by one that does not, with check and host', () => {
    const well = [answer('nginx.service', 'a', 'ok'), answer('nginx.service', 'b', 'ok'), answer('is-well', 'b', 'ok')];
    expect(judge(...well)).toEqual({ state: 'open', found: '3 checks of 2 hosts hold', at: addSeconds(FROM, 10) });
    for (const state of ['warning', 'critical'] as const) {
      expect(judge(...well, answer('db.service', 'a', state))).toMatchObject({
        state: 'closed',
        found: `db.service on a is ${state}: it is failed`,
      });
    }
  });

  it('cannot be read where one was not asked, or nobody can say', () => {
    const well = answer('nginx.service', 'a', 'ok');
    expect(judge(well, answer('is-well', 'b', null, 'its agent is too old'))).toMatchObject({
      state: 'unreadable',
      found: 'is-well on b has not answered: its agent is too old',
    });
    expect(judge(well, answer('is-well', 'b', 'unknown', 'there is no such plug-in')).found).toBe(
      'is-well on b is unknown: there is no such plug-in',
    );
  });
});

it('what others wrote stays one line with a canonical form, whatever it was', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 1000 }), (why) => {
      const { found } = judgeWord({ open: false, why });
      expect(found.length).toBeLessThanOrEqual(301);
      expect(found).not.toMatch(/[\p{Cc}\u2028\u2029]/u);
      expect(() => canonicalise({ found })).not.toThrow();
    }),
  );
});
