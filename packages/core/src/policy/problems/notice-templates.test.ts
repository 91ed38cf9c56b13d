// House texts that would not fill in are told with place, before anybody gets them.

import { aPolicy } from '@slipway/testkit/builders';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type NoticeTemplate, PLACEHOLDERS, readTemplate } from '../notice-templates.ts';
import { placeText } from '../problem.ts';
import { TOLD_EVENTS } from '../process-types.ts';
import { policyProblems } from '../validate.ts';

const told = (...templates: readonly NoticeTemplate[]): readonly string[] =>
  policyProblems(aPolicy({ templates })).map(
    ({ path, what, at }) => `${placeText(path)}${at === null ? '' : `:${at}`}: ${what}`,
  );

it('takes every placeholder of every event', () => {
  const templates = TOLD_EVENTS.map((event) => ({
    event,
    subject: `[house] {event} {environments}: {subject}`,
    lines: [...PLACEHOLDERS[event].map((one) => `${one} is { ${one} }, {{so}}`), '{text}', '{told}'],
  }));
  expect(told(...templates)).toEqual([]);
});

it('tells everything that is wrong, each with the character where it stands', () => {
  const failed = { event: 'host-failed', subject: '{hostname} of {hsotname}' } as const;
  expect(
    told(
      failed,
      { ...failed, subject: 'a { b', lines: ['} c', 'see: {text}', 'two\nlines', 'x'.repeat(501)] },
      { event: 'feed-failed', audience: 'Ops Team' },
      { event: 'gate-closed', subject: '{text}', lines: ['{hostname}', '{}'] },
    ),
  ).toEqual([
    'templates[0].subject:15: "hsotname" is no placeholder of host-failed',
    'templates[1].subject:3: a brace that opens or closes no placeholder',
    'templates[1].lines[0]:1: a brace that opens or closes no placeholder',
    'templates[1].lines[1]:6: {text} is many lines',
    'templates[1].lines[2]: holds a line break or another control character',
    'templates[1].lines[3]: is longer than 500 characters',
    'templates[1]: host-failed is worded for every audience twice',
    'templates[2].audience: "Ops Team" is not 1 to 63 characters of a-z, 0-9 and -',
    'templates[2]: words nothing',
    'templates[3].subject:1: {text} is many lines',
    'templates[3].lines[0]:1: "hostname" is no placeholder of gate-closed',
    'templates[3].lines[1]:1: "" is no placeholder of gate-closed',
  ]);
});

it('reads any text, and loses none of it', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('{', '}', 'a', ' ', 'é', '\\', '$') }), (text) => {
      const read = readTemplate(text);
      const wrote = read.kind === 'broken' ? text : written(read.parts);
      expect(wrote.replaceAll(' ', '')).toBe(text.replaceAll(' ', ''));
      expect('{}').toContain(read.kind === 'broken' ? text[read.at - 1] : '{}');
    }),
  );
});

function written(parts: readonly { readonly kind: 'placeholder' | 'text'; readonly text: string }[]): string {
  return parts
    .map(({ kind, text }) => (kind === 'placeholder' ? `{${text}}` : text.replaceAll(/[{}]/g, '$&$&')))
    .join('');
}
