import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Column, tableText, wrap } from './table.ts';

const COLUMNS: readonly Column[] = [
  { title: 'host', shrinks: true },
  { title: 'id' },
  { title: 'count', align: 'right' },
  { title: 'why' },
];
const ROWS = [
  ['app1', 'host-2', '3', 'it is held up by a reason that is long enough to wrap'],
  ['a-host-with-a-very-long-name.example', 'host-3456', '12', ''],
];

describe('a table', () => {
  it('is one line per row in a pipe, with nothing cut', () => {
    expect(tableText({ columns: COLUMNS, rows: ROWS, width: null })).toBe(
      [
        'HOST                                  ID         COUNT  WHY',
        'app1                                  host-2         3  it is held up by a reason that is long enough to wrap',
        'a-host-with-a-very-long-name.example  host-3456     12',
        '',
      ].join('\n'),
    );
  });

  it('fits a terminal: the last column wraps under itself, and what may be cut is cut', () => {
    expect(tableText({ columns: COLUMNS, rows: ROWS, width: 72 })).toBe(
      [
        'HOST                  ID         COUNT  WHY',
        'app1                  host-2         3  it is held up by a reason that',
        '                                        is long enough to wrap',
        'a-host-with-a-ver...  host-3456     12',
        '',
      ].join('\n'),
    );
  });

  it('puts the last column below each row where there is no room for a sentence beside it', () => {
    expect(tableText({ columns: COLUMNS, rows: ROWS, width: 50 })).toBe(
      [
        'HOST                              ID         COUNT',
        '    WHY',
        'app1                              host-2         3',
        '    it is held up by a reason that is long enough',
        '    to wrap',
        'a-host-with-a-very-long-name....  host-3456     12',
        '',
      ].join('\n'),
    );
  });

  it('puts as many columns below as it takes, and then says of each what it is', () => {
    const columns = ['id', 'owner', 'agreed by', 'why'].map((title) => ({ title }));
    const rows = [
      ['host-3456', 'team-billing', 'ada', 'it breaks'],
      ['host-2', '-', 'ada', ''],
    ];
    expect(tableText({ columns, rows, width: 24 })).toBe(
      [
        'ID         OWNER',
        'host-3456  team-billing',
        '    agreed by: ada; why:',
        '    it breaks',
        'host-2     -',
        '    agreed by: ada',
        '',
      ].join('\n'),
    );
  });

  it('never cuts what somebody has to copy, and never loses a word of the last column', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 10, max: 120 }),
        fc.array(
          fc.tuple(
            fc.string(),
            fc.stringMatching(/^[a-z0-9][a-z0-9-]{0,39}$/),
            fc.stringMatching(/^([a-z]{1,9} ?){0,12}$/),
          ),
          {
            maxLength: 5,
          },
        ),
        (width, rows) => {
          const columns = [{ title: 'name', shrinks: true }, { title: 'id' }, { title: 'why' }] as const;
          const text = tableText({ columns, rows, width });
          const words = text.split(/\s+/);
          for (const [, id, why] of rows) {
            expect(text).toContain(id);
            for (const word of why.split(' ').filter(Boolean)) expect(words).toContain(word);
          }
        },
      ),
    );
  });
});

describe('wrapping', () => {
  it('breaks at blanks only, and each line that could be short enough is', () => {
    expect(wrap('one two three', 7)).toEqual(['one two', 'three']);
    expect(wrap('sha256:0123456789 is long', 8)).toEqual(['sha256:0123456789', 'is long']);
    expect(wrap('', 8)).toEqual(['']);
    expect(wrap('anything at all', null)).toEqual(['anything at all']);
  });
});
