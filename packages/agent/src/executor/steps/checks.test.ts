// Checks around a change: what the manifest step measures, and what the verify step makes of it.

import type { CheckReading, HostCheck, MeasuredCheck } from '@slipway/core/check';
import type { PlannedCheck } from '@slipway/core/plan';
import { ok, refuse } from '@slipway/core/reasons';
import { asInstant } from '@slipway/core/time';
import { aPackage, sha256 } from '@slipway/testkit/builders';
import { describe, expect, it } from 'vitest';
import type { FileDifference, Measuring } from '../../ports/index.ts';
import type { AttemptContext, StepResult } from '../context.ts';
import { manifest } from './manifest.ts';
import { verify } from './verify.ts';

const TCP: MeasuredCheck = { kind: 'tcp', host: '127.0.0.1', port: 80 };
const JOURNAL: MeasuredCheck = { kind: 'journal', newMax: 0 };
const PORTS: MeasuredCheck = { kind: 'ports' };
const HOOK: HostCheck = { kind: 'hook', hook: 'is-well', parameters: {} };
const UNIT: HostCheck = { kind: 'unit-active', unit: 'nginx.service' };
const WELL: CheckReading = { state: 'well', detail: 'it answers' };
const ILL: CheckReading = { state: 'ill', detail: 'refused' };
const UNKNOWN: CheckReading = { state: 'unknown', detail: 'no such name' };
const STEP = { kind: 'verify', run: { how: 'built-in' }, timeoutSeconds: 600 } as const;

interface Given {
  readonly checks?: readonly HostCheck[];
  /** At each look the next, of whatever kind is asked. */
  readonly readings?: readonly CheckReading[];
  readonly hook?:
    | ReturnType<typeof ok<{ readonly status: number; readonly output: string }>>
    | ReturnType<typeof refuse>;
  readonly failed?: readonly string[];
  readonly before?: readonly CheckReading[] | null;
  readonly unitsBefore?: Readonly<Record<string, string>>;
  readonly files?: readonly FileDifference[];
  readonly verification?: { readonly files: 'changed' };
}

interface Made {
  readonly context: AttemptContext;
  readonly seconds: () => number;
  readonly asked: Measuring[];
  readonly hooks: () => number;
}

const hostWith = (given: Given): Made => {
  const { checks = [TCP], readings = [WELL], failed = [], unitsBefore = {}, files = [] } = given;
  let nowMs = 0;
  let look = 0;
  let hooks = 0;
  const asked: Measuring[] = [];
  const planned: readonly PlannedCheck[] = checks.map((check) => ({ check, timeoutSeconds: 30 }));
  const context = {
    direction: 'planned',
    attempt: { steps: [] },
    manifest: { takenAt: asInstant('2026-11-21T20:00:00.000Z') },
    unitsBefore: new Map(Object.entries(unitsBefore)),
    checksBefore: given.before === null ? null : (given.before ?? []).map((one) => ({ asked: 'it', ...one })),
    hostPlan: {
      transaction: [],
      checks: planned,
      restart: 'none',
      reboot: 'never',
      ...(given.verification === undefined ? {} : { verification: given.verification }),
    },
    ports: {
      clock: {
        now: () => asInstant('2026-11-21T20:00:00.000Z'),
        monotonicMs: () => nowMs,
        sleep: async (ms: number) => {
          nowMs += ms;
        },
      },
      crypto: { sha256 },
      checks: {
        measure: async (_check: MeasuredCheck, measuring: Measuring) => {
          asked.push(measuring);
          return readings[Math.min(look++, readings.length - 1)];
        },
      },
      hooks: {
        call: async () => {
          hooks += 1;
          return given.hook ?? ok({ status: 0, output: 'all is well\nmore' });
        },
      },
      packageFiles: { differing: async () => ok(files) },
      packages: { readPackages: async () => ok({ packages: [aPackage({ name: 'openssl', version: '1' })] }) },
      services: {
        state: async (unit: string) => (unit === 'nginx.service' ? 'active' : 'inactive'),
        runningServices: async () => ok(['nginx.service']),
        hadNothingToDo: async () => false,
        failedUnits: async () => ok(failed),
      },
      system: { staleProcesses: async () => [] },
    },
  } as unknown as AttemptContext;
  return { context, seconds: () => nowMs / 1000, asked, hooks: () => hooks };
};

describe('before the change', () => {
  it('each check is measured, in the order of the plan', async () => {
    const host = hostWith({ checks: [UNIT, HOOK, { kind: 'failed-units' }, TCP], failed: ['old.service'] });
    const { outcome, reason, evidence } = await manifest(host.context);
    expect([outcome, reason]).toEqual(['done', null]);
    expect(evidence?.checks).toMatchObject([
      { asked: 'nginx.service is active', state: 'well' },
      { asked: 'is-well says yes', state: 'well', detail: 'all is well' },
      { state: 'well', items: [{ name: 'old.service' }] },
      { asked: 'tcp 127.0.0.1 port 80 answers', state: 'well' },
    ]);
    expect(evidence?.checks?.every((one) => !('judged' in one))).toBe(true);
  });

  it('nothing is changed where one cannot be measured', async () => {
    const host = hostWith({ readings: [UNKNOWN] });
    expect(await manifest(host.context)).toMatchObject({
      outcome: 'failed',
      reason: { code: 'check-unknown', facts: { detail: 'no such name' } },
    });
    expect(host.seconds()).toBeLessThan(30);
  });

  it('nor where a hook is not there that would be asked after it', async () => {
    const host = hostWith({ checks: [HOOK, TCP], hook: refuse('hook-missing', { hook: 'is-well' }) });
    expect(await manifest(host.context)).toMatchObject({ outcome: 'failed', reason: { code: 'check-unknown' } });
  });

  it('one that is ill is asked again, and then told', async () => {
    expect((await manifest(hostWith({ readings: [ILL, ILL, WELL] }).context)).reason).toBeNull();
    const host = hostWith({ readings: [ILL] });
    expect(await manifest(host.context)).toMatchObject({
      outcome: 'done',
      reason: { code: 'checks-ill-before', facts: { checks: 'tcp 127.0.0.1 port 80 answers' } },
    });
    expect(host.seconds()).toBeGreaterThan(25);
  });

  it('all that are ill take the time of one', async () => {
    const host = hostWith({ checks: [TCP, TCP, TCP], readings: [ILL] });
    await manifest(host.context);
    expect(host.seconds()).toBeLessThan(31);
  });

  it('a plan without measured checks is as it was: no hook is called, nothing more is written', async () => {
    const host = hostWith({ checks: [UNIT, HOOK] });
    const { evidence, reason } = await manifest(host.context);
    expect(Object.keys(evidence ?? {})).toEqual(['manifest', 'manifestDigest', 'units']);
    expect([host.hooks(), reason]).toEqual([0, null]);
    const verified = await verify(hostWith({ checks: [UNIT, HOOK], before: null }).context, STEP);
    expect(Object.keys(verified.evidence ?? {})).toEqual(['versions', 'staleProcesses']);
  });
});

describe('after the change', () => {
  const verified = async (given: Given): Promise<{ result: StepResult; host: Made }> => {
    const host = hostWith(given);
    return { result: await verify(host.context, STEP), host };
  };

  it('what was well is well, measured from when it was measured before', async () => {
    const { result, host } = await verified({ before: [WELL] });
    expect(result).toMatchObject({ outcome: 'done', reason: null, evidence: { checks: [{ judged: 'well' }] } });
    expect(host.asked).toEqual([{ timeLimitMs: 30_000, since: '2026-11-21T20:00:00.000Z', boots: false }]);
  });

  it('what needs a moment has it', async () => {
    const { result, host } = await verified({ before: [WELL], readings: [ILL, UNKNOWN, WELL] });
    expect(result.outcome).toBe('done');
    expect(host.seconds()).toBe(2);
  });

  it.each([ILL, UNKNOWN])('what is $state fails it, after its time', async (reading) => {
    const { result, host } = await verified({ before: [WELL], readings: [reading] });
    expect(result).toMatchObject({
      outcome: 'failed',
      reason: { code: 'check-failed', facts: { check: 'tcp 127.0.0.1 port 80 answers', detail: reading.detail } },
      evidence: { checks: [{ state: reading.state, judged: 'not-well' }] },
    });
    expect(host.seconds()).toBeGreaterThan(25);
    expect(host.seconds()).toBeLessThan(31);
  });

  it('what was ill before is told and fails nothing', async () => {
    const { result, host } = await verified({ before: [ILL], readings: [ILL] });
    expect(result).toMatchObject({
      outcome: 'done',
      reason: { code: 'checks-ill-before' },
      evidence: { checks: [{ judged: 'ill-before' }] },
    });
    expect(host.seconds()).toBe(0);
  });

  it('a new error in the journal is waited for by nobody', async () => {
    const one = (count: number): CheckReading => ({ ...WELL, items: [{ name: 'app.service', count }] });
    const { result, host } = await verified({ checks: [JOURNAL], before: [one(2)], readings: [one(3)] });
    expect(result).toMatchObject({ outcome: 'failed', reason: { facts: { detail: '1 new: app.service' } } });
    expect(host.seconds()).toBe(0);
  });

  it('a unit that has failed since fails it, one that had before does not', async () => {
    const checks: readonly HostCheck[] = [{ kind: 'failed-units' }];
    const before: readonly CheckReading[] = [{ ...WELL, items: [{ name: 'old.service', count: 1 }] }];
    expect((await verified({ checks, before, failed: ['old.service'] })).result.outcome).toBe('done');
    expect((await verified({ checks, before, failed: ['new.service'] })).result).toMatchObject({
      outcome: 'failed',
      reason: { facts: { detail: 'failed since: new.service' } },
    });
  });

  it('a port of what the drain took down is not missed', async () => {
    const before: readonly CheckReading[] = [
      { ...WELL, items: [{ name: 'tcp 80 (network) app.service', count: 1, unit: 'app.service' }] },
    ];
    const readings: readonly CheckReading[] = [{ ...WELL, items: [] }];
    const gone = { checks: [PORTS], before, readings };
    expect((await verified({ ...gone, unitsBefore: { 'app.service': 'inactive' } })).result.outcome).toBe('done');
    expect((await verified(gone)).result).toMatchObject({
      outcome: 'failed',
      reason: { facts: { detail: 'no longer there: tcp 80 (network) app.service' } },
    });
  });

  it('an attempt whose manifest an earlier agent took is judged by what is so now', async () => {
    expect((await verified({ before: null })).result.outcome).toBe('done');
    expect((await verified({ before: null, readings: [ILL] })).result.outcome).toBe('failed');
  });
});

describe('the files of what changed', () => {
  const torn: FileDifference = { package: 'libssl3', path: '/usr/lib/libssl.so.3', how: 'differs' };
  const verified = async (given: Given) => await verify(hostWith({ checks: [], ...given }).context, STEP);

  it('C04: fail verification by file and package, before anything is waited for', async () => {
    const other: FileDifference = { package: 'openssl', path: '/usr/sbin/openssl', how: 'missing' };
    expect(await verified({ verification: { files: 'changed' }, files: [torn, other] })).toMatchObject({
      outcome: 'failed',
      reason: { code: 'file-differs', facts: { path: '/usr/lib/libssl.so.3', package: 'libssl3', others: 1 } },
    });
  });

  it('are not looked at where policy does not ask', async () => {
    expect((await verified({ files: [torn] })).outcome).toBe('done');
  });
});
