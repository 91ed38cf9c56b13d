import type { BegunPart, LedgerFact } from '@slipway/core/execution';
import { asAttemptId } from '@slipway/core/ids';
import type { PlannedChange } from '@slipway/core/plan';
import { explain } from '@slipway/core/reasons';
import { addSeconds, asInstant } from '@slipway/core/time';
import type { DebHost } from '@slipway/testkit/deb-host';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AttemptContext } from '../src/executor/context.ts';
import { expectedNow } from '../src/executor/steps/apply.ts';
import { apply } from '../src/executor/steps/index.ts';
import type { StagedFiles, TransactionState } from '../src/ports/index.ts';
import { type AptOnHost, aptOnHost, PATCH_SET, runTransaction } from './made-apt-host.ts';

// In parts over the real apt and dpkg: `app` needs the new `lib` and `fresh`, the others need nothing. Only the unit is the test's
// own process, and time is what the test says: each transaction takes so many seconds.

const FILE = { sha256: PATCH_SET, sizeBytes: 1 };
const NIGHT = asInstant('2026-11-22T20:00:00.000Z');
const change = (name: string, kind: 'upgrade' | 'install' = 'upgrade'): PlannedChange => ({
  ...{ kind, name, architecture: 'all', from: kind === 'install' ? null : '1.0', to: '1.1', file: FILE },
  automatic: kind === 'install',
});
const TRANSACTION = [
  change('app'),
  change('fresh', 'install'),
  change('lib'),
  change('one'),
  change('three'),
  change('two'),
];
const OLD = { app: '1.0', lib: '1.0', one: '1.0', three: '1.0', two: '1.0' };
const NEW = { app: '1.1', fresh: '1.1', lib: '1.1', one: '1.1', three: '1.1', two: '1.1' };
const BOUNDS = {
  patchSetDigest: PATCH_SET,
  hosts: ['host-1'],
  changes: { newDependencies: 'allowed', removals: [], downgrades: 'refused' },
};

describe('the apply step in parts', () => {
  let apt: AptOnHost;
  let deb: DebHost;
  let staged: StagedFiles;
  let units: Map<string, TransactionState>;
  let facts: LedgerFact[];
  let seconds: number;
  beforeEach((context) => {
    apt = aptOnHost(context);
    deb = apt.deb;
    const old = Object.keys(OLD).map((name) => deb.make({ name, version: '1.0' }));
    deb.install(old);
    const needs = { Depends: 'lib (>= 1.1), fresh' };
    const newer = Object.keys(NEW).map((name) =>
      deb.make({ name, version: '1.1', ...(name === 'app' ? { fields: needs } : {}) }),
    );
    staged = apt.patchSet([...old, ...newer]).staged;
    units = new Map();
    facts = [];
    seconds = 0;
  });
  afterEach(() => deb?.dispose());

  const begun = (): readonly BegunPart[] =>
    facts.flatMap((fact) => (fact.kind === 'part-begun' ? [{ ...fact, at: NIGHT, bootId: 'boot-1' }] : []));
  const parts = (): readonly string[] => begun().map(({ changes }) => changes.map(({ name }) => name).join(' '));

  interface Given {
    /** Of the window, for updates. */
    readonly left: number;
    /** How long a transaction takes. */
    readonly each: number;
    /** How long apt takes to say what the first part would be. */
    readonly choosing?: number;
    /** Right before the unit of this part is started, or right after it has ended. */
    readonly dies?: { readonly at: number; readonly when: 'before' | 'after' };
  }

  const context = ({ left, each, choosing = 0, dies }: Given): AttemptContext => {
    const endsAt = addSeconds(NIGHT, 100 + left);
    const executor = apt.executor();
    let asked = 0;
    const packages: typeof executor = {
      ...executor,
      proposeRemaining: async (wish) => {
        asked += 1;
        // What is left comes before it.
        if (asked === 2) seconds += choosing;
        return await executor.proposeRemaining(wish);
      },
    };
    return {
      attemptId: asAttemptId('rollout-1-host-1-1'),
      direction: 'planned',
      attempt: { steps: [{ step: 'apply', outcome: null, parts: begun() }] },
      header: { bounds: { ...BOUNDS, occurrences: [{ id: 'n', startsAt: NIGHT, cutOffAt: endsAt, endsAt }] } },
      hostPlan: {
        ...{ hostId: 'host-1', patchSetDigest: PATCH_SET, index: staged.index, transaction: TRANSACTION },
        ...{ conffiles: [], wayBack: { kind: 'none' }, parts: { changeSeconds: 10, afterSeconds: 100 } },
      },
      ports: {
        packages,
        staging: { stage: async () => ({ ok: true, value: staged }) },
        clock: {
          now: () => addSeconds(NIGHT, seconds),
          monotonicMs: () => seconds * 1000,
          sleep: async () => undefined,
        },
        ledger: { append: async (fact: LedgerFact) => void facts.push(fact) },
        transactionUnit: {
          look: async (name: string) => units.get(name) ?? { kind: 'absent' },
          start: async ({ name, command }: { readonly name: string; readonly command: readonly string[] }) => {
            const isNow = dies?.at === begun().length;
            if (isNow && dies.when === 'before') throw new Error('dead');
            runTransaction(command);
            seconds += each;
            units.set(name, { kind: 'ended', succeeded: true, status: 'exited 0', output: `did ${name}` });
            if (isNow) throw new Error('dead');
            return { ok: true, value: undefined };
          },
        },
      },
    } as unknown as AttemptContext;
  };
  const verified = (
    result: Awaited<ReturnType<typeof apply>>,
    given: Given,
  ): Readonly<Record<string, string | null>> => {
    const steps = [{ step: 'apply', ...result }];
    const now = { ...context(given), attempt: { steps } } as unknown as AttemptContext;
    return Object.fromEntries(expectedNow(now).map(({ name, version }) => [name, version]));
  };

  it('is one transaction, written down before it, where half of the time left holds it', async () => {
    const given = { left: 120, each: 60 };
    const result = await apply(context(given));
    expect(result).toMatchObject({ outcome: 'done', reason: null });
    expect([parts(), await apt.versions()]).toEqual([['app fresh lib one three two'], NEW]);
    expect([...units.keys()]).toEqual(['slipway-apply-rollout-1-host-1-1-part1-1']);
    expect(verified(result, given)).toEqual(NEW);
  });

  it('is as much as half of the time holds, with what that needs, and all in the end', async () => {
    const result = await apply(context({ left: 80, each: 5 }));
    expect(result).toMatchObject({ outcome: 'done', reason: null });
    expect([parts(), await apt.versions()]).toEqual([['app fresh lib one three', 'two'], NEW]);
  });

  it('shrinks, and stops between two parts where the time would not hold the next; the rest is the next plan', async () => {
    const given = { left: 45, each: 20 };
    const result = await apply(context(given));
    // The closure of `app` alone is more than half of the time; `lib` and whoever needs nothing are not.
    expect(parts()).toEqual(['app fresh lib', 'one']);
    expect(result.outcome).toBe('done');
    expect(result.reason && explain(result.reason)).toBe(
      'Applied 4 of 6 updates; the rest is left for the next window: The next one takes about 20 s, and 5 s of the window are left for it.',
    );
    expect(await apt.versions()).toEqual({ ...NEW, three: '1.0', two: '1.0' });
    expect(result.evidence?.versions).toContainEqual({ name: 'two', architecture: 'all', version: '1.0' });
    expect(verified(result, given)).toEqual({ app: '1.1', fresh: '1.1', lib: '1.1', one: '1.1' });
    facts = [];
    units.clear();
    seconds = 0;
    expect(await apply(context({ left: 1000, each: 20 }))).toMatchObject({ outcome: 'done', reason: null });
    expect([parts(), await apt.versions()]).toEqual([['three two'], NEW]);
  });

  it('chooses less where to choose took the time that it needs', async () => {
    const result = await apply(context({ left: 80, each: 5, choosing: 45 }));
    expect(parts()[0]).toBe('app fresh lib');
    expect(result.outcome).toBe('done');
    expect(await apt.versions()).toMatchObject({ app: '1.1', fresh: '1.1', lib: '1.1' });
  });

  it('takes others where the first needs more than there is time for', async () => {
    const result = await apply(context({ left: 25, each: 20 }));
    expect(parts()).toEqual(['lib']);
    expect(result.reason).toMatchObject({ code: 'applied-in-part', facts: { applied: 1, planned: 6 } });
    expect(await apt.versions()).toEqual({ ...OLD, lib: '1.1' });
  });

  it('begins nothing where the time holds not even one, by a reason after which it is tried again', async () => {
    const result = await apply(context({ left: 9, each: 20 }));
    expect(result).toMatchObject({ outcome: 'failed', reason: { code: 'window-too-short', facts: { left: 9 } } });
    expect([parts(), units.size, await apt.versions()]).toEqual([[], 0, OLD]);
  });

  it('begins nothing where apt would not do what was approved', async () => {
    apt.hold('two');
    const result = await apply(context({ left: 1000, each: 20 }));
    expect(result).toMatchObject({ outcome: 'failed', reason: { code: 'apply-not-begun' } });
    expect([parts(), units.size]).toEqual([[], 0]);
  });

  it('stops between two parts where apt would not do the rest any more', async () => {
    const holding = context({ left: 50, each: 5 });
    const append = async (fact: LedgerFact): Promise<void> => {
      facts.push(fact);
      apt.hold('two');
    };
    const result = await apply({
      ...holding,
      ports: { ...holding.ports, ledger: { append } },
    } as unknown as AttemptContext);
    expect(parts()).toEqual(['app fresh lib']);
    expect(result.reason && explain(result.reason)).toMatch(/^Applied 3 of 6 .*: two is held on the host\.$/);
  });

  it.each(['before', 'after'] as const)('finds its part again, where it died %s its transaction', async (when) => {
    const given = { left: 70, each: 5 };
    await expect(apply(context({ ...given, dies: { at: 1, when } }))).rejects.toThrow('dead');
    expect(parts()).toEqual(['app fresh lib one']);
    const result = await apply(context(given));
    expect(result).toMatchObject({ outcome: 'done', reason: null });
    expect(await apt.versions()).toEqual(NEW);
    // Before it nothing was there, so that it is decided anew, with the time that there is then; after it, it is done.
    expect(parts().slice(1)).toEqual(when === 'before' ? ['app fresh lib one', 'three two'] : ['three two']);
    expect(units.size).toBe(2);
  });

  it('finishes the part that was begun, and begins no other, where the window has ended meanwhile', async () => {
    await expect(apply(context({ left: 70, each: 5, dies: { at: 1, when: 'after' } }))).rejects.toThrow('dead');
    seconds = 10_000;
    const result = await apply(context({ left: 70, each: 5 }));
    expect(result.reason).toMatchObject({ code: 'applied-in-part', facts: { applied: 4, planned: 6 } });
    expect(parts()).toHaveLength(1);
  });
});
