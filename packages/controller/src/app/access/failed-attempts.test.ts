import { addSeconds, asInstant } from '@slipway/core/time';
import { describe, expect, it } from 'vitest';
import { failedAttempts } from './failed-attempts.ts';

const NOON = asInstant('2026-03-10T12:00:00.000Z');
const ADA = { name: 'ada', address: '192.0.2.1' };

describe('failed attempts to sign in', () => {
  it('make the sixth wait until a quarter of an hour after the first, and not others', () => {
    const attempts = failedAttempts();
    for (let second = 0; second < 5; second += 1) {
      expect(attempts.waitSeconds(ADA, addSeconds(NOON, second))).toBe(0);
      attempts.failed(ADA, addSeconds(NOON, second));
    }
    expect(attempts.waitSeconds(ADA, addSeconds(NOON, 5))).toBe(895);
    expect(attempts.waitSeconds({ ...ADA, address: '192.0.2.2' }, NOON)).toBe(0);
    expect(attempts.waitSeconds({ ...ADA, name: 'ben' }, NOON)).toBe(0);
    expect(attempts.waitSeconds(ADA, addSeconds(NOON, 900))).toBe(0);
  });

  it('are forgotten for the pair by one that succeeds', () => {
    const attempts = failedAttempts();
    for (let count = 0; count < 5; count += 1) attempts.failed(ADA, NOON);
    attempts.succeeded(ADA);
    expect(attempts.waitSeconds(ADA, NOON)).toBe(0);
  });

  it('count for an address over all names, and for a name over all addresses', () => {
    const attempts = failedAttempts();
    for (let count = 0; count < 50; count += 1) attempts.failed({ name: `name-${count}`, address: '192.0.2.9' }, NOON);
    expect(attempts.waitSeconds({ name: 'ada', address: '192.0.2.9' }, NOON)).toBe(900);
    for (let count = 0; count < 200; count += 1) attempts.failed({ name: 'ben', address: `address-${count}` }, NOON);
    expect(attempts.waitSeconds({ name: 'ben', address: '192.0.2.7' }, NOON)).toBe(900);
  });
});
