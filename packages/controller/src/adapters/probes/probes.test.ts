// Against real servers on the loopback: what is asked, what is not taken for an answer, and where a credential goes.
// The Prometheus answers are in the form of its documentation of the HTTP API; test/probes asks a Prometheus itself.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AlertRule } from '@slipway/core/gates';
import { asHostId, asRolloutId } from '@slipway/core/ids';
import type { Outcome } from '@slipway/core/reasons';
import { digestOfText } from '@slipway/testkit/builders';
import { describeProbes, type SystemSays } from '@slipway/testkit/contracts';
import { afterAll, describe, expect, it, onTestFinished } from 'vitest';
import { listen, serving, text } from '../../../test/probes/outside-system.ts';
import type { GateQuestion } from '../../ports/index.ts';
import { openProbes } from './index.ts';

const folder = mkdtempSync(join(tmpdir(), 'probes-'));
afterAll(() => rmSync(folder, { recursive: true }));
const probes = openProbes({ credentialsFolder: folder });

/** As GET and POST /api/v1/query, GET /api/v1/alerts, a page and a webhook answer. */
const system = async () => {
  let state: SystemSays = {
    samples: [],
    alerts: [],
    rules: [],
    answer: { status: 200, body: '' },
    word: { open: true, why: null },
  };
  const questions: GateQuestion[] = [];
  let isThere = true;
  const server = await listen(({ path, method, body }, response) => {
    const data = (value: object): unknown => response.end(JSON.stringify({ status: 'success', data: value }));
    if (path === '/api/v1/query' && new URLSearchParams(body).has('query')) {
      const result = state.samples.map(({ labels, value }) => ({ metric: labels, value: [1435781451.781, value] }));
      data({ resultType: 'vector', result });
    } else if (path === '/api/v1/alerts') {
      const activeAt = '2026-11-21T08:00:00.1Z';
      const rest = { annotations: { summary: 'it is so' }, activeAt, value: '1e+00' };
      data({ alerts: state.alerts.map((alert) => ({ ...alert, ...rest })) });
    } else if (path === '/api/v1/rules?type=alert') {
      const rule = ({ name: of, labels, health, lastError }: AlertRule) => ({
        ...{
          name: of,
          labels,
          health,
          state: 'inactive',
          query: 'up == 0',
          duration: 300,
          alerts: [],
          type: 'alerting',
        },
        ...(lastError === null ? {} : { lastError }),
      });
      const recording = { name: 'up:sum', query: 'sum(up)', health: 'ok', type: 'recording' };
      const rules = state.rules.map(rule);
      data({
        groups:
          rules.length === 0 ? [] : [{ name: 'hosts', file: 'rules.yml', interval: 60, rules: [recording, ...rules] }],
      });
    } else if (method === 'POST') {
      questions.push(JSON.parse(body) as GateQuestion);
      const { open, why } = state.word;
      response.end(JSON.stringify(why === null ? { open } : { open, why }));
    } else response.writeHead(state.answer.status).end(state.answer.body);
  });
  return {
    probes,
    url: server.url,
    says: (what: Partial<SystemSays>) => {
      state = { ...state, ...what };
    },
    goesAway: async () => {
      isThere = false;
      await server.close();
    },
    asked: () => questions,
    dispose: async () => {
      if (isThere) await server.close();
    },
  };
};

describeProbes('those over HTTP', system);

const detailOf = (outcome: Outcome<unknown>): string =>
  outcome.ok ? JSON.stringify(outcome.value) : String(outcome.reason.facts['detail']);

describe('a Prometheus', () => {
  it('is asked under its own path, by POST, so that no query is too long', async () => {
    const { url, asked } = await serving(
      text(200, '{"status":"success","data":{"resultType":"scalar","result":[1435781451.781,"1"],"groups":[]}}'),
    );
    const query = `sum(rate(errors{path=~"/a|/b"}[5m])) ${' '.repeat(20_000)}> 0`;
    expect(await probes.prometheusQuery({ url: `${url}/prometheus/` }, query)).toEqual({
      ok: true,
      value: [{ labels: {}, value: '1' }],
    });
    expect(asked[0]).toMatchObject({ method: 'POST', path: '/prometheus/api/v1/query' });
    expect(new URLSearchParams(asked[0]?.body).get('query')).toBe(query);
    await probes.prometheusAlerts({ url: `${url}/prometheus` });
    expect(asked[1]).toMatchObject({ method: 'GET', path: '/prometheus/api/v1/rules?type=alert' });
    expect(asked[2]).toMatchObject({ method: 'GET', path: '/prometheus/api/v1/alerts' });
  });

  it.each<[string, number, string, RegExp]>([
    [
      'an error',
      400,
      '{"status":"error","errorType":"bad_data","error":"parse error"}',
      /^it answered 400: parse error$/,
    ],
    ['an error under 200', 200, '{"status":"error","error":"no"}', /^it gave no success: no$/],
    ['a page', 200, '<html>log in</html>', /no success/],
    ['nothing', 200, '', /no success/],
    ['a list', 200, '[]', /no success/],
    ['no data', 200, '{"status":"success"}', /no data/],
    ['a range', 200, '{"status":"success","data":{"resultType":"matrix","result":[]}}', /"matrix"/],
    ['a text', 200, '{"status":"success","data":{"resultType":"string","result":[1,"x"]}}', /"string"/],
    ['a number that is no text', 200, '{"status":"success","data":{"resultType":"scalar","result":[1,2]}}', /no value/],
    [
      'a histogram',
      200,
      '{"status":"success","data":{"resultType":"vector","result":[{"metric":{},"histogram":[1,{}]}]}}',
      /no value/,
    ],
    [
      'labels that are none',
      200,
      '{"status":"success","data":{"resultType":"vector","result":[{"metric":{"a":1},"value":[1,"1"]}]}}',
      /no value/,
    ],
    [
      'an empty result of another form',
      200,
      '{"status":"success","data":{"resultType":"vector","result":{}}}',
      /no list/,
    ],
    [
      'a success under 503',
      503,
      '{"status":"success","data":{"resultType":"vector","result":[]}}',
      /^it answered 503$/,
    ],
    [
      'a part of the answer',
      200,
      '{"status":"success","warnings":["shard 2 is away"],"data":{"resultType":"vector","result":[]}}',
      /warning: shard 2 is away/,
    ],
  ])('that answers with %s was not read', async (_name, status, body, detail) => {
    const { url } = await serving(text(status, body));
    expect(detailOf(await probes.prometheusQuery({ url }, 'up'))).toMatch(detail);
  });

  it.each<[string, string]>([
    ['no list', '{"status":"success","data":{}}'],
    ['a state of tomorrow', '{"status":"success","data":{"alerts":[{"labels":{},"state":"smouldering"}]}}'],
    ['no state', '{"status":"success","data":{"alerts":[{"labels":{}}]}}'],
    ['no labels', '{"status":"success","data":{"alerts":[{"state":"firing"}]}}'],
  ])('whose alerts have %s was not read', async (_name, body) => {
    const { url } = await serving(({ path }, response) => {
      response.end(path.startsWith('/api/v1/rules') ? '{"status":"success","data":{"groups":[]}}' : body);
    });
    expect((await probes.prometheusAlerts({ url })).ok).toBe(false);
  });

  const ALERTS = '{"status":"success","data":{"alerts":[]}}';
  it.each<[string, string]>([
    ['no groups', ALERTS],
    ['a group without rules', '{"status":"success","data":{"groups":[{"name":"a"}]}}'],
    ['no health', '{"status":"success","data":{"groups":[{"rules":[{"name":"a","type":"alerting"}]}]}}'],
    [
      'a health of tomorrow',
      '{"status":"success","data":{"groups":[{"rules":[{"name":"a","type":"alerting","health":"fine"}]}]}}',
    ],
    ['no name', '{"status":"success","data":{"groups":[{"rules":[{"type":"alerting","health":"ok"}]}]}}'],
    ['a part alone', '{"status":"success","warnings":["ruler 2 is away"],"data":{"groups":[]}}'],
  ])('whose alerting rules have %s was not read', async (_name, body) => {
    const { url } = await serving(({ path }, response) => {
      response.end(path.startsWith('/api/v1/rules') ? body : ALERTS);
    });
    expect((await probes.prometheusAlerts({ url })).ok).toBe(false);
  });
});

describe('a webhook', () => {
  const question: GateQuestion = {
    gate: 'board',
    rolloutId: asRolloutId('rollout-1'),
    planDigest: digestOfText('plan'),
    environment: 'prod',
    wave: 0,
    hosts: [{ hostId: asHostId('host-1'), hostname: 'web-1' }],
  };

  it.each<[number, string]>([
    [200, 'ok'],
    [200, 'true'],
    [200, '{}'],
    [200, '{"open":"true"}'],
    [200, '{"open":1}'],
    [200, '{"open":true,"why":7}'],
    [200, '{"open":true,"until":"noon"}'],
    [200, '[{"open":true}]'],
    [204, ''],
    [201, '{"open":true}'],
    [500, '{"open":true}'],
  ])('that answers %d %s has said nothing', async (status, body) => {
    const { url } = await serving(text(status, body));
    expect((await probes.webhook({ url }, question)).ok).toBe(false);
  });
});

describe('an address', () => {
  it('is not followed elsewhere, and the credential is not sent there', async () => {
    writeFileSync(join(folder, 'secret'), 'of-the-house\n', { mode: 0o600 });
    const other = await serving(text(200, '{"open":true}'));
    const { url, asked } = await serving(
      (_asked, response) => void response.writeHead(307, { Location: `${other.url}/` }).end(),
    );
    expect(await probes.http({ url, credential: 'secret' })).toMatchObject({ ok: true, value: { status: 307 } });
    expect((await probes.prometheusQuery({ url, credential: 'secret' }, 'up')).ok).toBe(false);
    expect(asked.map(({ headers }) => headers.authorization)).toEqual(['Bearer of-the-house', 'Bearer of-the-house']);
    expect(other.asked).toEqual([]);
  });

  it.each([
    'http://gate.example/',
    'ftp://127.0.0.1/',
    'http://127.0.0.1.example/',
    'https://a:b@localhost/',
    'page',
    'file:///etc/passwd',
  ])('%s is never asked', async (url) => {
    expect(detailOf(await probes.http({ url }))).toBe('it is no https: address, nor an http: one of the loopback');
  });

  it('that proves itself by nobody we trust is not asked', async () => {
    const [key, cert] = [join(folder, 'key.pem'), join(folder, 'certificate.pem')];
    execFileSync(
      'openssl',
      [
        ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'],
        ...['-keyout', key, '-out', cert, '-subj', '/CN=localhost', '-addext', 'subjectAltName=IP:127.0.0.1'],
      ],
      { stdio: 'ignore' },
    );
    const { url, asked, close } = await listen(text(200, ''), { key: readFileSync(key), cert: readFileSync(cert) });
    onTestFinished(close);
    expect(detailOf(await probes.http({ url }))).toMatch(/self-signed certificate/);
    expect(asked).toEqual([]);
  });

  it('that sends without end is cut off', async () => {
    let sentBytes = 0;
    const { url } = await serving((_asked, response) => {
      const more = (): void => {
        sentBytes += 65_536;
        if (!response.destroyed && sentBytes < 100_000_000) response.write(' '.repeat(65_536), more);
      };
      more();
    });
    expect(detailOf(await probes.http({ url }))).toMatch(/more than 1048576 bytes/);
    expect(sentBytes).toBeLessThan(100_000_000);
  });

  it('that breaks off in the middle has not answered', async () => {
    const { url } = await serving((_asked, response) => {
      response.writeHead(200, { 'Content-Length': 100 });
      response.write('{"open":true}', () => response.destroy());
    });
    expect((await probes.http({ url })).ok).toBe(false);
  });

  it('that says nothing, or a byte now and then, is not waited for', async () => {
    const impatient = openProbes({ credentialsFolder: folder, answerMsMax: 300 });
    const silent = await serving(() => undefined);
    expect(detailOf(await impatient.http({ url: silent.url }))).toBe('it did not answer within 0.3 s');
    const dripping = await serving((_asked, response) => {
      const drip = setInterval(() => response.write(' '), 50);
      response.on('close', () => clearInterval(drip));
    });
    expect(detailOf(await impatient.http({ url: dripping.url }))).toBe('it did not answer within 0.3 s');
  });
});
