import type { Guests } from '@slipway/agent/ports';
import type { GuestName, GuestState } from '@slipway/core/guest';
import { describe, expect, it, type TestContext } from 'vitest';

/** A carrier with one guest that runs, can shut down, and can be started again. */
export interface GuestsUnderTest {
  readonly guests: Guests;
  readonly guest: GuestName;
  /** Looked at until it is so. */
  readonly until: (isSo: () => Promise<boolean>) => Promise<void>;
  readonly dispose: () => Promise<void>;
}

/** Real guests boot. */
const TEST_MS = 120_000;

/** `create` may end the test where whoever runs it cannot have such guests. */
export const describeGuests = (name: string, create: (context: TestContext) => Promise<GuestsUnderTest>): void => {
  const using = async (context: TestContext, test: (under: GuestsUnderTest) => Promise<void>): Promise<void> => {
    const under = await create(context);
    try {
      await test(under);
    } finally {
      await under.dispose();
    }
  };
  const seen = async ({ guests }: GuestsUnderTest, { kind, name: wanted }: GuestName) => {
    const listed = await guests.list();
    if (!listed.ok) throw new Error(JSON.stringify(listed.reason));
    return listed.value.find((one) => one.kind === kind && one.name === wanted) ?? null;
  };
  const stateOf = async (under: GuestsUnderTest): Promise<GuestState | null> =>
    (await seen(under, under.guest))?.state ?? null;
  const becomes = async (under: GuestsUnderTest, state: GuestState): Promise<void> => {
    await under.until(async () => (await stateOf(under)) === state);
    expect(await stateOf(under)).toBe(state);
  };

  describe(`${name} carries guests`, () => {
    it('that are told, go down when they are asked, and come up again', { timeout: TEST_MS }, async (context) => {
      await using(context, async (under) => {
        const { guests, guest } = under;
        expect(await seen(under, guest)).toMatchObject({ state: 'running', notStartable: null });
        expect(await guests.shutDown(guest)).toEqual({ ok: true, value: undefined });
        await becomes(under, 'stopped');
        for (const _ of [1, 2]) {
          expect(await guests.start(guest)).toMatchObject({ ok: true });
          await becomes(under, 'running');
        }
      });
    });

    it('that stay down when they are asked again', { timeout: TEST_MS }, async (context) => {
      await using(context, async (under) => {
        for (const _ of [1, 2]) {
          expect(await under.guests.shutDown(under.guest)).toMatchObject({ ok: true });
          await becomes(under, 'stopped');
        }
      });
    });

    it('and says so of one that it does not know', { timeout: TEST_MS }, async (context) => {
      await using(context, async (under) => {
        const nobody = { ...under.guest, name: 'nobody' };
        const [down, up] = [await under.guests.shutDown(nobody), await under.guests.start(nobody)];
        expect(down).toMatchObject({ ok: false, reason: { code: 'guest-not-gone', facts: { guest: 'nobody' } } });
        expect(up).toMatchObject({ ok: false, reason: { code: 'guest-not-back', facts: { guest: 'nobody' } } });
      });
    });
  });
};
