import type { Readable } from 'node:stream';
import { ok } from '@slipway/core/reasons';
import fc from 'fast-check';
import type { FastifyReply } from 'fastify';
import { describe, expect, it } from 'vitest';
import { csvLine, sendTable, wantsTable } from './table.ts';

/** As RFC 4180 has it, the other way round. */
const read = (line: string): readonly string[] =>
  [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^",\r\n]*))/g)].map(
    ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? '',
  );

describe('a table of several pages', () => {
  /** What each page was asked with; the handler answers with the moment that it takes for now, as those of reports do. */
  const askedWith = async (query: object, answer: object): Promise<readonly object[]> => {
    const queries: object[] = [];
    const sent: Readable[] = [];
    const reply = { type: () => reply, header: () => reply, send: (body: Readable) => void sent.push(body) };
    const handler = async (asked: { readonly query?: unknown }) => {
      queries.push(asked.query as object);
      const page = queries.length;
      return ok({ ...answer, ...(asked.query as object), next: page < 3 ? `page ${page}` : null });
    };
    const table = { name: 'x', columns: ['a'], rows: () => [['1']] };
    await sendTable({ query, reply: reply as unknown as FastifyReply }, handler, table);
    for (const body of sent) for await (const _ of body);
    return queries;
  };

  it('is of one moment, which the first page decides', async () => {
    const asOf = '2026-11-21T08:00:00.000Z';
    expect(await askedWith({ by: 'owner' }, { asOf })).toEqual([
      { by: 'owner', limit: 1000 },
      { by: 'owner', limit: 1000, asOf, after: 'page 1' },
      { by: 'owner', limit: 1000, asOf, after: 'page 2' },
    ]);
    const from = '2026-10-21T08:00:00.000Z';
    const [, second] = await askedWith({ which: 'due' }, { from, until: asOf, asOf });
    expect(second).toMatchObject({ which: 'due', from, until: asOf });
  });

  it('of a period that goes on, it is the period until then', async () => {
    const [asOf, until] = ['2026-11-21T08:00:00.000Z', '2026-12-01T00:00:00.000Z'];
    const [, second] = await askedWith({ until }, { from: asOf, asOf });
    expect(second).toMatchObject({ until: asOf });
  });
});

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
