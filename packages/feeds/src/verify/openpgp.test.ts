import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { asInstant } from '@slipway/core/time';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { osvRecord } from '../../test/osv-record.ts';
import { readFeed } from '../index.ts';

const EVER = { clock: [], expires: 'never' };
const root = mkdtempSync(join(tmpdir(), 'feed-openpgp-'));
const home = join(root, 'gnupg');
const workFolder = join(root, 'work');
const feed = join(root, 'feed.json');
const CONTENT = osvRecord('DSA-1');
let vendor = '';
let stranger = '';
let expired = '';

const gpg = (args: readonly string[]): Buffer =>
  execFileSync('gpg', [
    ...['--homedir', home, '--batch', '--no-tty', '--quiet', '--pinentry-mode', 'loopback', '--passphrase', ''],
    ...args,
  ]);

/** Frozen (`!`), for what was done long ago. */
const LONG_AGO = ['--faked-system-time', '20200101T000000!'];

const makeKey = (
  name: string,
  when: { readonly clock: readonly string[]; readonly expires: string } = EVER,
): string => {
  const person = `${name} <${name}@example.invalid>`;
  gpg([...when.clock, '--quick-generate-key', person, 'ed25519', 'sign', when.expires]);
  const path = join(root, `${name}.gpg`);
  writeFileSync(path, gpg(['--export', name]));
  return path;
};

beforeAll(() => {
  mkdirSync(home, { mode: 0o700 });
  mkdirSync(workFolder);
  vendor = makeKey('vendor');
  stranger = makeKey('stranger');
  expired = makeKey('expired', { clock: LONG_AGO, expires: '2020-02-01' });
});

afterAll(() => {
  execFileSync('gpgconf', ['--homedir', home, '--kill', 'all']);
  rmSync(root, { recursive: true });
});

const write = (content: string | Uint8Array): void => {
  for (const name of readdirSync(root)) if (name.startsWith('feed.json')) rmSync(join(root, name));
  writeFileSync(feed, content);
};

const signDetached = (ending: string, by = 'vendor'): void => {
  const armour = ending === '.asc' ? ['--armor'] : [];
  gpg(['--local-user', by, ...armour, '--output', `${feed}${ending}`, '--detach-sign', feed]);
};

/** The code of the refusal with its detail, or the ids that were read. */
const outcome = async (keyring: string): Promise<string> => {
  const reading = await readFeed(
    { name: 'test', kind: 'osv', location: feed, release: null, sha256: null, keyring },
    { mark: null, now: asInstant('2026-11-21T12:00:00.000Z'), workFolder },
  );
  if (reading.kind === 'refused') return `${reading.reason.code}: ${reading.reason.facts['detail'] ?? ''}`;
  if (reading.kind === 'unchanged') return 'unchanged';
  const ids: string[] = [];
  for await (const one of reading.content.records) if (one.kind === 'advisory') ids.push(one.record.recordId);
  await reading.content.close();
  return ids.join(' ');
};

test('a detached signature by the right key, wherever vendors put it', async () => {
  for (const ending of ['.asc', '.sig', '.gpg']) {
    write(CONTENT);
    signDetached(ending);
    expect(await outcome(vendor), ending).toBe('DSA-1');
  }
});

test('a signature by another key, a changed content, and none at all', async () => {
  write(CONTENT);
  signDetached('.asc');
  expect(await outcome(stranger)).toMatch(/^feed-unsigned: keys [0-9A-F]{16} are not in its keyring$/);
  writeFileSync(feed, osvRecord('DSA-2'));
  expect(await outcome(vendor)).toBe('feed-unsigned: a signature is bad');
  write(CONTENT);
  expect(await outcome(vendor)).toBe('feed-unsigned: there is none of feed.json.asc, feed.json.sig, feed.json.gpg');
  writeFileSync(`${feed}.asc`, 'no signature');
  expect(await outcome(vendor)).toBe('feed-unsigned: it carries no valid signature');
  expect(await outcome(join(root, 'nowhere.gpg'))).toMatch(/^feed-unsigned: the keyring .* cannot be read$/);
});

test('of a clearsigned file the signed text is read and nothing around it', async () => {
  write(CONTENT);
  gpg(['--local-user', 'vendor', '--output', `${feed}.signed`, '--clear-sign', feed]);
  const signed = execFileSync('cat', [`${feed}.signed`]);
  write(Buffer.concat([signed, Buffer.from(`\n${osvRecord('DSA-9')}\n`)]));
  expect(await outcome(vendor)).toBe('DSA-1');
  expect(await outcome(stranger)).toMatch(/^feed-unsigned: keys/);
  write(signed.toString('utf8').replace('hello', 'hullo'));
  expect(await outcome(vendor)).toBe('feed-unsigned: a signature is bad');
});

test('a key that has expired signs nothing', async () => {
  write(CONTENT);
  gpg([...LONG_AGO, '--local-user', 'expired', '--output', `${feed}.sig`, '--detach-sign', feed]);
  expect(await outcome(expired)).toBe('feed-unsigned: it carries no valid signature');
});
