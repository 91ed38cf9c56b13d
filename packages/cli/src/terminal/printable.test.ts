import fc from 'fast-check';
import { expect, it } from 'vitest';
import { printable } from './printable.ts';

it('lets through text, tabs, line ends and colours', () => {
  const text = 'nginx\t1.22\n\u001b[31mfailed\u001b[39m – größer';
  expect(printable(text)).toBe(text);
});

it.each([
  ['moves the cursor', 'a\u001b[2Ab'],
  ['clears the screen', '\u001b[2J'],
  ['sets the title', '\u001b]0;owned\u0007'],
  ['writes over the line', 'bad\rgood'],
  ['uses an eight-bit control', 'a\u009b2Jb'],
  ['turns the direction around', 'a\u202egnp.exe'],
  ['hides behind a colour', '\u001b[31m\u001b[H\u001b[0m'],
])('takes the power from text that %s', (_, text) => {
  expect(printable(text)).toContain('\u{FFFD}');
});

const OWN_COLOURS = new RegExp(`${String.fromCodePoint(0x1b)}\\[\\d{1,3}m`, 'g');
const CONTROL = /[^\P{Cc}\t\n]/u;

it('leaves no control character but its own colours, whatever comes', () => {
  const pieces = fc.oneof(
    fc.string(),
    fc.constantFrom('\u001b[31m', '\u001b[2J', '\u001b', '[0m', '\r', '\u0000'),
    fc.integer({ min: 0, max: 0xa0 }).map((code) => String.fromCodePoint(code)),
  );
  fc.assert(
    fc.property(fc.array(pieces), (texts) => {
      expect(CONTROL.test(printable(texts.join('')).replaceAll(OWN_COLOURS, ''))).toBe(false);
    }),
  );
});
