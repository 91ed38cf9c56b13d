import type { RestorePoints } from '@slipway/agent/ports';
import { asAttemptId } from '@slipway/core/ids';
import type { RestorePoint } from '@slipway/core/restore-point';
import { describe, expect, it, type TestContext } from 'vitest';

/** A host that has booted, with volumes that are as policy wants them. */
export interface RestorePointsUnderTest {
  readonly points: RestorePoints;
  readonly point: RestorePoint;
  /** What a change of packages writes to the volumes. */
  readonly write: (what: 'before' | 'after') => Promise<void>;
  readonly read: () => Promise<string>;
  /** What root appends to the ledger, wherever that lies. */
  readonly writeLedger: (text: string) => Promise<void>;
  readonly readLedger: () => Promise<string>;
  readonly boot: () => Promise<void>;
  readonly dispose: () => Promise<void>;
}

/** Real volumes are made and mounted. */
const TEST_MS = 120_000;

/** `create` may end the test where whoever runs it cannot have such volumes. */
export const describeRestorePoints = (
  name: string,
  create: (context: TestContext) => Promise<RestorePointsUnderTest>,
): void => {
  const using = async (context: TestContext, test: (under: RestorePointsUnderTest) => Promise<void>): Promise<void> => {
    const under = await create(context);
    try {
      await test(under);
    } finally {
      await under.dispose();
    }
  };
  const [ONE, OTHER] = [asAttemptId('attempt-1'), asAttemptId('attempt-2')];
  const stateOf = async ({ points, point }: RestorePointsUnderTest, id = ONE): Promise<string> => {
    const looked = await points.look(point, id);
    return looked.ok ? looked.value.state : looked.reason.code;
  };
  const make = async ({ points, point }: RestorePointsUnderTest, id = ONE) => {
    const made = await points.make(point, { id, changesKernel: false });
    expect(made).toMatchObject({ ok: true, value: { state: 'standing', holdsLedger: false } });
  };
  const goBack = async ({ points, point }: RestorePointsUnderTest) =>
    expect(await points.goBack(point, ONE)).toEqual({ ok: true, value: undefined });
  const remove = async ({ points, point }: RestorePointsUnderTest, id = ONE) => await points.remove(point, id);

  describe(`${name} keeps what a host can go back to`, () => {
    it(
      'made, found again, and taken away, once or twice',
      { timeout: TEST_MS },
      async (context) =>
        await using(context, async (under) => {
          expect(await stateOf(under)).toBe('gone');
          await make(under);
          await make(under);
          await make(under, OTHER);
          expect([await stateOf(under), await stateOf(under, OTHER)]).toEqual(['standing', 'standing']);
          for (const _ of [1, 2]) expect(await remove(under)).toEqual({ ok: true, value: undefined });
          expect([await stateOf(under), await stateOf(under, OTHER)]).toEqual(['gone', 'standing']);
        }),
    );

    it(
      'C40: goes back with the next boot and not before, and the ledger does not',
      { timeout: TEST_MS },
      async (context) =>
        await using(context, async (under) => {
          await under.write('before');
          await under.writeLedger('one');
          await make(under);
          await under.write('after');
          await under.writeLedger('one two');
          await goBack(under);
          expect([await under.read(), await stateOf(under)]).toEqual(['after', 'boot-due']);
          await under.boot();
          expect([await under.read(), await under.readLedger(), await stateOf(under)]).toEqual([
            'before',
            'one two',
            'back',
          ]);
          await under.writeLedger('one two three');
          expect(await remove(under)).toEqual({ ok: true, value: undefined });
          expect([await under.read(), await under.readLedger(), await stateOf(under)]).toEqual([
            'before',
            'one two three',
            'gone',
          ]);
        }),
    );

    it(
      'is as it was made, however often the way back is asked for',
      { timeout: TEST_MS },
      async (context) =>
        await using(context, async (under) => {
          await under.write('before');
          await make(under);
          await under.write('after');
          await goBack(under);
          await goBack(under);
          await under.boot();
          expect(await under.read()).toBe('before');
        }),
    );

    it(
      'stays while the next boot is into it',
      { timeout: TEST_MS },
      async (context) =>
        await using(context, async (under) => {
          await make(under);
          await goBack(under);
          expect(await remove(under)).toMatchObject({ ok: false, reason: { code: 'restore-point-failed' } });
          await under.boot();
          expect(await stateOf(under)).toBe('back');
        }),
    );

    it(
      'leads nowhere where there is none',
      { timeout: TEST_MS },
      async (context) =>
        await using(context, async (under) => {
          await under.write('before');
          expect(await under.points.goBack(under.point, ONE)).toMatchObject({
            ok: false,
            reason: { code: 'restore-point-gone' },
          });
          await under.boot();
          expect([await under.read(), await stateOf(under)]).toEqual(['before', 'gone']);
        }),
    );

    it(
      'stands over a boot that is none into it',
      { timeout: TEST_MS },
      async (context) =>
        await using(context, async (under) => {
          await under.write('before');
          await make(under);
          await under.write('after');
          await under.boot();
          expect([await under.read(), await stateOf(under)]).toEqual(['after', 'standing']);
          await goBack(under);
          await under.boot();
          expect(await under.read()).toBe('before');
        }),
    );
  });
};
