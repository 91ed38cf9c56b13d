import type { Checks } from '@slipway/agent/ports';
import { type CheckReading, judgeCheck, type MeasuredCheck } from '@slipway/core/check';
import type { Instant } from '@slipway/core/time';
import { afterAll, beforeAll, describe, expect, it, type TestContext } from 'vitest';

/** `well`; `ill`, by the check; `unknown`: it cannot be measured; `stuck`: it takes the question and never answers. */
export type CheckSituation = 'well' | 'ill' | 'unknown' | 'stuck';

export interface ChecksUnderTest {
  readonly checks: Checks;
  readonly check: MeasuredCheck;
  readonly now: () => Instant;
  readonly become: (situation: CheckSituation) => Promise<void>;
  /** Those that there are of this kind besides `well` and `ill`. */
  readonly situations: readonly CheckSituation[];
  readonly dispose: () => Promise<void>;
}

const TEST_MS = 120_000;
const TIME_LIMIT_MS = 5000;
/** One detail is one row of a report. */
const LINE_CHARACTERS_MAX = 500;

export const describeChecks = (
  name: string,
  create: (context: Pick<TestContext, 'skip'>) => Promise<ChecksUnderTest>,
): void => {
  describe(`${name} is measured`, () => {
    let made: ChecksUnderTest | null = null;
    beforeAll(async () => {
      made = await create({ skip: (note?: unknown) => Promise.reject(new Error(String(note))) as never });
    }, TEST_MS);
    afterAll(async () => await made?.dispose());
    const under = (): ChecksUnderTest => {
      if (made === null) throw new Error('nothing was made');
      return made;
    };
    const measure = async (since: Instant | null, timeLimitMs = TIME_LIMIT_MS): Promise<CheckReading> => {
      const { checks, check } = under();
      const reading = await checks.measure(check, { timeLimitMs, since, boots: false });
      expect(reading.detail).toMatch(/^\S[^\n]*$/);
      expect(reading.detail.length).toBeLessThanOrEqual(LINE_CHARACTERS_MAX);
      const names = (reading.items ?? []).map((item) => item.name);
      expect(names).toEqual([...new Set(names)].sort());
      return reading;
    };
    /** As the executor does: before in the first situation, after in the second. */
    const judged = async (before: CheckSituation, after: CheckSituation): Promise<string> => {
      const { become, check, now } = under();
      await become(before);
      const first = await measure(null);
      if (first.state === 'unknown') return 'unknown';
      const since = now();
      await become(after);
      const second = await measure(since);
      return judgeCheck({ check, before: first, after: second, excused: new Set() }).judged;
    };

    it('as well before and after', { timeout: TEST_MS }, async () => {
      expect(await judged('well', 'well')).toBe('well');
    });

    it('as not well where it fell ill in between', { timeout: TEST_MS }, async () => {
      expect(await judged('well', 'ill')).toBe('not-well');
    });

    it('as well again once it is', { timeout: TEST_MS }, async () => {
      await under().become('ill');
      expect(await judged('well', 'well')).toBe('well');
    });

    it('as unknown before, and not well after, where it cannot be', { timeout: TEST_MS }, async () => {
      if (!under().situations.includes('unknown')) return;
      expect(await judged('unknown', 'well')).toBe('unknown');
      expect(await judged('well', 'unknown')).toBe('not-well');
    });

    it('within its time where nobody answers', { timeout: TEST_MS }, async () => {
      if (!under().situations.includes('stuck')) return;
      await under().become('stuck');
      const begun = performance.now();
      expect((await measure(null, 1000)).state).not.toBe('well');
      // A second, and what ending a program that does not listen takes.
      expect(performance.now() - begun).toBeLessThan(15_000);
      await under().become('well');
    });
  });
};
