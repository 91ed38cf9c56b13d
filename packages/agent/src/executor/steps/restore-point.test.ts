// The step that keeps what a host can go back to, over ports that say what a test wants.

import { asAttemptId } from '@slipway/core/ids';
import { ok, refuse } from '@slipway/core/reasons';
import type { RestorePoint } from '@slipway/core/restore-point';
import { addSeconds, asInstant, type Instant } from '@slipway/core/time';
import { describe, expect, it } from 'vitest';
import type { RestorePointLook, RestorePointRecord } from '../../ports/index.ts';
import type { AttemptContext } from '../context.ts';
import { restorePoint } from './restore-point.ts';

const NOW = asInstant('2026-11-22T01:00:00.000Z');
const POINT: RestorePoint = { kind: 'btrfs', volumes: ['/'], keepHours: 2, keepMax: 2, freePercentMin: 1 };
const STANDING: RestorePointLook = { state: 'standing', usedPercent: null, holdsLedger: false };

interface Given {
  readonly made?: RestorePointLook | 'refused';
  readonly records?: readonly RestorePointRecord[];
  readonly stuck?: boolean;
  readonly openInBoot?: string;
  /** Seconds after the making at which the controller is heard. */
  readonly heardAfter?: number | null;
}

const aRecord = (id: string, hoursAgo: number): RestorePointRecord => {
  const madeAt = addSeconds(NOW, -3600 * hoursAgo);
  return { id: asAttemptId(id), point: POINT, madeAt, expiresAt: addSeconds(madeAt, 7200) };
};

const run = async ({ made = STANDING, records = [], stuck = false, openInBoot, heardAfter = 5 }: Given) => {
  let [kept, now]: [readonly RestorePointRecord[], Instant] = [records, NOW];
  const calls: string[] = [];
  const ports = {
    clock: {
      now: () => now,
      monotonicMs: () => Date.parse(now) - Date.parse(NOW),
      sleep: async (ms: number) => {
        now = addSeconds(now, ms / 1000);
      },
    },
    inbox: {
      contactAt: async () =>
        heardAfter !== null && now >= addSeconds(NOW, heardAfter) ? addSeconds(NOW, heardAfter) : NOW,
    },
    restorePointRecords: {
      all: async () => ok(kept),
      keep: async (all: readonly RestorePointRecord[]) => {
        kept = all;
      },
    },
    restorePoints: {
      make: async (_point: RestorePoint, { id }: { readonly id: string }) => {
        calls.push(`make ${id} of ${kept.length}`);
        return made === 'refused' ? refuse('restore-point-no-room', { volume: '/', detail: 'test' }) : ok(made);
      },
      remove: async (_point: RestorePoint, id: string) => {
        calls.push(`remove ${id}`);
        return stuck ? refuse('restore-point-failed', { what: 'removed', detail: 'test' }) : ok(undefined);
      },
    },
  };
  const open = { step: 'restore-point', outcome: null, begunInBoot: openInBoot };
  const context = {
    ports,
    attemptId: asAttemptId('attempt-9'),
    attempt: { steps: openInBoot === undefined ? [] : [open] },
    hostPlan: { restorePoint: POINT, transaction: [{ name: 'openssl' }] },
    conditions: { bootId: 'boot-1' },
  } as unknown as AttemptContext;
  const result = await restorePoint(context);
  return { outcome: result.outcome, code: result.reason?.code ?? null, calls, kept: kept.map(({ id }) => id) };
};

describe('the step that makes a restore point', () => {
  it('writes it down before it is made', async () => {
    expect(await run({})).toEqual({ outcome: 'done', code: null, calls: ['make attempt-9 of 1'], kept: ['attempt-9'] });
  });

  it('takes away what has expired, and the oldest of too many, before', async () => {
    const records = [aRecord('old', 3), aRecord('oldest-standing', 1.5), aRecord('standing', 1)];
    const { calls, kept } = await run({ records });
    expect(calls).toEqual(['remove old', 'remove oldest-standing', 'make attempt-9 of 2']);
    expect(kept).toEqual(['standing', 'attempt-9']);
  });

  it('makes none where more than policy lets stand would be kept', async () => {
    expect(await run({ records: [aRecord('old', 3)], stuck: true })).toMatchObject({
      outcome: 'failed',
      calls: ['remove old'],
    });
  });

  it('leaves nothing of one that does not count', async () => {
    expect(await run({ made: 'refused' })).toEqual({
      ...{ outcome: 'failed', code: 'restore-point-no-room' },
      ...{ calls: ['make attempt-9 of 1', 'remove attempt-9'], kept: [] },
    });
  });

  it('C40: fails where it is entered again in another boot, and goes on in the same', async () => {
    expect(await run({ openInBoot: 'boot-0' })).toMatchObject({ code: 'restore-point-interrupted', calls: [] });
    expect(await run({ openInBoot: 'boot-1', records: [aRecord('attempt-9', 0)] })).toMatchObject({
      outcome: 'done',
      kept: ['attempt-9'],
    });
  });

  it('C40: with the ledger in it, waits for one more word of the controller', async () => {
    const made = { ...STANDING, holdsLedger: true };
    expect(await run({ made })).toMatchObject({ outcome: 'done' });
    expect(await run({ made, heardAfter: null })).toMatchObject({ code: 'restore-point-no-contact', kept: [] });
  });
});
