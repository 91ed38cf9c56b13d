import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { openLog } from './index.ts';

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

  it('says why an error happened', () => {
    const line = written(form, { error: new Error('not stored', { cause: new Error('disk gone') }) });
    expect(line).toContain('not stored');
    expect(line).toContain('disk gone');
  });
});

it('shows people no stack', () => {
  expect(written('terminal', { error: new Error('not stored') })).not.toContain('    at ');
});
