import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { damaged, endsWell } from '../../test/damage.ts';
import { contextOf, memoryFile, readFormat } from '../../test/read-format.ts';
import { sharedFiles } from '../../test/shared-files.ts';
import type { Found } from '../format.ts';
import { FeedRefused } from '../refused.ts';
import { epss } from './index.ts';

const DAILY = `#model_version:v2025.03.14,score_date:2026-11-20T12:55:00+0000
cve,epss,percentile
CVE-1999-0001,0.01297,0.78412
CVE-2026-119741,1e-05,1.0
CVE-2026-2,1.5,0.5
CVE-2026-3,0.5
nonsense,0.5,0.5
`;
const TABLE = `CVE,CVSS3,EPSS,EPSS Percentile,Description,Vendor,Product
CVE-2026-1,8.8,0.00952,0.75879,"An agent, of ours",Acme,Agent
CVE-2026-2,,0.5,0.5,No score,Acme,Agent
`;

const factsIn = (found: readonly Found[]) =>
  found.flatMap((one) => (one.kind === 'vulnerability-facts' ? [one.facts] : []));

describe('small files', () => {
  it('the daily one, with its date', async () => {
    const found = await readFormat(epss, { 'epss_scores-current.csv': DAILY });
    const asOf = '2026-11-20T12:55:00.000Z';
    expect(found[0]).toEqual({ kind: 'dated', at: asOf });
    expect(factsIn(found).map((facts) => [facts.vulnerability, facts.epss])).toEqual([
      ['CVE-1999-0001', { probabilityPpm: 12_970, percentilePpm: 784_120, asOf }],
      ['CVE-2026-119741', { probabilityPpm: 10, percentilePpm: 1_000_000, asOf }],
    ]);
    expect(found.filter(({ kind }) => kind === 'problem')).toHaveLength(3);
  });

  it('the table of known exploited ones, with the date in its name and a score without vector', async () => {
    const found = factsIn(await readFormat(epss, { 'folder/epss_kev_nvd.2026-08-22.csv': TABLE }));
    expect(found).toMatchObject([
      { cvss: [{ source: 'nvd', vector: null, scoreTenths: 88 }], summary: 'An agent, of ours' },
      { cvss: [], epss: { probabilityPpm: 500_000, asOf: '2026-08-22T00:00:00.000Z' } },
    ]);
  });

  it('of several days the newest counts, in whatever order they come', async () => {
    const day = (date: string, score: string) =>
      [`t.${date}.csv`, `cve,epss,percentile\nCVE-2026-1,${score},0.5\n`] as const;
    const days = [day('2026-01-02', '0.2'), day('2026-01-03', '0.3'), day('2026-01-01', '0.1')];
    expect(factsIn(await readFormat(epss, Object.fromEntries(days)))).toMatchObject([
      { epss: { probabilityPpm: 300_000 } },
    ]);
  });

  it.each([
    ['scores of no day', 'scores.csv', 'cve,epss,percentile\nCVE-2026-1,0.1,0.5\n'],
    ['another table', 't.2026-01-01.csv', 'a,b\n'],
    ['a web page', 't.2026-01-01.csv', '<html>\n'],
  ])('%s is refused', async (_what, name, text) => {
    await expect(readFormat(epss, { [name]: text })).rejects.toThrow(FeedRefused);
  });

  it('more records than there may be are refused before they fill the memory', async () => {
    let row = 0;
    const file = memoryFile('t.2026-01-01.csv', '');
    const chunks = async function* chunks() {
      yield await Promise.resolve(new TextEncoder().encode('cve,epss,percentile\n'));
      for (;;) yield new TextEncoder().encode(`CVE-2026-${1000 + row++},0.1,0.5\n`);
    };
    const context = contextOf(epss);
    const limits = { ...context.limits, recordsMax: 100 };
    const files = (async function* files() {
      yield await Promise.resolve({ ...file, chunks });
    })();
    const all = async (): Promise<void> => {
      for await (const found of epss.read(files, { ...context, limits })) expect(found.kind).toBe('dated');
    };
    await expect(all()).rejects.toMatchObject({ reason: { code: 'feed-too-large' } });
    expect(row).toBeLessThan(200);
  });
});

describe('the real tables', () => {
  it.for([
    ['2026-01-15', 1487],
    ['2026-05-01', 1541],
    ['2026-07-01', 1551],
    ['2026-08-22', 1556],
  ] as const)('of %s has %i records', async ([date, count], context) => {
    const found = await readFormat(epss, sharedFiles(context, `epss/epss_kev_nvd.${date}.csv.zst`));
    expect(factsIn(found)).toHaveLength(count);
    expect(found.filter(({ kind }) => kind === 'problem')).toEqual([]);
    expect(factsIn(found).filter(({ cvss }) => cvss.length === 1).length).toBeGreaterThan(count - 10);
    expect(factsIn(found).every((facts) => facts.epss?.asOf === `${date}T00:00:00.000Z`)).toBe(true);
  });
});

it('a damaged file is read on or refused', async () => {
  for (const [name, text] of [
    ['epss.csv', DAILY],
    ['t.2026-01-01.csv', TABLE],
  ] as const)
    await fc.assert(
      fc.asyncProperty(
        damaged(new TextEncoder().encode(text), ['#', ',', '"', 'CVE-2026-1', '1e-05']),
        async (content) => {
          expect(await endsWell(epss, { name, content })).toBeInstanceOf(Array);
        },
      ),
    );
});

it('a damaged real file is, too', async (context) => {
  for (const [name, content] of Object.entries(sharedFiles(context, 'epss/epss_kev_nvd.2026-08-22.csv.zst')))
    await fc.assert(
      fc.asyncProperty(damaged(content, [',', '"', '#score_date:2026-01-01']), async (bytes) => {
        expect(await endsWell(epss, { name, content: bytes })).toBeInstanceOf(Array);
      }),
      { numRuns: 20 },
    );
});
