import type { TransactionOutput, TransactionState, TransactionUnit } from '@slipway/agent/ports';
import { asAttemptId } from '@slipway/core/ids';
import { describe, expect, it } from 'vitest';

/** A host whose service manager is real enough to run a command and to lose it. */
export interface TransactionUnitUnderTest {
  /** As the program sees it that is running now. */
  readonly unit: TransactionUnit;
  /** As the reporter sees what is printed. */
  readonly output: TransactionOutput;
  /** As the next program sees it, after the present one was killed. */
  readonly reopen: () => Promise<TransactionUnit>;
  /** A command that prints `line` and then waits; `finish` lets it end with the status. */
  readonly command: (
    line: string,
  ) => Promise<{ readonly command: readonly string[]; readonly finish: (status: number) => Promise<void> }>;
  /** The host stops at once and boots again: what ran is gone, and nobody wrote down how it ended. */
  readonly cut: () => Promise<void>;
  readonly dispose: () => Promise<void>;
}

const ended = (state: TransactionState): boolean => state.kind === 'ended';

export const describeTransactionUnit = (name: string, create: () => Promise<TransactionUnitUnderTest>): void => {
  const using = async (test: (under: TransactionUnitUnderTest) => Promise<void>): Promise<void> => {
    const under = await create();
    try {
      await test(under);
    } finally {
      await under.dispose();
    }
  };
  const start = async (under: TransactionUnitUnderTest, unitName: string, line = 'a line') => {
    const { command, finish } = await under.command(line);
    expect(await under.unit.start({ name: unitName, command, environment: {} })).toEqual({
      ok: true,
      value: undefined,
    });
    return finish;
  };
  const endOf = async (unit: TransactionUnit, unitName: string): Promise<TransactionState> => {
    await expect.poll(async () => ended(await unit.look(unitName)), { timeout: 10_000 }).toBe(true);
    return await unit.look(unitName);
  };

  describe(`${name} runs a transaction in a unit of its own`, () => {
    it('has nothing under a name that was never started', async () =>
      await using(async ({ unit }) => {
        expect(await unit.look('slipway-apply-none-1')).toEqual({ kind: 'absent' });
      }));

    it('runs until it ends, and then tells how and with which last words', async () =>
      await using(async (under) => {
        const finish = await start(under, 'slipway-apply-a-1', 'these are its words');
        expect(await under.unit.look('slipway-apply-a-1')).toMatchObject({ kind: 'running' });
        await finish(0);
        const state = await endOf(under.unit, 'slipway-apply-a-1');
        expect(state).toMatchObject({ kind: 'ended', succeeded: true });
        expect(state.kind === 'ended' && state.output).toContain('these are its words');
      }));

    it('shows what is printed while it runs, of that attempt alone, and of its newest try', async () =>
      await using(async (under) => {
        const lastOf = async (attemptId: string) => await under.output.lastOf(asAttemptId(attemptId));
        expect(await lastOf('a')).toEqual({ ok: true, value: null });
        const finish = await start(under, 'slipway-apply-a-1', 'these are its words\n');
        const printed = async (): Promise<number> => {
          const found = await lastOf('a');
          return found.ok ? (found.value?.bytes ?? 0) : 0;
        };
        await expect.poll(printed, { timeout: 10_000 }).toBeGreaterThan(0);
        expect(await lastOf('a')).toMatchObject({
          ok: true,
          value: { transaction: 'slipway-apply-a-1', isWhole: true },
        });
        for (const other of ['b', '1', 'apply', 'a-1']) expect(await lastOf(other)).toEqual({ ok: true, value: null });
        await finish(100);
        await endOf(under.unit, 'slipway-apply-a-1');
        expect(await lastOf('a')).toMatchObject({ value: { end: expect.stringContaining('these are its words') } });
        await (await start(under, 'slipway-apply-a-part2-1', 'others'))(0);
        await endOf(under.unit, 'slipway-apply-a-part2-1');
        expect(await lastOf('a')).toMatchObject({
          value: { transaction: 'slipway-apply-a-part2-1', end: expect.stringContaining('others') },
        });
      }));

    it('takes any other status for a failure', async () =>
      await using(async (under) => {
        await (await start(under, 'slipway-apply-a-1'))(100);
        const state = await endOf(under.unit, 'slipway-apply-a-1');
        expect(state).toMatchObject({ kind: 'ended', succeeded: false });
        expect(state.kind === 'ended' && state.status).toContain('100');
      }));

    it('goes on without the program that started it, and is found by the next', async () =>
      await using(async (under) => {
        const finish = await start(under, 'slipway-apply-a-1');
        const next = await under.reopen();
        expect(await next.look('slipway-apply-a-1')).toMatchObject({ kind: 'running' });
        await finish(0);
        expect(await endOf(next, 'slipway-apply-a-1')).toMatchObject({ succeeded: true });
        expect(await (await under.reopen()).look('slipway-apply-a-1')).toMatchObject({
          kind: 'ended',
          succeeded: true,
        });
      }));

    it('keeps names apart', async () =>
      await using(async (under) => {
        const finish = await start(under, 'slipway-apply-a-1');
        expect(await under.unit.look('slipway-apply-a-2')).toEqual({ kind: 'absent' });
        await finish(1);
        await endOf(under.unit, 'slipway-apply-a-1');
        await (await start(under, 'slipway-apply-a-2'))(0);
        expect(await endOf(under.unit, 'slipway-apply-a-2')).toMatchObject({ succeeded: true });
        expect(await under.unit.look('slipway-apply-a-1')).toMatchObject({ succeeded: false });
      }));

    it('knows after a cut that it does not know, and still what had ended before', async () =>
      await using(async (under) => {
        await (await start(under, 'slipway-apply-a-1'))(0);
        await endOf(under.unit, 'slipway-apply-a-1');
        await start(under, 'slipway-apply-a-2');
        await under.cut();
        const next = await under.reopen();
        expect(await next.look('slipway-apply-a-2')).toEqual({ kind: 'unknown' });
        expect(await next.look('slipway-apply-a-1')).toMatchObject({ kind: 'ended', succeeded: true });
        expect(await next.look('slipway-apply-a-3')).toEqual({ kind: 'absent' });
      }));

    it('takes a failure of an earlier boot for an interruption', async () =>
      await using(async (under) => {
        await (await start(under, 'slipway-apply-a-1'))(100);
        expect(await endOf(under.unit, 'slipway-apply-a-1')).toMatchObject({ succeeded: false });
        await under.cut();
        expect(await (await under.reopen()).look('slipway-apply-a-1')).toEqual({ kind: 'unknown' });
      }));

    it('starts no second one under a name that runs', async () =>
      await using(async (under) => {
        const finish = await start(under, 'slipway-apply-a-1', 'the first');
        const { command } = await under.command('the second');
        expect(await under.unit.start({ name: 'slipway-apply-a-1', command, environment: {} })).toMatchObject({
          ok: false,
          reason: { code: 'apply-failed', facts: { status: 'not started' } },
        });
        expect(await under.unit.look('slipway-apply-a-1')).toMatchObject({ kind: 'running' });
        await finish(0);
        const state = await endOf(under.unit, 'slipway-apply-a-1');
        expect(state.kind === 'ended' && state.output).toContain('the first');
      }));

    it('is given nothing that a service manager would replace by something else', async () =>
      await using(async ({ unit, command }) => {
        const [program = ''] = (await command('x')).command;
        for (const argument of ['%n', '$HOME', 'a b', 'a\nb', '"x"', '$(x)', '{}']) {
          const started = unit.start({ name: 'slipway-apply-a-1', command: [program, argument], environment: {} });
          await expect(started).rejects.toThrow(/systemd cannot be given/);
        }
        expect(await unit.look('slipway-apply-a-1')).toEqual({ kind: 'absent' });
        for (const bad of ['', '../x', 'a b', 'A', 'x'.repeat(300)]) {
          await expect(unit.look(bad)).rejects.toThrow(/no name for a unit/);
          await expect(unit.start({ name: bad, command: [program], environment: {} })).rejects.toThrow(
            /no name for a unit/,
          );
        }
      }));
  });
};
