import { createHash } from 'node:crypto';
import { appendFile, mkdir, mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { verifyLedger } from '@slipway/core/execution';
import { asDigest } from '@slipway/core/ids';
import { asInstant } from '@slipway/core/time';
import { describeLedger } from '@slipway/testkit/contracts';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Ledger } from '../../ports/index.ts';
import { durableFiles } from '../durable-files/index.ts';
import { createFileLedger, LedgerBroken } from './index.ts';
import { readLines } from './lines.ts';

const sha256 = (bytes: Uint8Array) => asDigest(`sha256:${createHash('sha256').update(bytes).digest('hex')}`);
const open = (path: string): Ledger =>
  createFileLedger({
    path,
    files: durableFiles,
    clock: { now: () => asInstant('2026-11-21T08:00:00.000Z') },
    bootId: async () => '11111111-2222-3333-4444-555555555555',
    sha256,
  });
const fact = (generation: number) => ({ kind: 'adopted', order: 1, generation, taken: [] }) as const;

describeLedger('a file', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'ledger-'));
  const path = join(folder, 'ledger');
  return {
    ledger: open(path),
    reopen: async () => open(path),
    dispose: async () => await rm(folder, { recursive: true }),
  };
});

describe('createFileLedger', () => {
  let folder: string;
  let path: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ledger-'));
    path = join(folder, 'ledger');
  });
  afterEach(async () => await rm(folder, { recursive: true }));

  it('forgets a line that was cut at any byte, and goes on after the whole ones', async () => {
    const ledger = open(path);
    await ledger.append(fact(1));
    const { length: whole } = await readFile(path);
    await ledger.append(fact(2));
    const bytes = await readFile(path);
    for (let cut = whole; cut < bytes.length; cut++) {
      await writeFile(path, bytes.subarray(0, cut));
      expect(await open(path).read(), `cut at ${cut}`).toHaveLength(1);
    }
    await truncate(path, bytes.length - 1);
    const again = open(path);
    await again.append(fact(3));
    expect(await open(path).read()).toMatchObject([fact(1), fact(3)]);
    expect(verifyLedger(await open(path).read(), sha256).ok).toBe(true);
  });

  it('forgets a last line that got its length but not its content', async () => {
    await open(path).append(fact(1));
    await appendFile(path, Buffer.alloc(40));
    expect(await open(path).read()).toHaveLength(1);
    await open(path).append(fact(2));
    expect(await open(path).read()).toHaveLength(2);
  });

  it.each([
    ['a line in the middle that is no entry', (lines: string[]) => [lines[0]!, '{"broken"', lines[1]!]],
    ['a line that is missing', (lines: string[]) => [lines[1]!]],
    ['a changed line', (lines: string[]) => [lines[0]!.replace('"generation":1', '"generation":9'), lines[1]!]],
    ['two lines exchanged', (lines: string[]) => [lines[1]!, lines[0]!]],
    ['a line twice', (lines: string[]) => [lines[0]!, lines[0]!, lines[1]!]],
  ])('refuses %s: nothing is read and nothing is written', async (_case, change) => {
    const ledger = open(path);
    await ledger.append(fact(1));
    await ledger.append(fact(2));
    const lines = (await readFile(path, 'utf8')).trimEnd().split('\n');
    const changed = `${change(lines).join('\n')}\n`;
    await writeFile(path, changed);
    await expect(open(path).read()).rejects.toThrow(LedgerBroken);
    await expect(open(path).append(fact(3))).rejects.toThrow(LedgerBroken);
    expect(await readFile(path, 'utf8')).toBe(changed);
    const broken = await open(path).broken();
    expect(broken?.reason.code).toBe('ledger-broken');
    // The part before the break is a ledger still, for whoever must say what was known.
    expect(verifyLedger(broken?.before ?? [], sha256).ok).toBe(true);
    expect(broken?.before).toHaveLength(Number(broken?.reason.facts.sequence) - 1);
  });

  it('is whole again once somebody has put the file right, without a new start', async () => {
    const ledger = open(path);
    await ledger.append(fact(1));
    await ledger.append(fact(2));
    const good = await readFile(path, 'utf8');
    await writeFile(path, good.replace('"generation":1', '"generation":7'));
    expect((await ledger.broken())?.reason.facts).toMatchObject({ sequence: 2 });
    await writeFile(path, good);
    expect(await ledger.broken()).toBeNull();
    expect(await ledger.read()).toHaveLength(2);
  });

  it('is broken where the file is a folder', async () => {
    await mkdir(path);
    expect((await open(path).broken())?.reason.facts).toMatchObject({ sequence: 1 });
  });
});

describe('readLines', () => {
  it('never throws, whatever the bytes', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.uint8Array(),
          fc.string().map((text) => Buffer.from(text)),
        ),
        (bytes) => {
          expect(readLines(bytes).wholeBytes).toBeLessThanOrEqual(bytes.length);
        },
      ),
    );
  });
});
