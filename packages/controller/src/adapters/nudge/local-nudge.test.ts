import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { openLocalNudge } from './index.ts';

/** Longer than any test takes: who still waits then was not woken. */
const LONG_MS = 20_000;

const tookMs = async (work: Promise<void>): Promise<number> => {
  const begun = performance.now();
  await work;
  return performance.now() - begun;
};

describe('local nudge', () => {
  it('wakes everybody who waits for the subject, and nobody else', async () => {
    const nudge = openLocalNudge();
    let other = 'waiting';
    void nudge.wait('planning', LONG_MS).then(() => {
      other = 'woken';
    });
    const waits = [nudge.wait('cut', LONG_MS), nudge.wait('cut', LONG_MS)];
    nudge.notify('cut');
    await Promise.all(waits);
    expect(other).toBe('waiting');
    nudge.close();
  });

  it('ends a wait in its time without any hint', async () => {
    expect(await tookMs(openLocalNudge().wait('cut', 30))).toBeGreaterThanOrEqual(29);
  });

  it('keeps a hint for who was looking when it came, once', async () => {
    const nudge = openLocalNudge();
    nudge.notify('host:host-1');
    expect(await tookMs(nudge.wait('host:host-1', LONG_MS))).toBeLessThan(1000);
    expect(await tookMs(nudge.wait('host:host-1', 30))).toBeGreaterThanOrEqual(29);
  });

  it('ends all waits when it closes, later ones too', async () => {
    const nudge = openLocalNudge();
    const wait = nudge.wait('rollout', LONG_MS);
    await delay(1);
    nudge.close();
    expect(await tookMs(wait)).toBeLessThan(1000);
    expect(await tookMs(nudge.wait('rollout', LONG_MS))).toBeLessThan(1000);
  });

  it('forgets the oldest hint rather than growing without end', async () => {
    const nudge = openLocalNudge();
    for (let at = 0; at <= 10_000; at += 1) nudge.notify(`host:host-${at}`);
    expect(await tookMs(nudge.wait('host:host-10000', LONG_MS))).toBeLessThan(1000);
    expect(await tookMs(nudge.wait('host:host-0', 30))).toBeGreaterThanOrEqual(29);
  });
});
