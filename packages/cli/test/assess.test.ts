// `slipway assess` as people and pipelines use it: files in, a page and an exit code out. What the verdicts are is
// tested where they are made (core/advisory, assess).

import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { runSlipwayHere } from './support/index.ts';

const folder = mkdtempSync(join(tmpdir(), 'cli-assess-'));
afterAll(() => rmSync(folder, { recursive: true }));

const file = (name: string, content: string): string => {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
};

const osRelease = file('os-release', 'ID=debian\nVERSION_CODENAME=bookworm\nPRETTY_NAME="Debian 12"\n');
const status = file(
  'status',
  [1, 2]
    .map(
      (at) =>
        `Package: kernel-part-${at}\nStatus: install ok installed\nArchitecture: amd64\nSource: linux\nVersion: 1\n`,
    )
    .join('\n'),
);
const VULNERABILITIES = 50;
const tracker = file(
  'tracker.json',
  JSON.stringify({
    linux: Object.fromEntries(
      Array.from({ length: VULNERABILITIES }, (_, at) => [
        `CVE-2026-${1000 + at}`,
        { releases: { bookworm: { status: 'resolved', fixed_version: '2', urgency: 'not yet assigned' } } },
      ]),
    ),
  }),
);
const assess = async (...more: readonly string[]) =>
  await runSlipwayHere(['assess', '--dpkg-status', status, '--os-release', osRelease, ...more]);

describe('the page', () => {
  it('has a row for each update, whatever it fixes, and the age of what was asked', async () => {
    const { status: code, out } = await assess('--feed', tracker);
    expect(code).toBe(0);
    expect(out.split('\n').filter((line) => line.startsWith('affected'))).toHaveLength(1);
    expect(out).toContain('CVE-2026-1000, CVE-2026-1001, CVE-2026-1002 and 47 more');
    expect(out).toMatch(/Feed tracker\.json of \d{4}-\d\d-\d\d \d\d:\d\d/);
    expect(out).toContain(`${VULNERABILITIES} affected, 0 unknown`);
  });

  it('of --json is one object with every verdict', async () => {
    const { out } = await assess('--feed', tracker, '--json');
    const value = JSON.parse(out) as Record<'verdicts' | 'feeds', readonly Record<string, unknown>[]>;
    expect(value.verdicts).toHaveLength(2 * VULNERABILITIES);
    expect(value.verdicts[0]).toMatchObject({
      vulnerability: 'CVE-2026-1000',
      sourcePackage: 'linux',
      package: 'kernel-part-1',
      installedVersion: '1',
      fixedVersion: '2',
      verdict: 'affected',
      reason: 'fix-available',
      feed: 'tracker.json',
      feedDate: expect.any(String),
    });
  });
});

describe('the exit code', () => {
  it.each([
    ['scheduled', 6],
    ['unknown', 6],
    ['out-of-cycle', 0],
    ['immediate', 0],
  ])('with --fail-on %s, where urgency is unknown, is %i', async (lane, code) => {
    expect((await assess('--feed', tracker, '--fail-on', lane)).status).toBe(code);
  });

  it('is 1 where a feed cannot be read, after all the others', async () => {
    const page = file('page.json', '<!doctype html>');
    const { status: code, out, err } = await assess('--feed', page, '--feed', tracker, '--fail-on', 'immediate');
    expect([code, err]).toEqual([1, expect.stringContaining('[feed-is-html]')]);
    expect(out).toContain(`Feed page.json: NOT READ`);
    expect(out).toContain(`${VULNERABILITIES} affected`);
  });

  it.each([
    ['no feed', []],
    ['a kind that is none', ['--feed', `made-up=${tracker}`]],
    ['two inventories', ['--feed', tracker, '--rpm-list', status]],
  ])('is 2 for %s', async (_what, words) => {
    expect((await assess(...words)).status).toBe(2);
  });

  it.each(['/dev/zero', '/', tracker, '/nonexistent'])('is 2 for %s as a status file, at once', async (path) => {
    const words = ['assess', '--dpkg-status', path, '--os-release', osRelease, '--feed', tracker];
    const { status: code, err } = await runSlipwayHere(words);
    expect(code).toBe(2);
    expect(err).not.toMatch(/\n +at /);
  });
});

describe('a feed that must prove itself', () => {
  const digits = createHash('sha256').update(readFileSync(tracker)).digest('hex');

  it.each([
    ['has the hash', ['--sha256', `tracker.json=${digits}`], 0, ''],
    ['has another hash', ['--sha256', `tracker.json=${'0'.repeat(64)}`], 1, '[feed-hash-differs]'],
    ['has no signature', ['--keyring', `tracker.json=${osRelease}`], 1, '[feed-unsigned]'],
    ['is not there', ['--sha256', `trackr.json=${digits}`], 2, 'there are tracker.json'],
  ])('%s', async (_what, words, code, told) => {
    const { status: ended, err } = await assess('--feed', tracker, ...words);
    expect(ended).toBe(code);
    expect(err).toContain(told);
  });
});

it('the name of a feed shows nothing that its address carries beside the path', async () => {
  const { out, err } = await assess(
    '--feed',
    'https://me:secret@localhost:1/',
    '--feed',
    'https://localhost:1/a.zip?token=secret',
  );
  expect(`${out}${err}`).not.toContain('secret');
  expect(out).toContain('Feed localhost:1: NOT READ');
  expect(out).toContain('Feed a.zip: NOT READ');
});
