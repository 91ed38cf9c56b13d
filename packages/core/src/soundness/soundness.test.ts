import { expect, it } from 'vitest';
import { asInstant } from '../time/index.ts';
import { type Examined, examinedText, isSound, judgeEnd, judgeRights, type Right } from './index.ts';

const KEY: Right = {
  path: '/k',
  owner: { uid: 0, name: 'root' },
  closedTo: 'everybody-else',
  optional: false,
};
const found = (change: object = {}) => ({ uid: 0, mode: 0o100_600, isLink: false, ...change });

it.each([
  ['as it should be', KEY, found(), null],
  ['not there', KEY, null, '/k is not there'],
  ['not there, and need not be', { ...KEY, optional: true }, null, null],
  ['a link', KEY, found({ isLink: true }), '/k is a link'],
  ['of somebody else', KEY, found({ uid: 33 }), '/k belongs to user 33, not to root'],
  ['open to its group', KEY, found({ mode: 0o100_640 }), '/k can be read or written by others (mode 0640)'],
  ['open for reading, as it may be', { ...KEY, closedTo: 'others-writing' as const }, found({ mode: 0o100_644 }), null],
  [
    'open for writing',
    { ...KEY, closedTo: 'others-writing' as const },
    found({ mode: 0o100_666 }),
    '/k can be written by others (mode 0666)',
  ],
])('a file that is %s', (_case, right, file, says) => {
  const well = `${file === null ? 0 : 1} files and folders are whose they should be`;
  expect(judgeRights([[right, file]])).toMatchObject([{ part: 'rights', says: says ?? well }]);
});

it('an end that is near is wrong before it has come', () => {
  const at = (endsAt: string) =>
    judgeEnd({
      what: 'it',
      endsAt: asInstant(endsAt),
      now: asInstant('2026-11-22T00:00:00.000Z'),
      daysMin: 20,
      next: 'n',
    });
  expect(at('2026-12-30T00:00:00.000Z')).toEqual({ is: 'well', says: 'it holds for 38 days', next: null });
  expect(at('2026-11-23T00:00:00.000Z')).toEqual({ is: 'wrong', says: 'it holds for 24 hours', next: 'n' });
  expect(at('2026-11-12T00:00:00.000Z')).toEqual({ is: 'wrong', says: 'it ended 10 days ago', next: 'n' });
});

it('unknown is not sound, and what to do stands below what is so', () => {
  const well: Examined = { part: 'clock', is: 'well', says: 'it is right', next: null };
  const unknown: Examined = { part: 'room', is: 'unknown', says: 'nobody can tell', next: 'look' };
  expect(isSound([well])).toBe(true);
  expect(isSound([well, unknown])).toBe(false);
  expect(examinedText([well])).toBe('well     clock             it is right.\nAll 1 are well.\n');
  expect(examinedText([well, unknown])).toBe(
    [
      'well     clock             it is right.',
      'unknown  room              nobody can tell.',
      '                           Next: look.',
      'Of 2, 0 are wrong and 1 unknown.',
      '',
    ].join('\n'),
  );
});
