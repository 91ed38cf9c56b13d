import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CheckItem, type CheckReading, checkAsked, type HostCheck, judgeCheck } from './index.ts';

const NOBODY: ReadonlySet<string> = new Set();
const TCP: HostCheck = { kind: 'tcp', host: '127.0.0.1', port: 22 };
const well = (more: Partial<CheckReading> = {}): CheckReading => ({ state: 'well', detail: 'as it should', ...more });
const ill: CheckReading = { state: 'ill', detail: 'refused' };
const unknown: CheckReading = { state: 'unknown', detail: 'nobody knows' };
const items = (...list: readonly (readonly [string, number?, string?])[]): CheckReading =>
  well({
    items: list.map(([name, count = 1, unit]): CheckItem => ({ name, count, ...(unit === undefined ? {} : { unit }) })),
  });
const judge = (check: HostCheck, before: CheckReading | null, after: CheckReading, excused = NOBODY) =>
  judgeCheck({ check, before, after, excused });

describe('two readings prove', () => {
  it.each([
    ['that it is still well', well(), well(), 'well'],
    ['that it fell ill', well(), ill, 'not-well'],
    ['nothing, where nobody knows', well(), unknown, 'not-well'],
    ['nothing of the change, where it was ill', ill, ill, 'ill-before'],
    ['nothing of the change, where it was ill and is well', ill, well(), 'ill-before'],
    ['nothing of the change, where it was ill and nobody knows', ill, unknown, 'ill-before'],
    ['what it says by itself, where nobody measured before', null, well(), 'well'],
    ['what it says by itself, where nobody measured before and it is ill', null, ill, 'not-well'],
  ] as const)('%s', (_what, before, after, judged) => {
    expect(judge(TCP, before, after).judged).toBe(judged);
  });

  it('that a port is no longer there, but for a unit that the attempt took down itself', () => {
    const before = items(['tcp 22 network', 1, 'ssh.service'], ['tcp 80 network', 1, 'nginx.service']);
    const after = items(['tcp 22 network', 1, 'ssh.service'], ['tcp 8080 network']);
    expect(judge({ kind: 'ports' }, before, after)).toEqual({
      judged: 'not-well',
      detail: 'no longer there: tcp 80 network',
    });
    expect(judge({ kind: 'ports' }, before, after, new Set(['nginx.service'])).judged).toBe('well');
  });

  it('that a unit has failed, but for one that had before', () => {
    const check: HostCheck = { kind: 'failed-units' };
    expect(judge(check, items(['old.service']), items(['old.service'])).judged).toBe('well');
    expect(judge(check, items(['old.service']), items(['new.service'])).detail).toBe('failed since: new.service');
  });

  it('how many errors are new, each unit against its own hour before', () => {
    const before = items(['noisy.service', 10]);
    const after = items(['noisy.service', 12], ['nginx.service', 2]);
    expect(judge({ kind: 'journal', newMax: 4 }, before, after).judged).toBe('well');
    expect(judge({ kind: 'journal', newMax: 3 }, before, after).detail).toBe(
      '4 new: noisy.service (2), nginx.service (2)',
    );
  });

  it('names the first few of many', () => {
    const many = items(...Array.from({ length: 9 }, (_, at) => [`u${at}.service`] as const));
    expect(judge({ kind: 'failed-units' }, items(), many).detail).toMatch(/u4\.service, and 4 more$/);
  });

  it('that a number has changed by more than it may, in either direction', () => {
    const check: HostCheck = { kind: 'snmp', oid: '1.3', changeMax: '0.5' };
    const value = (text: string) => well({ value: text });
    expect(judge(check, value('2'), value('2.5')).judged).toBe('well');
    expect(judge(check, value('2'), value('1.4')).detail).toBe('1.4 now, 2 before');
    expect(judge(check, value('2'), value('NaN')).judged).toBe('not-well');
    expect(judge(check, well(), value('2')).judged).toBe('not-well');
  });

  it('never that something is well that was ill before or is not known after', () => {
    const reading = fc.constantFrom(well(), ill, unknown);
    fc.assert(
      fc.property(fc.option(reading), reading, (before, after) => {
        if (judge(TCP, before, after).judged !== 'well') return;
        expect(after.state).toBe('well');
        expect(before?.state).not.toBe('ill');
      }),
    );
  });
});

it('is said in one line', () => {
  const said = (
    [
      { kind: 'http', url: 'https://app.example/health', at: '127.0.0.1', status: 200, contains: 'ok' },
      { kind: 'journal', newMax: 1 },
      { kind: 'plug-in', plugIn: 'check_disk', parameters: { path: '/' }, worst: 'warning' },
      { kind: 'prometheus', url: 'http://127.0.0.1:9100/metrics', metric: 'node_load1', atMost: '8', changeMax: '4' },
    ] as const
  ).map(checkAsked);
  expect(said).toEqual([
    'https://app.example/health at 127.0.0.1 answers 200 and contains "ok"',
    'at most 1 new error in the journal',
    'plug-in check_disk --path / is no worse than warning',
    'node_load1 of http://127.0.0.1:9100/metrics is at most 8, changed by at most 4',
  ]);
});
