import { expect, test } from 'vitest';
import { readSettings } from './index.ts';

const GOOD = { controller: 'https://patch.example:8443', hostId: 'host-1', trustDigest: `sha256:${'a'.repeat(64)}` };

test('settings of an enrolled host, with the usual intervals where none are given', () => {
  const settings = readSettings(JSON.stringify({ ...GOOD, collectEverySeconds: 5, refreshEverySeconds: -1 }));
  const intervals = { collectEverySeconds: 5, refreshEverySeconds: 21_600 };
  expect(settings).toEqual({ ok: true, value: { ...GOOD, ...intervals, failureLogs: 'sent' } });
});

test("lines of the host's logs stay where root says so", () => {
  expect(readSettings(JSON.stringify({ ...GOOD, failureLogs: 'kept' }))).toMatchObject({
    value: { failureLogs: 'kept' },
  });
});

test.each([
  ['', 'it is not JSON'],
  ['null', 'it is not an object'],
  [JSON.stringify({ ...GOOD, controller: 'http://patch.example' }), 'controller is no https:// address'],
  [JSON.stringify({ ...GOOD, hostId: '../..' }), 'hostId is no identifier'],
  [JSON.stringify({ ...GOOD, trustDigest: 'sha256:1' }), 'trustDigest is no digest'],
  [JSON.stringify({ ...GOOD, failureLogs: 'no' }), 'failureLogs is neither "sent" nor "kept"'],
])('%s is refused', (text, detail) => {
  const settings = readSettings(text);
  expect(settings.ok ? 'accepted' : settings.reason.facts['detail']).toBe(detail);
});
