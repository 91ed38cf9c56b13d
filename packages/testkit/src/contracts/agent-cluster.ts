import type { ClusterAnswer, ClusterQuestions } from '@slipway/agent/ports';
import type { ClusterQuestion } from '@slipway/core/question';
import { afterAll, beforeAll, describe, expect, it, type TestContext } from 'vitest';

/**
 * `whole`: every member is there and in step. `missing`: another member is away, and by the question this one is needed.
 * `silent`: this host's own member is away. `stuck`: it takes questions and never answers.
 */
export type ClusterSituation = 'whole' | 'missing' | 'silent' | 'stuck';

export interface ClusterUnderTest {
  readonly cluster: ClusterQuestions;
  /** Wants one member more than is left where one is `missing`. */
  readonly question: ClusterQuestion;
  /** From any situation into any other; may return before the members have noticed. */
  readonly become: (situation: ClusterSituation) => Promise<void>;
  readonly dispose: () => Promise<void>;
}

/** A real cluster takes its time to notice, to elect and to sync. */
const NOTICED_MS = 90_000;
const TEST_MS = 180_000;
/** The longest that a real member takes for a good answer on a busy machine. */
const ANSWER_MS = 30_000;
/** One evidence line is one row of a report. */
const LINE_CHARACTERS_MAX = 500;

/** The cluster is made once: `create` may end the tests where it cannot be had. `more`: what else is so of it, in the end. */
export const describeClusterQuestions = (
  name: string,
  create: (context: Pick<TestContext, 'skip'>) => Promise<ClusterUnderTest>,
  more: (under: () => ClusterUnderTest) => void = () => undefined,
): void => {
  describe(`${name} answers for its cluster`, () => {
    let made: ClusterUnderTest | null = null;
    beforeAll(async () => {
      made = await create({ skip: (note?: unknown) => Promise.reject(new Error(String(note))) as never });
    }, TEST_MS);
    afterAll(async () => await made?.dispose());
    const under = (): ClusterUnderTest => {
      if (made === null) throw new Error('no cluster was made');
      return made;
    };
    const ask = async (timeLimitMs = ANSWER_MS): Promise<readonly [ClusterAnswer, ClusterAnswer]> => {
      const { cluster, question } = under();
      return [await cluster.mayGo(question, timeLimitMs), await cluster.isWhole(question, timeLimitMs)];
    };
    const words = async (): Promise<string> => (await ask()).map(({ answer }) => answer).join(' ');
    const comesTo = async (situation: ClusterSituation, answers: string): Promise<void> => {
      await under().become(situation);
      await expect.poll(words, { timeout: NOTICED_MS, interval: 500 }).toBe(answers);
    };

    it('with yes while it is whole, and says what it saw in a line', { timeout: TEST_MS }, async () => {
      await comesTo('whole', 'yes yes');
      for (const { evidence } of await ask()) {
        expect(evidence).toMatch(/^\S[^\n]*$/);
        expect(evidence.length).toBeLessThanOrEqual(LINE_CHARACTERS_MAX);
      }
    });

    it('C28: with no while another member is missing, and yes once it is back', { timeout: TEST_MS }, async () => {
      await comesTo('missing', 'no no');
      expect((await ask())[0].evidence).toMatch(/^\S[^\n]*$/);
      await comesTo('whole', 'yes yes');
    });

    it('C28: with unknown while its own member is away', { timeout: TEST_MS }, async () => {
      await comesTo('silent', 'unknown unknown');
      expect((await ask())[1].evidence).toMatch(/^\S[^\n]*$/);
      await comesTo('whole', 'yes yes');
    });

    it('C28: with unknown where it gets no answer, and in time', { timeout: TEST_MS }, async () => {
      await under().become('stuck');
      const before = performance.now();
      expect((await ask(1000)).map(({ answer }) => answer)).toEqual(['unknown', 'unknown']);
      // Each a second, and what ending a program that does not listen takes.
      expect(performance.now() - before).toBeLessThan(15_000);
      await comesTo('whole', 'yes yes');
    });

    more(under);
  });
};
