import { afterEach, describe, expect, it, vi } from 'vitest';
import { ageText, durationText, instantText } from './time.ts';

afterEach(() => vi.unstubAllEnvs());

describe('an instant', () => {
  it.each([
    ['UTC', '2026-11-21 08:41:07 +00:00'],
    ['Europe/Berlin', '2026-11-21 09:41:07 +01:00'],
    ['America/New_York', '2026-11-21 03:41:07 -05:00'],
    ['Asia/Kathmandu', '2026-11-21 14:26:07 +05:45'],
  ])('is shown in the zone %s with its offset', (zone, text) => {
    vi.stubEnv('TZ', zone);
    expect(instantText('2026-11-21T08:41:07.250Z')).toBe(text);
  });

  it('that is none is shown as it stands', () => {
    expect([instantText(null), instantText('soon')]).toEqual(['-', 'soon']);
  });
});

describe('a span', () => {
  it.each([
    [0, '0 s'],
    [59.9, '59 s'],
    [60, '1 min'],
    [250, '4 min 10 s'],
    [7199, '1 h 59 min'],
    [7205, '2 h'],
    [86_400 * 12, '12 d'],
    [-5, '0 s'],
  ])('of %d s is %s', (seconds, text) => {
    expect(durationText(seconds)).toBe(text);
  });

  it('is an age before now and what is left after it', () => {
    const now = new Date('2026-11-21T08:00:00.000Z');
    expect(ageText('2026-11-21T07:56:00.000Z', now)).toBe('4 min ago');
    expect(ageText('2026-11-21T06:01:00.000Z', now)).toBe('1 h ago');
    expect(ageText('2026-11-21T09:59:00.000Z', now)).toBe('in 1 h 59 min');
    expect(ageText(null, now)).toBe('never');
  });
});
