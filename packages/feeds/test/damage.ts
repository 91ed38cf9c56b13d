// Damaged files: what a broken disk, a cut connection, a careless editor or an enemy makes of a feed. Whatever is in
// them, a format either reads on or refuses the feed; any other end, and one that takes seconds, is a bug.

import type { AdvisoryRecord } from '@slipway/core/advisory';
import fc from 'fast-check';
import { expect } from 'vitest';
import type { Format, Found } from '../src/format.ts';
import { FeedRefused } from '../src/refused.ts';
import type { FeedSource } from '../src/types.ts';
import { contextOf, memoryFile } from './read-format.ts';

/** Some hundred kilobytes take milliseconds; a pass that is quadratic in anything takes longer than this. */
const READING_MS_MAX = 4000;
const SUMMARY_LENGTH_MAX = 500;

/** One file, damaged in one to eight places; `pieces` are words of its syntax that turn up where they should not. */
export const damaged = (file: Uint8Array, pieces: readonly string[]): fc.Arbitrary<Uint8Array> =>
  fc.array(damage(pieces), { minLength: 1, maxLength: 8 }).map((damages) => damages.reduce(apply, file));

interface Damage {
  readonly kind: 'cut-off' | 'drop' | 'double' | 'overwrite' | 'insert';
  /** Shares of the file's length. */
  readonly at: number;
  readonly length: number;
  readonly bytes: Uint8Array;
}

const damage = (pieces: readonly string[]): fc.Arbitrary<Damage> =>
  fc.record({
    kind: fc.constantFrom('cut-off', 'drop', 'double', 'overwrite', 'insert'),
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    length: fc.double({ min: 0, max: 0.05, noNaN: true }),
    bytes: fc.oneof(
      fc
        .constantFrom(...pieces, '\u0000', '\r', '\n', '\t', '"', '\u{1F4A9}', ' '.repeat(3000), '9'.repeat(400))
        .map(encoded),
      fc.uint8Array({ minLength: 1, maxLength: 40 }),
    ),
  });

const encoded = (text: string): Uint8Array => new TextEncoder().encode(text);

const apply = (file: Uint8Array, { kind, at, length, bytes }: Damage): Uint8Array => {
  const start = Math.floor(at * file.length);
  const end = Math.min(file.length, start + 1 + Math.floor(length * file.length));
  const joined = (...parts: readonly Uint8Array[]): Uint8Array => new Uint8Array(Buffer.concat(parts));
  switch (kind) {
    case 'cut-off':
      return file.subarray(0, Math.max(start, Math.floor(file.length / 2)));
    case 'drop':
      return joined(file.subarray(0, start), file.subarray(end));
    case 'double':
      return joined(file.subarray(0, end), file.subarray(start));
    case 'overwrite':
      return joined(file.subarray(0, start), bytes, file.subarray(Math.min(file.length, start + bytes.length)));
    case 'insert':
      return joined(file.subarray(0, start), bytes, file.subarray(start));
    default:
      throw new TypeError(`no damage ${String(kind satisfies never)}`);
  }
};

/** Reads it in small chunks; what is found must be records that the rest of the program can keep and show. */
export const endsWell = async (
  format: Format,
  file: { readonly name: string; readonly content: string | Uint8Array },
  source: Partial<FeedSource> = {},
): Promise<readonly Found[]> => {
  const found: Found[] = [];
  const started = performance.now();
  try {
    const files = (async function* files() {
      yield await Promise.resolve(memoryFile(file.name, file.content, 4099));
    })();
    for await (const one of format.read(files, contextOf(format, source))) found.push(one);
  } catch (error) {
    if (!(error instanceof FeedRefused)) throw error;
  }
  expect(performance.now() - started).toBeLessThan(READING_MS_MAX);
  for (const one of found) if (one.kind === 'advisory') expectKept(one.record);
  return found;
};

const expectKept = (record: AdvisoryRecord): void => {
  expect(record.recordId).toMatch(/^\S.{0,200}$/u);
  expect(record.summary.length).toBeLessThanOrEqual(SUMMARY_LENGTH_MAX);
  expect(record.summary).not.toMatch(/\p{Cc}/u);
  expect(record.vulnerabilities.length).toBeGreaterThan(0);
  for (const { says, subject } of record.statements) {
    expect(subject.name).toMatch(/^\S{1,200}$/u);
    if (says.kind === 'affected-in') expect(says.ranges.length + says.versions.length).toBeGreaterThan(0);
  }
};

/**
 * Reads a file that never ends, with limits that are reached soon; answers how much of it was asked for until the feed was
 * refused. A format without a limit never comes back.
 */
export const readEndless = async (
  format: Format,
  file: { readonly name: string; readonly start?: string; readonly piece: string },
  source: Partial<FeedSource> = {},
): Promise<number> => {
  const piece = encoded(file.piece);
  let read = 0;
  const chunks = async function* chunks() {
    yield await Promise.resolve(encoded(file.start ?? ''));
    for (;;) {
      read += piece.length;
      yield await Promise.resolve(piece);
    }
  };
  const files = (async function* files() {
    yield await Promise.resolve({ ...memoryFile(file.name, ''), chunks });
  })();
  const context = contextOf(format, source);
  const limits = { ...context.limits, wholeBytesMax: SOON, lineBytesMax: SOON };
  const reading = async () => {
    for await (const one of format.read(files, { ...context, limits })) expect(one.kind).not.toBe('passed-over');
  };
  await expect(reading()).rejects.toThrow(FeedRefused);
  return read;
};

/** Bytes. */
export const SOON = 1_000_000;
