import fc from 'fast-check';
import { expect, it } from 'vitest';
import { canonicalise } from '../document/index.ts';
import { ok, refuse } from '../reasons/index.ts';
import { asInstant } from '../time/index.ts';
import { type OutputFile, readingOfOutput } from './index.ts';

const AT = asInstant('2026-11-21T08:00:00.000Z');
const found = (end: string, change: Partial<OutputFile> = {}) =>
  readingOfOutput(ok({ transaction: 'slipway-apply-a-1', bytes: end.length, end, isWhole: true, ...change }), AT);

it('is told as it was printed, with how much that was in all', () => {
  expect(found('Unpacking a ...\n\tb\n')).toEqual({
    ...{ state: 'ok', text: '', takenAt: AT, exit: null, modifiedAt: null },
    output: { transaction: 'slipway-apply-a-1', bytes: 19, text: 'Unpacking a ...\n\tb\n' },
  });
  expect(readingOfOutput(ok(null), AT)).toMatchObject({ state: 'ok', takenAt: AT });
  expect(readingOfOutput(ok(null), AT)).not.toHaveProperty('output');
});

it('that cannot be read is unknown, with why', () => {
  expect(readingOfOutput(refuse('output-unreadable', { detail: 'EACCES' }), AT)).toMatchObject({
    state: 'unknown',
    text: 'The output of the running transaction cannot be read: EACCES.',
  });
});

it.each([
  [
    'percents on one line are the last of them',
    '(Reading ... 5%\r(Reading ... 100%\r\nSetting up\r\n',
    '(Reading ... 100%\nSetting up\n',
  ],
  ['colours and moves of the cursor are no text', '\u001b[1;31mred\u001b[0m\u001b[2K\u0007\u0000 \u202eb\n', 'red b\n'],
  ['what is not a character is left out', 'a\ud800b\u2028c\n', 'abc\n'],
])('%s', (_, printed, text) => {
  expect(found(printed).output?.text).toBe(text);
});

it('what was cut begins at a line, unless there is only one', () => {
  expect(found('\ufffdle of a line\nnext\n', { isWhole: false }).output?.text).toBe('next\n');
  expect(found('one very long line', { isWhole: false }).output?.text).toBe('one very long line');
});

it('has a canonical form and nothing that a terminal acts on, whatever was printed', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), fc.boolean(), (printed, isWhole) => {
      const text = found(printed, { isWhole }).output?.text ?? '';
      expect(() => canonicalise({ text })).not.toThrow();
      expect(text).not.toMatch(/[^\P{C}\n\t]/u);
    }),
  );
});
