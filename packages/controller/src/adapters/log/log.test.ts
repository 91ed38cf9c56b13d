import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { logLevelOf, openLog } from './index.ts';

const SECRET = 'slipway_0123456789abcdefghijklmnopqrstuvwxyzABCDEFG';

const written = (form: 'terminal' | 'json', data: Readonly<Record<string, unknown>>): string => {
  const output = new PassThrough();
  openLog(output, form).error('request failed', data);
  return String(output.read());
};

describe.each(['terminal', 'json'] as const)('log as %s', (form) => {
  it('says message and data', () => {
    const line = written(form, { hostId: 'host-1', count: 2 });
    for (const part of ['request failed', 'hostId', 'host-1', '2']) expect(line).toContain(part);
  });

  it.each([
    ['by name', { token: SECRET }],
    ['by name, deep inside', { request: { headers: { authorization: `Bearer ${SECRET}` } } }],
    ['within a text', { detail: `refused ${SECRET} just now` }],
    ['within an error', { error: new Error(`refused ${SECRET}`, { cause: new Error(SECRET) }) }],
    ['another name, another form', { newPassword: 'hunter2 hunter2' }],
  ])('never writes a secret: %s', (_where, data) => {
    const line = written(form, data);
    expect(line).not.toContain(SECRET);
    expect(line).not.toContain('hunter2');
    expect(line).toContain('[hidden]');
  });

  it.each([
    ['https://hooks.slack.com/services/T0/B0/very-secret', 'https://hooks.slack.com/'],
    ['https://chat.example/hooks/very-secret', 'https://chat.example/'],
    [
      'https://prod.logic.azure.com/workflows/1/triggers/manual/paths/invoke?sig=very-secret',
      'https://prod.logic.azure.com/',
    ],
    ['https://alerts.example/in?a=1&sig=very-secret&b=2', 'https://alerts.example/in?a=1&sig='],
  ])('shows only the host of an address that is a secret: %s', (url, shown) => {
    const line = written(form, { error: new Error(`Failed to parse URL from ${url}`), audience: { url } });
    expect(line).not.toContain('very-secret');
    expect(line).toContain(`${shown}[hidden]`);
  });

  it('says why an error happened', () => {
    const line = written(form, { error: new Error('not stored', { cause: new Error('disk gone') }) });
    expect(line).toContain('not stored');
    expect(line).toContain('disk gone');
  });
});

it('shows people no stack', () => {
  expect(written('terminal', { error: new Error('not stored') })).not.toContain('    at ');
});

it.each([
  ['info', ['info', 'warn', 'error']],
  ['warn', ['warn', 'error']],
  ['error', ['error']],
] as const)('writes nothing below the level %s', (level, levels) => {
  const output = new PassThrough();
  const log = openLog(output, 'json', { level });
  for (const each of ['info', 'warn', 'error'] as const) log[each]('looked');
  const lines = String(output.read()).trim().split('\n');
  expect(lines.map((line) => (JSON.parse(line) as { readonly level: string }).level)).toEqual(levels);
});

it('knows its levels by name, and no other', () => {
  expect(['info', 'warn', 'error', 'debug', ''].map(logLevelOf)).toEqual(['info', 'warn', 'error', null, null]);
});

it('says in whose course a line is written, as of that moment', () => {
  const output = new PassThrough();
  let trace = 'a';
  const log = openLog(output, 'json', { beside: () => ({ trace_id: trace }) });
  log.info('looked');
  trace = 'b';
  log.info('looked');
  const lines = String(output.read()).trim().split('\n');
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([{ trace_id: 'a' }, { trace_id: 'b' }]);
});
