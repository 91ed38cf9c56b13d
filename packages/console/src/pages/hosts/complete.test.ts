import { parseSelector } from '@slipway/core/selection';
import { expect, it } from 'vitest';
import { suggestions } from './complete.ts';

const LABELS = new Map([
  ['environment', new Set(['prod', 'dev'])],
  ['role', new Set(['lb', 'app'])],
]);
const shown = (text: string): readonly string[] => suggestions(text, LABELS).map((one) => one.shown);

it.each([
  ['', ['environment', 'role', 'hostname']],
  ['env', ['environment']],
  ['environment ', ['=', '!=', 'in (']],
  ['environment = ', ['dev', 'prod']],
  ['environment = p', ['prod']],
  ['environment = prod ', ['and', 'or']],
  ['environment = prod and ro', ['role']],
  ['reboot = ', ['needed', 'not-needed']],
  ['not ro', ['role']],
  ['environment = prod and nothing-like-it', []],
])('after "%s" comes %j', (text, expected) => {
  expect(shown(text).slice(0, expected.length === 0 ? 99 : expected.length)).toEqual(expected);
});

it('leads to sentences that the grammar takes', () => {
  let text = '';
  for (const word of ['environment', '=', 'prod', 'and', 'reboot', '=', 'needed']) {
    text = suggestions(text, LABELS).find((one) => one.shown === word)?.text ?? `no ${word} after ${text}`;
  }
  expect(text).toBe('environment = prod and reboot = needed ');
  expect(parseSelector(text).ok).toBe(true);
});
