import type { Audience, Letter, Notify } from '@slipway/controller/ports';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { THE_MORNING } from '../builders/index.ts';

/** A way to tell people, and one audience of each kind whose receiver the test can look into. */
export interface NotifyUnderTest {
  readonly notify: Notify;
  readonly audiences: readonly Audience[];
  /** Ids or subjects of what was taken by this audience, in order. */
  arrived(audience: string): readonly string[];
  /** From now on no receiver takes anything. */
  refuse(): void;
  dispose(): Promise<void>;
}

const letter = (letterId: string): Letter => ({
  letterId,
  at: THE_MORNING,
  kind: 'feed-failed',
  subject: `about ${letterId}`,
  lines: ['a line', '', 'and another'],
  body: { eventId: letterId, kind: 'feed-failed', at: THE_MORNING, content: {} },
});

const KINDS: readonly Audience['kind'][] = ['webhook', 'mail', 'slack', 'teams'];

export const describeNotify = (name: string, make: () => Promise<NotifyUnderTest>): void => {
  describe(`notify contract: ${name}`, () => {
    let under: NotifyUnderTest;
    beforeEach(async () => {
      under = await make();
    });
    afterEach(async () => await under.dispose());
    const audienceOf = (kind: Audience['kind']): Audience => {
      const found = under.audiences.find((audience) => audience.kind === kind);
      if (found === undefined) throw new Error(`no audience of the kind ${kind} to test with`);
      return found;
    };

    it.each(KINDS)('a %s that takes a letter has it, each time that it is told', async (kind) => {
      const audience = audienceOf(kind);
      for (const one of ['one', 'two', 'one']) {
        expect(await under.notify.deliver(audience, letter(one))).toEqual({ ok: true, value: undefined });
      }
      const arrived = under.arrived(audience.name);
      expect(arrived).toHaveLength(3);
      expect(arrived[0]).toBe(arrived[2]);
      expect(arrived[1]).not.toBe(arrived[0]);
    });

    it.each(KINDS)('a %s that refuses is a reason that names it, and no exception', async (kind) => {
      under.refuse();
      const audience = audienceOf(kind);
      expect(await under.notify.deliver(audience, letter('one'))).toMatchObject({
        ok: false,
        reason: { code: 'notice-not-taken', facts: { audience: audience.name } },
      });
      expect(under.arrived(audience.name)).toEqual([]);
    });

    it.each(KINDS)('nothing that nobody signed came from a %s', (kind) => {
      for (const signature of ['', 'sha256=', `sha256=${'0'.repeat(64)}`]) {
        expect(under.notify.isSignedBy(audienceOf(kind), new Uint8Array([1]), signature)).toBe(false);
      }
    });
  });
};
