import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makePlan } from '@slipway/core/plan';
import { demoProd, sha256 } from '@slipway/testkit/builders';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { durableFiles } from '../durable-files/index.ts';
import { createFilePlanOfAttempt } from './index.ts';

const { plan } = makePlan(demoProd(), sha256);
const hostPlan = plan?.hostPlans[0];
if (plan === null || hostPlan === undefined) throw new Error('the demo plans hosts');
const { header } = plan;

describe('createFilePlanOfAttempt', () => {
  let directory: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'plan-of-attempt-'));
  });
  afterEach(async () => await rm(directory, { recursive: true }));
  const open = () => createFilePlanOfAttempt({ path: join(directory, 'plan.json'), files: durableFiles });

  it('keeps the newest plan over a restart, for root alone', async () => {
    await open().keep({ header, hostPlan: { ...hostPlan, generation: 1 } });
    await open().keep({ header, hostPlan });
    expect(await open().kept()).toEqual({ header, hostPlan });
    expect((await stat(join(directory, 'plan.json'))).mode & 0o777).toBe(0o600);
    const wants = { logs: 'wanted', transaction: 'wanted' } as const;
    await open().keep({ header, hostPlan, ...wants });
    expect(await open().kept()).toEqual({ header, hostPlan, ...wants });
  });

  it.each(['', '{', 'null', '{}', JSON.stringify({ header }), JSON.stringify({ header, hostPlan: header })])(
    'has none where the file holds %j',
    async (text) => {
      expect(await open().kept()).toBeNull();
      await writeFile(join(directory, 'plan.json'), text);
      expect(await open().kept()).toBeNull();
    },
  );
});
