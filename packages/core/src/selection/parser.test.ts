import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { labelSelectors, selectors } from '../../test/selection/selectors.ts';
import { formatSelector } from './format.ts';
import { parseSelector, SELECTOR_DEPTH_MAX, SELECTOR_LENGTH_MAX } from './parser.ts';
import type { Selector } from './types.ts';
import { usesOnlyLabels } from './uses.ts';

const read = (text: string): Selector => {
  const parsed = parseSelector(text);
  if (!parsed.ok) throw new Error(`${text}: ${JSON.stringify(parsed.reason)}`);
  return parsed.value;
};

const label = (name: string, value: string): Selector => ({
  kind: 'is',
  of: { kind: 'label', label: name },
  operator: '=',
  value,
});
const [a, b, c] = [label('a', '1'), label('b', '2'), label('c', '3')];

describe('parseSelector', () => {
  it.each<[string, Selector]>([
    ['environment = prod', label('environment', 'prod')],
    ['environment="prod"', label('environment', 'prod')],
    ['label("cost centre") = "47 11"', label('cost centre', '47 11')],
    ['label(host) = x', label('host', 'x')],
    ['x = "say \\"hi\\" \\\\"', label('x', 'say "hi" \\')],
    ['x = "and"', label('x', 'and')],
    ['host != web-1', { kind: 'is', of: { kind: 'fact', fact: 'host' }, operator: '!=', value: 'web-1' }],
    ['role in (app, "l b",lb)', { kind: 'in', of: { kind: 'label', label: 'role' }, values: ['app', 'l b', 'lb'] }],
    ['role not in (app)', { kind: 'not', part: { kind: 'in', of: { kind: 'label', label: 'role' }, values: ['app'] } }],
    ['exists(frozen)', { kind: 'label-exists', label: 'frozen' }],
    ['exists(host)', { kind: 'label-exists', label: 'host' }],
    ['exists("a b")', { kind: 'label-exists', label: 'a b' }],
    ['reboot = needed', { kind: 'is', of: { kind: 'fact', fact: 'reboot' }, operator: '=', value: 'needed' }],
    ['stale > 60', { kind: 'stale', operator: '>', minutes: 60 }],
    ['kernel < 6.1.0-28', { kind: 'kernel', operator: '<', version: '6.1.0-28' }],
    ['package("openssl")', { kind: 'package-installed', package: 'openssl' }],
    ['package(openssl) < "3.0.22"', { kind: 'package-version', package: 'openssl', operator: '<', version: '3.0.22' }],
    ['a=1 and b=2 or c=3', { kind: 'or', parts: [{ kind: 'and', parts: [a, b] }, c] }],
    ['a=1 and (b=2 or c=3)', { kind: 'and', parts: [a, { kind: 'or', parts: [b, c] }] }],
    ['a=1 or b=2 or c=3', { kind: 'or', parts: [a, b, c] }],
    ['(a=1 or b=2) or c=3', { kind: 'or', parts: [{ kind: 'or', parts: [a, b] }, c] }],
    ['not a=1 and b=2', { kind: 'and', parts: [{ kind: 'not', part: a }, b] }],
    ['not (a=1 and b=2)', { kind: 'not', part: { kind: 'and', parts: [a, b] } }],
    ['not not a=1', { kind: 'not', part: { kind: 'not', part: a } }],
    ['((a=1))', a],
    ['\ta = 1\r\n and\nb=2 ', { kind: 'and', parts: [a, b] }],
    [
      'environment = prod and package("openssl") < "3.0.22"',
      {
        kind: 'and',
        parts: [
          label('environment', 'prod'),
          { kind: 'package-version', package: 'openssl', operator: '<', version: '3.0.22' },
        ],
      },
    ],
  ])('%s', (text, selector) => {
    expect(parseSelector(text)).toEqual({ ok: true, value: selector });
  });

  it.each([
    ['', 1, 'expected a condition'],
    ['   ', 4, 'expected a condition'],
    ['environment', 12, 'expected `=`'],
    ['environment =', 14, 'expected a value'],
    ['environment = prod and', 23, 'expected a condition'],
    ['environment = prod role = app', 20, 'expected `and`'],
    ['environment = and', 15, 'reserved word'],
    ['and = x', 1, 'expected a condition'],
    ['"environment" = prod', 1, 'expected a condition'],
    ['environment < prod', 13, 'expected `=`'],
    ['environment not prod', 17, 'expected `in`'],
    ['role in app', 9, 'expected `(`'],
    ['role in ()', 10, 'expected a value'],
    ['role in (app', 13, 'expected `)`'],
    ['role in (app,)', 14, 'expected a value'],
    ['(a = 1', 7, 'expected `)`'],
    ['a = 1)', 6, 'expected `and`'],
    ['label = x', 7, 'expected `(`'],
    ['exists frozen', 8, 'expected `(`'],
    ['package("openssl") < ', 22, 'expected a version'],
    ['package("openssl") < "a b"', 22, 'not a version'],
    ['kernel', 7, 'expected `=`'],
    ['kernel in (6.1)', 8, 'expected `=`'],
    ['kernel < "one two"', 10, 'not a version'],
    ['stale = 60', 7, 'expected `<`'],
    ['stale > soon', 9, 'minutes'],
    ['stale > 1234567890', 9, 'minutes'],
    ['mode = watched', 8, 'observed or adopted'],
    ['reboot in (needed, maybe)', 20, 'needed or not-needed'],
    ['a = "open', 5, 'not closed'],
    ['a = "\\n"', 5, 'not closed'],
    ['a = b; rm -rf', 6, 'unexpected'],
    ['a = \u00e9', 5, 'unexpected'],
    ['a == b', 4, 'expected a value'],
  ])('%j stops making sense at character %i', (text, at, detail) => {
    const parsed = parseSelector(text);
    expect(parsed).toMatchObject({ ok: false, reason: { code: 'selector-invalid', facts: { at } } });
    expect(parsed.ok ? '' : parsed.reason.facts['detail']).toContain(detail);
  });

  it('takes as many characters as it may, and no more', () => {
    const text = `a = ${'b'.repeat(SELECTOR_LENGTH_MAX - 4)}`;
    expect(parseSelector(text)).toMatchObject({ ok: true });
    expect(parseSelector(`${text}b`)).toMatchObject({
      ok: false,
      reason: { code: 'selector-invalid', facts: { at: SELECTOR_LENGTH_MAX + 1 } },
    });
  });

  it.each([
    ['parentheses', '(', ')'],
    ['not', 'not ', ''],
  ])('takes as many levels of %s as it may, and no more', (_name, before, after) => {
    const nested = (levels: number) => `${before.repeat(levels)}a = 1${after.repeat(levels)}`;
    expect(parseSelector(nested(SELECTOR_DEPTH_MAX))).toMatchObject({ ok: true });
    expect(parseSelector(nested(SELECTOR_DEPTH_MAX + 1))).toMatchObject({ reason: { code: 'selector-invalid' } });
    expect(parseSelector(nested(1300).slice(0, SELECTOR_LENGTH_MAX))).toMatchObject({ ok: false });
  });

  it('never throws, whatever the text, and always names a character of it', () => {
    const pieces = fc.constantFrom(
      ...[
        'and',
        'or',
        'not',
        'in',
        'exists',
        'label',
        'package',
        'kernel',
        'stale',
        'host',
        'mode',
        'a',
        '1',
        '"x"',
        '"',
      ],
      ...['(', ')', ',', '=', '!=', '!', '<', '<=', '\\', ' ', '\u0000', '\ud800'],
    );
    const sentences = fc.array(pieces, { maxLength: 14 }).map((words) => words.join(' '));
    fc.assert(
      fc.property(fc.oneof(sentences, fc.string({ unit: 'binary' })), (text) => {
        const parsed = parseSelector(text);
        const at = parsed.ok ? 1 : Number(parsed.reason.facts['at']);
        expect(at).toBeGreaterThanOrEqual(1);
        expect(at).toBeLessThanOrEqual(text.length + 1);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('formatSelector', () => {
  it('writes what reads as the same selector', () => {
    fc.assert(
      fc.property(selectors, (selector) => {
        expect(read(formatSelector(selector))).toEqual(selector);
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    ['a=1 and(b=2 or not(c=3))', 'a = 1 and (b = 2 or not c = 3)'],
    ['label("role") = "app"', 'role = app'],
    ['label("host") = "x"', 'label("host") = x'],
    ['not role in("app")', 'role not in (app)'],
    ['((a=1 and b=2)) or c=3', 'a = 1 and b = 2 or c = 3'],
    ['package(openssl)<3', 'package("openssl") < "3"'],
  ])('%s is written %s', (text, written) => {
    expect(formatSelector(read(text))).toBe(written);
  });
});

describe('usesOnlyLabels', () => {
  it.each([
    ['environment = prod and not (role in (app, lb) or exists(x))', true],
    ['label("host") = x', true],
    ['host = x', false],
    ['environment = prod and not (role = app or reboot = needed)', false],
    ['a = 1 or mode in (adopted)', false],
    ['package(x)', false],
    ['package(x) = 1', false],
    ['kernel > 1', false],
    ['stale > 1', false],
  ])('%s: %s', (text, only) => {
    expect(usesOnlyLabels(read(text))).toBe(only);
  });

  it('is true of whatever is built from labels', () => {
    fc.assert(
      fc.property(labelSelectors, (selector) => {
        expect(usesOnlyLabels(selector)).toBe(true);
      }),
    );
  });
});
