import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalise } from '../document/index.ts';
import { ok, refuse } from '../reasons/index.ts';
import { asInstant } from '../time/index.ts';
import {
  evidenceAt,
  firstLine,
  LINE_LENGTH_MAX,
  readingOfFile,
  readingOfPlugIn,
  readingOfUnit,
  readingText,
} from './index.ts';

const AT = asInstant('2026-11-21T08:00:00.000Z');
const LATER = asInstant('2026-11-21T09:00:00.000Z');
const said = (status: number, output: string) => readingOfPlugIn(ok({ status, output }), AT);

describe("a plug-in's answer", () => {
  it.each([
    [0, 'ok'],
    [1, 'warning'],
    [2, 'critical'],
    [3, 'unknown'],
  ] as const)('%i is %s', (status, state) => {
    expect(said(status, 'DISK: free 12 GB\n')).toEqual({
      state,
      text: 'DISK: free 12 GB',
      takenAt: AT,
      exit: status,
      modifiedAt: null,
    });
  });

  it.each([4, -1, 126, 127, 137, 255])('%i is unknown, and says so', (status) => {
    expect(said(status, 'all is well')).toMatchObject({
      state: 'unknown',
      text: `ended with status ${status}: all is well`,
    });
  });

  it('is its first line, without performance data and without what a terminal acts on', () => {
    expect(said(0, 'OK - load 0.1|load1=0.1;5;10\nmore\n').text).toBe('OK - load 0.1');
    expect(said(0, '\u001b[31mred\u202ealert\u0000\n').text).toBe('[31mred alert');
    expect(said(0, '').text).toBe('');
  });

  it('that did not come is unknown, with why', () => {
    const why = refuse('plug-in-timed-out', { plugIn: 'check_disk', seconds: 30 });
    expect(readingOfPlugIn(why, AT)).toMatchObject({
      state: 'unknown',
      text: 'The plug-in check_disk did not end within 30 s.',
      exit: null,
    });
  });

  it('is bounded and has a canonical form, whatever was printed', () => {
    fc.assert(
      fc.property(fc.integer(), fc.string({ unit: 'binary', maxLength: 3000 }), (status, output) => {
        const { state, text } = said(status, output);
        expect(text.length).toBeLessThanOrEqual(LINE_LENGTH_MAX);
        expect(() => canonicalise({ text })).not.toThrow();
        expect(state).toBe(['ok', 'warning', 'critical'][status] ?? 'unknown');
      }),
    );
    expect(firstLine(`${'x'.repeat(LINE_LENGTH_MAX - 1)}😀`)).toBe('x'.repeat(LINE_LENGTH_MAX - 1));
  });
});

it('a file is read with when it was changed, and else unknown', () => {
  expect(readingOfFile(ok(AT), LATER)).toMatchObject({ state: 'ok', modifiedAt: AT, takenAt: LATER });
  const why = refuse('file-age-unknown', { path: '/srv/x', detail: 'it is not there' });
  expect(readingOfFile(why, AT)).toMatchObject({ state: 'unknown', modifiedAt: null });
});

it('a unit is read as well where it is active, and unknown where nobody says', () => {
  expect(readingOfUnit('nginx.service', 'active', AT)).toMatchObject({ state: 'ok', takenAt: AT, exit: null });
  for (const state of ['failed', 'inactive', 'activating', 'not-found']) {
    expect(readingOfUnit('nginx.service', state, AT)).toMatchObject({ state: 'critical', text: `it is ${state}` });
  }
  expect(readingOfUnit('nginx.service', 'unknown', AT)).toMatchObject({
    state: 'unknown',
    text: 'the service manager does not say in what state nginx.service is',
  });
});

it('evidence is as old as the older of both clocks says', () => {
  const taken = said(0, 'OK');
  expect(evidenceAt(taken, LATER)).toBe(AT);
  expect(evidenceAt({ ...taken, takenAt: LATER }, AT)).toBe(AT);
});

it('a subject is named for people', () => {
  expect(readingText({ kind: 'plug-in', plugIn: 'check_disk', parameters: { warning: '20%', path: '/' } })).toBe(
    'check_disk --path / --warning 20%',
  );
  expect(readingText({ kind: 'unit-active', unit: 'nginx.service' })).toBe('nginx.service is active');
  expect(readingText({ kind: 'file-age', path: '/var/backups/db' })).toBe('age of /var/backups/db');
});
