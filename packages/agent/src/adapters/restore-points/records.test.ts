import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { asAttemptId } from '@slipway/core/ids';
import { asInstant } from '@slipway/core/time';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RestorePointRecord } from '../../ports/index.ts';
import { durableFiles } from '../durable-files/index.ts';
import { createRestorePointRecords } from './index.ts';

const RECORD: RestorePointRecord = {
  id: asAttemptId('attempt-1'),
  point: { kind: 'lvm', volumes: ['/'], keepHours: 2, keepMax: 1, sizePercent: 20 },
  madeAt: asInstant('2026-11-22T01:00:00.000Z'),
  expiresAt: asInstant('2026-11-22T03:00:00.000Z'),
};

describe("root's list of restore points", () => {
  let directory: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'restore-points-'));
  });
  afterEach(async () => await rm(directory, { recursive: true }));
  const path = (): string => join(directory, 'restore-points.json');
  const open = () => createRestorePointRecords({ path: path(), files: durableFiles });

  it('is empty where there is none, and over a restart as it was kept', async () => {
    expect(await open().all()).toEqual({ ok: true, value: [] });
    await open().keep([RECORD]);
    expect(await open().all()).toEqual({ ok: true, value: [RECORD] });
  });

  it.each(['', '{', '{}', '[1]', JSON.stringify([{ ...RECORD, point: { kind: 'zfs' } }])])(
    'is no empty list where the file holds %j',
    async (text) => {
      await writeFile(path(), text);
      expect(await open().all()).toMatchObject({ ok: false, reason: { code: 'restore-point-failed' } });
    },
  );
});
