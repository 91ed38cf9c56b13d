import type { FailureLogs } from '@slipway/agent/ports';
import type { CollectedLog, LogName } from '@slipway/core/execution';
import { addSeconds, asInstant, type Instant } from '@slipway/core/time';
import { describe, expect, it } from 'vitest';

/** A host whose logs say nothing yet. */
export interface FailureLogsUnderTest {
  readonly failureLogs: FailureLogs;
  /** Lines in the form of that log, each with its time where the log has one; none makes an empty log. */
  readonly write: (
    log: 'dpkg' | 'dnf',
    lines: readonly { readonly at: Instant; readonly text: string }[],
  ) => Promise<void>;
  readonly makeUnreadable: (log: 'dpkg') => Promise<void>;
  readonly say: (entry: {
    readonly at: Instant;
    readonly text: string;
    readonly priority: number;
    readonly unit: string;
    readonly by: string;
    readonly bootId: string;
  }) => void;
  readonly dispose: () => Promise<void>;
}

const BEGUN = asInstant('2026-03-10T20:00:00.000Z');
const before = (seconds: number): Instant => addSeconds(BEGUN, -seconds);
const after = (seconds: number): Instant => addSeconds(BEGUN, seconds);
const BOOT = 'c8f7f2ce-6c32-4c0c-9a3e-0e8b1a5d7f10';
const OTHER_BOOT = '0d6f4bb8-63f4-4b53-8a35-2a8d1f2f6c11';
const FAILURE = { since: BEGUN, boots: [BOOT], units: ['app.service'] } as const;

const of = (logs: readonly CollectedLog[], log: LogName): CollectedLog => {
  const found = logs.filter((one) => one.log === log);
  if (found.length !== 1 || found[0] === undefined) throw new Error(`${log} is told ${found.length} times`);
  return found[0];
};
const texts = (log: CollectedLog): readonly string[] => log.lines.map(({ text }) => text);

export const describeFailureLogs = (name: string, create: () => Promise<FailureLogsUnderTest>): void => {
  const using = async (test: (under: FailureLogsUnderTest) => Promise<void>): Promise<void> => {
    const under = await create();
    try {
      await test(under);
    } finally {
      await under.dispose();
    }
  };

  describe(`${name} tells what its logs say of a failed step`, () => {
    it('each once, and which are not there or say nothing', async () =>
      await using(async ({ failureLogs, write }) => {
        await write('dpkg', []);
        const logs = await failureLogs.collect(FAILURE);
        expect(of(logs, 'dpkg')).toEqual({ log: 'dpkg', found: 'nothing', lines: [] });
        expect(of(logs, 'dnf')).toEqual({ log: 'dnf', found: 'absent', lines: [] });
        expect(of(logs, 'journal')).toEqual({ log: 'journal', found: 'nothing', lines: [] });
      }));

    it('and which cannot be read, with why, and all the others none the less', async () =>
      await using(async ({ failureLogs, makeUnreadable, write }) => {
        await makeUnreadable('dpkg');
        await write('dnf', [{ at: after(1), text: 'Error: Transaction failed' }]);
        const logs = await failureLogs.collect(FAILURE);
        expect(of(logs, 'dpkg')).toMatchObject({ found: 'unreadable', lines: [], detail: expect.stringMatching(/./) });
        expect(of(logs, 'dnf').found).toBe('lines');
      }));

    it('of its time and no other', async () =>
      await using(async ({ failureLogs, write }) => {
        await write('dpkg', [
          { at: before(3600), text: 'status installed old:amd64 1' },
          { at: before(1), text: 'status installed older:amd64 1' },
          { at: BEGUN, text: 'startup archives unpack' },
          { at: after(5), text: 'status half-configured app:amd64 2' },
        ]);
        const lines = texts(of(await failureLogs.collect(FAILURE), 'dpkg'));
        expect(lines).toHaveLength(2);
        expect(lines[0]).toMatch(/startup archives unpack$/);
        expect(lines[1]).toMatch(/status half-configured app:amd64 2$/);
      }));

    it('and where there is much, the last of it', async () =>
      await using(async ({ failureLogs, write }) => {
        await write(
          'dpkg',
          Array.from({ length: 5000 }, (_, at) => ({ at: after(at), text: `status unpacked package-${at}:amd64 1` })),
        );
        const lines = texts(of(await failureLogs.collect(FAILURE), 'dpkg'));
        expect(lines.length).toBeGreaterThan(20);
        expect(lines.length).toBeLessThan(101);
        expect(lines.at(-1)).toMatch(/package-4999:amd64 1$/);
      }));

    it('from the journal what warns, and of its own units everything', async () =>
      await using(async ({ failureLogs, say }) => {
        const entry = { priority: 6, unit: 'app.service', by: 'app', bootId: BOOT };
        say({ ...entry, at: before(10), text: 'warned before', priority: 4 });
        say({ ...entry, at: after(1), text: 'starts' });
        say({ ...entry, at: after(2), text: 'chatters', unit: 'other.service' });
        say({ ...entry, at: after(3), text: 'warns', unit: 'other.service', priority: 4, by: 'other' });
        say({ ...entry, at: after(4), text: 'fails', priority: 3 });
        const journal = of(await failureLogs.collect(FAILURE), 'journal');
        expect(journal).toEqual({
          log: 'journal',
          found: 'lines',
          lines: [
            { text: 'starts', at: after(1), unit: 'app.service', by: 'app' },
            { text: 'warns', at: after(3), unit: 'other.service', by: 'other' },
            { text: 'fails', at: after(4), unit: 'app.service', by: 'app' },
          ],
        });
      }));

    it('and from no boot but its own', async () =>
      await using(async ({ failureLogs, say }) => {
        const entry = { priority: 3, unit: 'app.service', by: 'app' };
        say({ ...entry, at: after(1), text: 'before the clock was set back', bootId: OTHER_BOOT });
        say({ ...entry, at: after(2), text: 'now', bootId: BOOT });
        expect(texts(of(await failureLogs.collect(FAILURE), 'journal'))).toEqual(['now']);
        const through = await failureLogs.collect({ ...FAILURE, boots: [OTHER_BOOT, BOOT] });
        expect(texts(of(through, 'journal'))).toEqual(['before the clock was set back', 'now']);
      }));
  });
};
