import { describe, expect, it } from 'vitest';
import type { Exception } from '../policy/index.ts';
import { type Instant, instantOfMs } from '../time/index.ts';
import { exceptionHistory, standingOfException } from './index.ts';

const day = (days: number): Instant => instantOfMs(Date.UTC(2026, 0, 1) + days * 86_400_000);

const exception = (name: string, expiresAt = day(60)): Exception => ({
  ...{ name, hosts: 'environment = prod', leavesOut: { package: 'openssl' }, owner: 'ada' },
  ...{ why: 'it breaks', compensatingControl: 'a filter', approvedBy: 'grace', expiresAt },
});

describe('the history of exceptions', () => {
  const history = exceptionHistory([
    { by: 'ada', at: day(0), exceptions: [exception('a'), exception('b')] },
    { by: 'bob', at: day(10), exceptions: [exception('b', day(90))] },
    { by: 'cyd', at: day(20), exceptions: [exception('b', day(90)), exception('a')] },
  ]);

  it('says who entered and who took out each, and has one that came again twice', () => {
    expect(history.map((one) => [one.exception.name, one.enteredAt, one.enteredBy, one.leftAt, one.leftBy])).toEqual([
      ['a', day(0), 'ada', day(10), 'bob'],
      ['b', day(0), 'ada', null, null],
      ['a', day(20), 'cyd', null, null],
    ]);
    expect(history[1]?.exception.expiresAt).toBe(day(90));
  });

  it('says how one stood at an instant', () => {
    const [gone, longer] = history;
    if (gone === undefined || longer === undefined) throw new Error('no history');
    expect([5, 10].map((at) => standingOfException(gone, day(at)))).toEqual(['acts', 'withdrawn']);
    expect([75, 76, 89, 90].map((at) => standingOfException(longer, day(at)))).toEqual([
      'acts',
      'ends-soon',
      'ends-soon',
      'expired',
    ]);
  });
});
