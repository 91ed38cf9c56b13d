import { expect, test } from 'vitest';
import { type RolloutShare, rolloutShare } from '../src/demo/share.ts';

type Report = Parameters<typeof rolloutShare>[0];

const at = (seconds: number): string => new Date(Date.UTC(2026, 0, 1) + seconds * 1000).toISOString();

/** A host that begins, runs its steps without a pause, and ends. */
const host = (wave: number, from: number, stepSeconds: readonly number[]): unknown => {
  const ends = stepSeconds.map((_, index) => stepSeconds.slice(0, index + 1).reduce((sum, each) => sum + each, from));
  const steps = stepSeconds.map((each, index) => ({
    begunAt: at((ends[index] ?? 0) - each),
    endedAt: at(ends[index] ?? 0),
  }));
  const skipped = { begunAt: null, endedAt: at(from) };
  return { wave, attempt: { begunAt: at(from), endedAt: at(ends.at(-1) ?? from), steps: [skipped, ...steps] } };
};

const share = (
  hosts: readonly unknown[],
  endSeconds: number,
  soaks: readonly number[] = [0, 0, 0],
): RolloutShare | null =>
  rolloutShare({ startedAt: at(0), endedAt: at(endSeconds), hosts } as unknown as Report, soaks);

test('one host: what is left beside its steps is the controller', () => {
  expect(share([host(0, 2, [3, 5])], 12)).toEqual({
    wallMs: 12_000,
    hostStepsMs: 8_000,
    soakMs: 0,
    controllerMs: 4_000,
    share: 4 / 12,
  });
});

test('hosts beside each other count once, by the longer one', () => {
  expect(share([host(0, 1, [10]), host(0, 1, [4])], 12)?.hostStepsMs).toBe(10_000);
});

test('waves one after the other add up, with the soak between them and the one after the last', () => {
  const measured = share([host(0, 1, [10]), host(0, 1, [2]), host(1, 17, [3])], 81, [5, 60]);
  expect(measured).toMatchObject({ hostStepsMs: 13_000, soakMs: 65_000, controllerMs: 3_000 });
});

test('within a wave a host that waited for the other follows it', () => {
  expect(share([host(0, 1, [4]), host(0, 6, [5])], 12)?.hostStepsMs).toBe(9_000);
});

test('a rollout that has not ended has no share', () => {
  const report = { startedAt: at(0), endedAt: null, hosts: [] } as unknown as Report;
  expect(rolloutShare(report, [])).toBeNull();
});
