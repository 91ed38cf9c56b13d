import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { verifyLedger } from '@slipway/core/execution';
import { asDigest } from '@slipway/core/ids';
import { asInstant } from '@slipway/core/time';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Chance, Dead, type LosingDisk, losingDisk } from '../../../test/losing-disk.ts';
import { durableFilesOver } from '../durable-files/index.ts';
import { createFileLedger } from './index.ts';

// What the ledger has answered for is there after any cut: on a disk that drops, tears and reorders whatever was not synced.

const sha256 = (bytes: Uint8Array) => asDigest(`sha256:${createHash('sha256').update(bytes).digest('hex')}`);

/** What a process of the agent does between two ends of it: so many entries, until so many calls of the file system are made. */
interface Life {
  readonly entries: number;
  readonly calls: number;
  readonly end: 'killed' | 'power';
}
const LIVES = fc.array(
  fc.record<Life>({
    entries: fc.integer({ min: 1, max: 4 }),
    calls: fc.integer({ min: 0, max: 24 }),
    end: fc.constantFrom('killed', 'power'),
  }),
  { minLength: 1, maxLength: 6 },
);

const ledgerOn = ({ folder, calls }: LosingDisk) =>
  createFileLedger({
    path: join(folder, 'ledger'),
    files: durableFilesOver(calls),
    clock: { now: () => asInstant('2026-11-21T08:00:00.000Z') },
    bootId: async () => '11111111-2222-3333-4444-555555555555',
    sha256,
  });

/** Which entries stand, by their numbers; throws where the ledger is broken. */
const standing = async (disk: LosingDisk): Promise<readonly number[]> => {
  const entries = await ledgerOn(disk).read();
  expect(verifyLedger(entries, sha256).ok).toBe(true);
  return entries.flatMap((entry) => (entry.kind === 'adopted' ? [entry.order] : []));
};

/** Entries 1, 2, 3, … over these lives. Throws where one that was answered for is gone, or one stands that nobody wrote. */
const live = async (first: LosingDisk, lives: readonly Life[], chance: Chance): Promise<void> => {
  let disk = first;
  let next = 1;
  let promised: readonly number[] = [];
  for (const { entries, calls, end } of lives) {
    const ledger = ledgerOn(disk);
    let there = await standing(disk);
    disk.dieAfter(calls);
    try {
      for (let entry = 0; entry < entries; entry += 1) {
        const order = next;
        next += 1;
        await ledger.append({ kind: 'adopted', order, generation: 1, taken: [] });
        there = [...there, order];
        promised = there;
      }
    } catch (error) {
      if (!(error instanceof Dead)) throw error;
    }
    if (end === 'power') disk = await disk.cut(chance);
    disk.revive();
    const found = await standing(disk);
    expect(found.slice(0, promised.length)).toEqual(promised);
    expect(found.length).toBeLessThanOrEqual(there.length + 1);
  }
};

/** Mulberry32: what reaches the disk is drawn from the seed of the case. */
const chanceOf = (seed: number): Chance => {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
};

describe('a ledger on a disk that loses what was not synced', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ledger-'));
  });
  afterEach(async () => await rm(folder, { recursive: true }));

  const property = (forgets: 'nothing' | 'files' | 'folders') =>
    fc.asyncProperty(LIVES, fc.integer(), async (lives, seed) => {
      await live(await losingDisk(folder, forgets), lives, chanceOf(seed));
    });

  it('reads as what it has answered for, and at most one entry more, after any cuts and kills', async () => {
    await expect(fc.assert(property('nothing'), { numRuns: 200 })).resolves.toBeUndefined();
  });

  it('also after processes that were killed one after the other before they had synced', async () => {
    const calls = fc.constantFrom(2, 3);
    const killed = fc.array(
      calls.map((each): Life => ({ entries: 1, calls: each, end: 'killed' })),
      { minLength: 2, maxLength: 3 },
    );
    const short = fc.asyncProperty(killed, calls, fc.integer(), async (lives, last, seed) => {
      await live(await losingDisk(folder), [...lives, { entries: 1, calls: last, end: 'power' }], chanceOf(seed));
    });
    await expect(fc.assert(short, { numRuns: 200 })).resolves.toBeUndefined();
  });

  it.each(['files', 'folders'] as const)('is found out where its %s are not synced', async (forgets) => {
    const found = await fc.check(property(forgets), { numRuns: 400, endOnFailure: true });
    expect(found.failed).toBe(true);
  });
});
