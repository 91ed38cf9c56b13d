import type { Readings } from '@slipway/agent/ports';
import type { Instant } from '@slipway/core/time';
import { describe, expect, it, type TestContext } from 'vitest';
import { THE_MORNING } from '../builders/index.ts';

/** A host whose root has made its folders. */
export interface ReadingsUnderTest {
  readonly readings: Omit<Readings, 'unitState'>;
  /** A plug-in that prints the text, ends with the status and takes the parameter `job`: a word. */
  readonly putPlugIn: (
    name: string,
    answer: { readonly status: number; readonly output: string; readonly seconds?: number },
  ) => Promise<void>;
  /** A folder below which the age of files may be told, and one where it may not. */
  readonly allowed: string;
  readonly elsewhere: string;
  readonly putFile: (path: string, modifiedAt: Instant) => Promise<void>;
  readonly dispose: () => Promise<void>;
}

/** `create` may end the test where whoever runs it may not make such a host. */
export const describeReadings = (name: string, create: (context: TestContext) => Promise<ReadingsUnderTest>): void => {
  const using = async (context: TestContext, test: (under: ReadingsUnderTest) => Promise<void>): Promise<void> => {
    const under = await create(context);
    try {
      await test(under);
    } finally {
      await under.dispose();
    }
  };
  const call = (plugIn: string, parameters: Readonly<Record<string, string>> = {}) => ({ plugIn, parameters });

  describe(`${name} says what only the host can say`, () => {
    it('by a plug-in, with its status and what it printed', async (context) =>
      await using(context, async ({ readings, putPlugIn }) => {
        await putPlugIn('check_backup', { status: 1, output: 'BACKUP WARNING\nand more\n' });
        expect(await readings.plugIn(call('check_backup', { job: 'daily' }), 10)).toEqual({
          ok: true,
          value: { status: 1, output: 'BACKUP WARNING\nand more\n' },
        });
      }));

    it('and not by one that is not there, or with what its declaration does not allow', async (context) =>
      await using(context, async ({ readings, putPlugIn }) => {
        await putPlugIn('check_backup', { status: 0, output: 'OK' });
        const code = async (...given: Parameters<typeof call>) => {
          const answer = await readings.plugIn(call(...given), 10);
          return answer.ok ? null : answer.reason.code;
        };
        expect(await code('check_other')).toBe('plug-in-missing');
        expect(await code('../check_backup')).toBe('plug-in-missing');
        expect(await code('check_backup', { job: 'daily; reboot' })).toBe('plug-in-parameter-refused');
        expect(await code('check_backup', { other: 'daily' })).toBe('plug-in-parameter-refused');
      }));

    it('and waits for one no longer than it is told', async (context) =>
      await using(context, async ({ readings, putPlugIn }) => {
        await putPlugIn('check_slow', { status: 0, output: 'OK', seconds: 60 });
        expect(await readings.plugIn(call('check_slow'), 1)).toEqual({
          ok: false,
          reason: { code: 'plug-in-timed-out', facts: { plugIn: 'check_slow', seconds: 1 } },
        });
      }));

    it('by the age of a file, below what is allowed', async (context) =>
      await using(context, async ({ readings, putFile, allowed, elsewhere }) => {
        const path = `${allowed}/daily/db.dump`;
        for (const place of [path, `${elsewhere}/db.dump`, `${allowed}-not/db.dump`]) await putFile(place, THE_MORNING);
        expect(await readings.fileModifiedAt(path)).toEqual({ ok: true, value: THE_MORNING });
        const refused = [`${elsewhere}/db.dump`, `${allowed}-not/db.dump`, `${allowed}/none`, `${allowed}/daily`];
        for (const other of [...refused, `${allowed}/../${elsewhere}/db.dump`, 'db.dump', '']) {
          expect(await readings.fileModifiedAt(other)).toMatchObject({
            ok: false,
            reason: { code: 'file-age-unknown' },
          });
        }
      }));
  });
};
