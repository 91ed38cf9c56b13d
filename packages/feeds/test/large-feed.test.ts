// Memory: a first import has 60,000 records. The reader runs in a process of its own and says what it needed at
// most, for a third of that.

import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, expect, test } from 'vitest';
import { osvRecord } from './osv-record.ts';
import { zipOf } from './zip.ts';

const run = promisify(execFile);
const root = mkdtempSync(join(tmpdir(), 'large-feed-'));
afterAll(() => rmSync(root, { recursive: true }));

const RECORDS = 20_000;
/** Held as text alone they would take 160 MB more than reading them does; 60,000 take as little as these. */
const RESIDENT_MB_MAX = 320;

const READER = `
import { readFileSync } from 'node:fs';
import { readFeed } from ${JSON.stringify(join(import.meta.dirname, '../src/index.ts'))};
const [location, workFolder] = process.argv.slice(1);
const source = { name: 'large', kind: 'osv', location, release: null, sha256: null, keyring: null };
const reading = await readFeed(source, { mark: null, now: '2026-11-21T12:00:00.000Z', workFolder });
let records = 0;
if (reading.kind === 'read') {
  for await (const record of reading.content.records) records += Number(record.kind === 'advisory');
  await reading.content.close();
}
// Not resourceUsage().maxRSS: that begins with what the process which started this one had.
const residentKb = Number(/VmHWM:\\s+(\\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]);
console.log(JSON.stringify({ records, residentMb: residentKb / 1024 }));
`;

function* files(): Iterable<readonly [string, string]> {
  // As long as Ubuntu's are on average: some kilobytes of text and versions.
  const details = ' of a text that tells at length what happened'.repeat(160);
  for (let at = 0; at < RECORDS; at += 1)
    yield [`UBUNTU-CVE-2026-${10_000 + at}.json`, osvRecord(`DSA-${at}`).replace('update"', `update${details}"`)];
}

test('records are read one by one, in far less memory than they take together', async () => {
  const feed = join(root, 'all.zip');
  writeFileSync(feed, zipOf(files()));
  const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', READER, feed, root], {
    timeout: 100_000,
  });
  const { records, residentMb } = JSON.parse(stdout) as { records: number; residentMb: number };
  expect(records).toBe(RECORDS);
  expect(residentMb).toBeLessThan(RESIDENT_MB_MAX);
}, 120_000);
