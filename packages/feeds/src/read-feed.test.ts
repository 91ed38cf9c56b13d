import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import type { KnowledgeRecord } from '@slipway/core/advisory';
import { asInstant } from '@slipway/core/time';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { osvRecord } from '../test/osv-record.ts';
import { tarOf } from '../test/tar.ts';
import { zipOf } from '../test/zip.ts';
import {
  FEED_LIMITS,
  type FeedMark,
  type FeedReading,
  type FeedSource,
  type ReadFeedOptions,
  readFeed,
} from './index.ts';

const root = mkdtempSync(join(tmpdir(), 'read-feed-'));
afterAll(() => rmSync(root, { recursive: true }));

const NOW = asInstant('2026-11-21T12:00:00.000Z');
let number = 0;
let place = '';
let workFolder = '';
beforeEach(() => {
  number += 1;
  place = join(root, `feed-${number}`);
  workFolder = join(root, `work-${number}`);
  mkdirSync(workFolder);
});

const source = (more: Partial<FeedSource> = {}): FeedSource => ({
  name: 'test',
  kind: 'osv',
  location: place,
  release: null,
  sha256: null,
  keyring: null,
  ...more,
});

const read = async (more: Partial<FeedSource> = {}, options: Partial<ReadFeedOptions> = {}): Promise<FeedReading> =>
  await readFeed(source(more), { mark: null, now: NOW, workFolder, ...options });

/** The ids, and everything that the reading left on disk removed. */
const idsOf = async (reading: FeedReading): Promise<readonly string[]> => {
  if (reading.kind !== 'read') throw new Error(`not read: ${JSON.stringify(reading)}`);
  const found: KnowledgeRecord[] = [];
  for await (const record of reading.content.records) found.push(record);
  await reading.content.close();
  expect(found).toHaveLength(reading.content.counts.records);
  return found.flatMap((one) => (one.kind === 'advisory' ? one.record.recordId : []));
};

const markOf = (reading: FeedReading): FeedMark => {
  if (reading.kind === 'refused') throw new Error(reading.reason.code);
  return reading.mark;
};

const refusal = (reading: FeedReading): string => {
  expect(readdirSync(workFolder)).toEqual([]);
  return reading.kind === 'refused' ? reading.reason.code : reading.kind;
};

const small = { ...FEED_LIMITS, ratioFreeBytes: 100_000 };

describe('a feed is read from', () => {
  const files = [
    ['DSA-1.json', osvRecord('DSA-1')],
    ['DSA-2.json', osvRecord('DSA-2', { modified: '2026-11-03T08:00:00Z' })],
  ] as const;
  const containers = {
    'a tar': tarOf([...files, ['README', 'about']]),
    'a tar packed by gzip': gzipSync(tarOf(files)),
    'a tar packed by zstd': zstdCompressSync(tarOf(files)),
    'a tar packed by zstd in two frames': Buffer.concat([
      zstdCompressSync(tarOf(files).subarray(0, 700)),
      zstdCompressSync(tarOf(files).subarray(700)),
    ]),
    'a zip': zipOf([...files, ['README', 'about']]),
    'a JSON array': Buffer.from(`[${files.map(([, text]) => text).join(',')}]`),
    'a packed JSON array': gzipSync(`[${files.map(([, text]) => text).join(',')}]`),
  };
  test.each(Object.entries(containers))('%s', async (_what, bytes) => {
    writeFileSync(place, bytes);
    const reading = await read();
    expect(await idsOf(reading)).toEqual(['DSA-1', 'DSA-2']);
    expect(markOf(reading)).toMatchObject({
      date: '2026-11-03T08:00:00.000Z',
      digest: createHash('sha256').update(bytes).digest('hex'),
    });
    expect(readdirSync(workFolder)).toEqual([]);
  });

  test('JSON lines, packed', async () => {
    place += '.jsonl.zst';
    writeFileSync(place, zstdCompressSync(`${files[0][1]}\n\n${files[1][1]}\n`));
    expect(await idsOf(await read())).toEqual(['DSA-1', 'DSA-2']);
  });

  test('a folder with folders, packed files and archives, in the order of names; links are not followed', async () => {
    mkdirSync(join(place, 'b'), { recursive: true });
    mkdirSync(join(place, '.git'));
    writeFileSync(join(place, 'c.json.gz'), gzipSync(osvRecord('DSA-3')));
    writeFileSync(join(place, 'b', 'x.json'), osvRecord('DSA-2'));
    writeFileSync(join(place, 'a.zip'), zipOf([['1.json', osvRecord('DSA-1')]]));
    writeFileSync(join(place, '.git', 'x.json'), 'hidden');
    writeFileSync(join(place, 'LICENSE'), 'not read');
    symlinkSync('/', join(place, 'everything'));
    expect(await idsOf(await read())).toEqual(['DSA-1', 'DSA-2', 'DSA-3']);
  });

  test('a file: address', async () => {
    writeFileSync(place, osvRecord('DSA-1'));
    expect(await idsOf(await read({ location: pathToFileURL(place).href }))).toEqual(['DSA-1']);
  });
});

describe('nothing is read twice', () => {
  test('a file or folder whose bytes are those of the last reading is unchanged', async () => {
    writeFileSync(place, osvRecord('DSA-1'));
    const first = await read();
    await idsOf(first);
    expect(await read({}, { mark: markOf(first) })).toEqual({ kind: 'unchanged', mark: markOf(first) });
    const folder = `${place}-folder`;
    mkdirSync(folder);
    writeFileSync(join(folder, 'a.json'), osvRecord('DSA-1'));
    const listed = await read({ location: folder });
    await idsOf(listed);
    expect(refusal(await read({ location: folder }, { mark: markOf(listed) }))).toBe('unchanged');
    writeFileSync(join(folder, 'a.json'), osvRecord('DSA-1', { fixed: '3' }));
    expect(await idsOf(await read({ location: folder }, { mark: markOf(listed) }))).toEqual(['DSA-1']);
  });

  test('equal records count once, as AlmaLinux repeats them', async () => {
    writeFileSync(place, `[${osvRecord('DSA-1')},${osvRecord('DSA-1')},${osvRecord('DSA-2')}]`);
    expect(await idsOf(await read())).toEqual(['DSA-1', 'DSA-2']);
  });

  test('without a date of its own, the content is as old as its file', async () => {
    writeFileSync(place, osvRecord('DSA-1', { modified: 'some day' }));
    utimesSync(place, new Date('2026-10-01T00:00:00Z'), new Date('2026-10-01T00:00:00Z'));
    const reading = await read();
    await idsOf(reading);
    expect(markOf(reading).date).toBe('2026-10-01T00:00:00.000Z');
  });
});

describe('a feed is refused, and nothing of it stays on disk:', () => {
  const cases: Readonly<Record<string, readonly [content: string | Uint8Array, code: string]>> = {
    'a web page': ['\n<!DOCTYPE html><html><body>Please log in</body></html>', 'feed-is-html'],
    'a web page as XML': ['<?xml version="1.0"?><!-- x --><html xmlns="y">', 'feed-is-html'],
    'an array that ends in the middle': [`[${osvRecord('DSA-1')},`, 'feed-truncated'],
    'an array that ends in the middle of a string': [`[${osvRecord('DSA-1').slice(0, 60)}`, 'feed-truncated'],
    'a gzip that ends in the middle': [gzipSync(osvRecord('DSA-1')).subarray(0, 90), 'feed-truncated'],
    'a zstd that ends in the middle': [zstdCompressSync(osvRecord('DSA-1')).subarray(0, 90), 'feed-truncated'],
    'a zip that ends in the middle': [zipOf([['a.json', osvRecord('DSA-1')]]).subarray(0, 150), 'feed-truncated'],
    'a tar that ends in an entry': [tarOf([['a.json', osvRecord('DSA-1')]]).subarray(0, 600), 'feed-truncated'],
    'a tar that ends between entries': [tarOf([['a.json', osvRecord('DSA-1')]], { ended: false }), 'feed-truncated'],
    'a gzip of nonsense': [Buffer.concat([gzipSync('x').subarray(0, 10), Buffer.alloc(40, 0xff)]), 'feed-unreadable'],
    'a bzip2': ['BZh91AY&SY', 'feed-unreadable'],
    'a zip whose entry leads out': [zipOf([['../../etc/cron.d/a.json', osvRecord('DSA-1')]]), 'feed-unreadable'],
    'a zip that is encrypted': [zipOf([['a.json', osvRecord('DSA-1'), { encrypted: true }]]), 'feed-unreadable'],
    'a zip that lies about a size': [zipOf([['a.json', osvRecord('DSA-1'), { unpackedBytes: 10 }]]), 'feed-unreadable'],
    'a zip with another checksum': [zipOf([['a.json', osvRecord('DSA-1'), { checksum: 1 }]]), 'feed-unreadable'],
    'one id twice with different content': [
      `[${osvRecord('DSA-1')},${osvRecord('DSA-1', { fixed: '9' })}]`,
      'feed-record-twice',
    ],
    'a date in the future': [osvRecord('DSA-1', { modified: '2026-11-22T12:00:01Z' }), 'feed-from-future'],
    'nothing at all': ['', 'feed-empty'],
    'an empty array': ['[]', 'feed-empty'],
    'an empty zip': [zipOf([]), 'feed-empty'],
    'records of other systems only': [osvRecord('GHSA-1', { ecosystem: 'npm' }), 'feed-empty'],
    'versions that are none': [osvRecord('DSA-1', { fixed: 'not a version' }), 'feed-empty'],
    'text that is no data': ['502 Bad Gateway', 'feed-empty'],
  };
  test.each(Object.entries(cases))('%s', async (_what, [content, code]) => {
    writeFileSync(place, content);
    expect(refusal(await read())).toBe(code);
  });

  test('a date of less than a day ahead is a clock, not a lie', async () => {
    writeFileSync(place, osvRecord('DSA-1', { modified: '2026-11-22T11:59:59Z' }));
    expect(await idsOf(await read())).toEqual(['DSA-1']);
  });

  test('and what it is told with can be shown in a terminal', async () => {
    writeFileSync(place, zipOf([['a\u001b[2J\u202e.json', osvRecord('DSA-1'), { checksum: 1 }]]));
    expect(await read()).toMatchObject({
      reason: { facts: { detail: 'a [2J .json in the zip has another checksum' } },
    });
  });

  test('an empty one says what was there', async () => {
    writeFileSync(
      place,
      `[{"id":"x"},${osvRecord('GHSA-1', { ecosystem: 'npm' })},${osvRecord('DSA-1', { fixed: '' })}]`,
    );
    expect(await read()).toMatchObject({
      reason: { code: 'feed-empty', facts: { problems: 2, passedOver: 1, first: expect.stringContaining('[0]') } },
    });
  });

  test('older than the one that was read', async () => {
    writeFileSync(place, osvRecord('DSA-1', { modified: '2026-11-02T00:00:00Z' }));
    const mark = { etag: null, lastModified: null, digest: 'another', date: asInstant('2026-11-02T00:00:00.001Z') };
    expect(await read({}, { mark })).toMatchObject({
      reason: { code: 'feed-older', facts: { found: '2026-11-02T00:00:00.000Z', stored: mark.date } },
    });
    expect(await idsOf(await read({}, { mark: { ...mark, date: asInstant('2026-11-02T00:00:00.000Z') } }))).toEqual([
      'DSA-1',
    ]);
  });

  test('of another hash than stated', async () => {
    writeFileSync(place, osvRecord('DSA-1'));
    const digest = createHash('sha256').update(osvRecord('DSA-1')).digest('hex');
    expect(refusal(await read({ sha256: '0'.repeat(64) }))).toBe('feed-hash-differs');
    expect(await idsOf(await read({ sha256: digest.toUpperCase() }))).toEqual(['DSA-1']);
  });

  test('a bomb of any packing', async () => {
    const zeros = Buffer.alloc(64_000_000, ' ');
    for (const bomb of [gzipSync(zeros), zstdCompressSync(zeros), zipOf([['a.json', zeros]])]) {
      writeFileSync(place, bomb);
      expect(refusal(await read({}, { limits: small }))).toBe('feed-too-large');
    }
  });

  test('many small bombs are one', async () => {
    const entry = Buffer.alloc(90_000, ' ');
    writeFileSync(place, zipOf(Array.from({ length: 100 }, (_, at) => [`${at}.json`, entry] as const)));
    expect(refusal(await read({}, { limits: small }))).toBe('feed-too-large');
  });

  test('too large in any other way', async () => {
    const content = zipOf(Array.from({ length: 20 }, (_, at) => [`${at}.json`, osvRecord(`DSA-${at}`)] as const));
    writeFileSync(place, content);
    for (const limit of [
      { packedBytesMax: content.length - 1 },
      { unpackedBytesMax: 3000 },
      { filesMax: 19 },
      { recordsMax: 19 },
    ])
      expect(refusal(await read({}, { limits: { ...FEED_LIMITS, ...limit } }))).toBe('feed-too-large');
    expect(await idsOf(await read())).toHaveLength(20);
  });

  test('too many records that nobody can use', async () => {
    writeFileSync(place, `[${Array.from({ length: 20 }, () => 1).join()}]`);
    const limits = { ...FEED_LIMITS, recordsMax: 19 };
    expect(refusal(await read({ kind: 'debian-tracker' }, { limits }))).toBe('feed-too-large');
    expect(refusal(await read({ kind: 'debian-tracker' }))).toBe('feed-empty');
  });

  test('a folder that somebody writes into meanwhile', async () => {
    mkdirSync(place);
    writeFileSync(join(place, 'a.json'), osvRecord('DSA-1'));
    // Asked for with every record, so in the middle of the reading.
    const limits = {
      ...FEED_LIMITS,
      get jsonDepthMax(): number {
        writeFileSync(join(place, 'b.json'), osvRecord('DSA-2'));
        return FEED_LIMITS.jsonDepthMax;
      },
    };
    expect(refusal(await read({}, { limits }))).toBe('feed-changed-meanwhile');
    expect(await idsOf(await read())).toEqual(['DSA-1', 'DSA-2']);
  });

  test('what is no file', async () => {
    expect(refusal(await read({ location: '/dev/zero' }))).toBe('feed-location-refused');
    expect(refusal(await read({ location: join(root, 'nowhere') }))).toBe('feed-unreachable');
    expect(refusal(await read({ location: '' }))).toBe('feed-location-refused');
    mkdirSync(place);
    expect(refusal(await read({ sha256: '0'.repeat(64) }))).toBe('feed-location-refused');
  });

  test('an address that is not to be trusted', async () => {
    for (const location of [
      'http://feeds.example/all.zip',
      'https://person:secret@feeds.example/all.zip',
      'ftp://feeds.example/all.zip',
      'file://elsewhere.example/all.zip',
      'https://',
    ]) {
      const reading = await read({ location });
      expect(refusal(reading), location).toBe('feed-location-refused');
      expect(JSON.stringify(reading)).not.toContain('secret');
    }
  });
});

test('a refusal leaves no file open', async () => {
  const openFiles = (): number => readdirSync('/proc/self/fd').length;
  const contents = [
    zipOf([
      ['a.json', osvRecord('DSA-1', { modified: '2099-01-01' })],
      ['b.json', osvRecord('DSA-2')],
    ]),
    gzipSync(
      tarOf([
        ['a.json', osvRecord('DSA-1', { modified: '2099-01-01' })],
        ['b.json', 'x'.repeat(300_000)],
      ]),
    ),
    zstdCompressSync(osvRecord('DSA-1', { modified: '2099-01-01' })),
  ];
  const before = openFiles();
  for (let round = 0; round < 10; round += 1) {
    writeFileSync(place, contents[round % contents.length] ?? '');
    expect(refusal(await read())).toBe('feed-from-future');
  }
  // Streams that were left close within a turn or two of the event loop.
  await expect.poll(openFiles).toBeLessThanOrEqual(before + 1);
});

const goodRecords = (count: number) =>
  Array.from({ length: count }, (_, at) => [`good-${at}.json`, osvRecord(`DSA-${at}`)] as const);

test('a few bad records among many good ones are problems, and the others count', async () => {
  const deep = `${'['.repeat(70)}${']'.repeat(70)}`;
  writeFileSync(
    place,
    zipOf([
      ['bad.json', '{"id": '],
      ['deep.json', deep],
      ['latin.json', Buffer.from([0x22, 0xe9, 0x22])],
      ...goodRecords(27),
    ]),
  );
  const reading = await read();
  expect(await idsOf(reading)).toHaveLength(27);
  if (reading.kind !== 'read') throw new Error('not read');
  expect(reading.content.counts).toEqual({ records: 27, problems: 3, passedOver: 0 });
  expect(reading.content.problems().map(({ where }) => where)).toEqual(['bad.json', 'deep.json[0]', 'latin.json']);
});

test('more than a tenth that cannot be read is another format, or a damaged feed: it takes nothing away', async () => {
  const bad = osvRecord('DSA-100', { fixed: 'no version!' });
  writeFileSync(place, zipOf([['bad.json', bad], ...goodRecords(8)]));
  const reading = await read();
  expect(refusal(reading)).toBe('feed-unreadable');
  expect(reading.kind === 'refused' && reading.reason.facts['detail']).toBe(
    '1 of its 9 records cannot be read, the first is DSA-100: "no version!" is not a deb version: there is a blank in it',
  );
  writeFileSync(place, zipOf([['bad.json', bad], ...goodRecords(9)]));
  expect(await idsOf(await read())).toHaveLength(9);
});

test('of problems the first are kept and all are counted', async () => {
  const good = goodRecords(450).map(([, text]) => text);
  writeFileSync(place, `[${'{},'.repeat(50)}${good.join()}]`);
  const reading = await read({}, { limits: { ...FEED_LIMITS, problemsKeptMax: 10 } });
  await idsOf(reading);
  if (reading.kind !== 'read') throw new Error('not read');
  expect(reading.content.counts.problems).toBe(50);
  expect(reading.content.problems()).toHaveLength(10);
});

test('what was read is on disk until it is closed, and readable by us alone', async () => {
  writeFileSync(place, osvRecord('DSA-1'));
  const reading = await read();
  expect(readdirSync(workFolder)).toHaveLength(1);
  if (reading.kind === 'read') await reading.content.close();
  expect(readdirSync(workFolder)).toEqual([]);
});

test('whoever stops the reading gets its own reason, and nothing stays', async () => {
  mkdirSync(place);
  for (let at = 0; at < 50; at += 1) writeFileSync(join(place, `${at}.json`), osvRecord(`DSA-${at}`));
  const reason = new Error('the controller stops');
  await expect(read({}, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  expect(readdirSync(workFolder)).toEqual([]);
});
