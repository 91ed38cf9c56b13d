import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csvLine, wantsTable } from './table.ts';

/** As RFC 4180 has it, the other way round. */
const read = (line: string): readonly string[] =>
  [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^",\r\n]*))/g)].map(
    ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? '',
  );

describe('a line of CSV', () => {
  it('is read as the cells that it was made of', () => {
    const cells = fc.array(
      fc.string({ unit: 'grapheme' }).map((text) => `x${text}`),
      { minLength: 1 },
    );
    fc.assert(
      fc.property(cells, (texts) => {
        const line = csvLine(texts);
        expect(line.endsWith('\r\n')).toBe(true);
        expect(read(line.slice(0, -2))).toEqual(texts);
      }),
    );
  });

  it.each([
    ["=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0\r\n"],
    ['+1', "'+1\r\n"],
    ['-2+3', "'-2+3\r\n"],
    ['@SUM(1,2)', '"\'@SUM(1,2)"\r\n'],
    ['\t=1', "'\t=1\r\n"],
    ['\r=1', '"\'\r=1"\r\n'],
    ['1-2', '1-2\r\n'],
  ])('gives %j to no spreadsheet as a formula', (cell, line) => expect(csvLine([cell])).toBe(line));

  it('has numbers as they are, and nothing for what is not there', () => {
    expect(csvLine([-1, 0, null, 'a "b"'])).toBe('-1,0,,"a ""b"""\r\n');
  });
});

describe('whether a table is wanted', () => {
  it.each([
    [{ format: 'csv' }, 'application/json', true],
    [{ format: 'json' }, 'text/csv', false],
    [{}, 'text/csv', true],
    [{}, 'text/csv, application/json', false],
    [{}, undefined, false],
  ])('%j with Accept %j: %j', (query, accept, wanted) => {
    expect(wantsTable({ query, headers: accept === undefined ? {} : { accept } })).toBe(wanted);
  });
});
