import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { damaged, endsWell } from '../../test/damage.ts';
import { readFormat } from '../../test/read-format.ts';
import { sharedFiles } from '../../test/shared-files.ts';
import { FeedRefused } from '../refused.ts';
import { kev } from './index.ts';

const JSON_SMALL = JSON.stringify({
  title: 'A catalogue of our own making',
  dateReleased: '2026-11-20T17:04:19.9796Z',
  count: 3,
  vulnerabilities: [
    {
      cveID: 'CVE-2026-119741',
      vulnerabilityName: 'Acme\u0007 Agent Command Injection',
      dateAdded: '2026-11-19',
      dueDate: '2026-12-03',
      requiredAction: 'Install the fix.',
      knownRansomwareCampaignUse: 'Known',
    },
    { cveID: 'CVE-2026-2', dateAdded: 'yesterday' },
    { cveID: 'not one', dateAdded: '2026-11-19' },
  ],
});
const CSV_SMALL = `cveID,vendorProject,product,vulnerabilityName,dateAdded,shortDescription,requiredAction,dueDate,knownRansomwareCampaignUse,notes,cwes
CVE-2026-0001,Acme,Agent,"Acme ""Agent"", all versions",2026-11-19,"Two
lines",Patch,,Unknown,,CWE-1
`;

describe('small catalogues', () => {
  it('JSON, with what cannot be read told apart', async () => {
    const found = await readFormat(kev, { 'kev.json': JSON_SMALL });
    expect(found[0]).toEqual({ kind: 'dated', at: '2026-11-20T17:04:19.979Z' });
    expect(found[1]).toMatchObject({
      facts: {
        vulnerability: 'CVE-2026-119741',
        summary: 'Acme Agent Command Injection',
        kev: {
          addedAt: '2026-11-19T00:00:00.000Z',
          dueAt: '2026-12-03T00:00:00.000Z',
          ransomware: 'known',
          requiredAction: 'Install the fix.',
        },
      },
    });
    expect(found[2]).toMatchObject({ kind: 'problem' });
    expect(found[3]).toMatchObject({ kind: 'problem' });
  });

  it('CSV, with a due date that is missing and a cell of two lines', async () => {
    expect(await readFormat(kev, { 'kev.csv': CSV_SMALL })).toEqual([
      {
        kind: 'vulnerability-facts',
        facts: expect.objectContaining({
          vulnerability: 'CVE-2026-0001',
          summary: 'Acme "Agent", all versions',
          kev: { addedAt: '2026-11-19T00:00:00.000Z', dueAt: null, ransomware: 'unknown', requiredAction: 'Patch' },
        }),
      },
    ]);
  });

  it.each([
    ['half a catalogue', JSON_SMALL.replace('"count":3', '"count":4')],
    ['a cut one', JSON_SMALL.slice(0, 300)],
    ['another table', 'a,b\n1,2\n'],
    ['a cut table', CSV_SMALL.slice(0, -60).replace('Two\nlines"', 'Two')],
  ])('%s is refused as a whole', async (_what, text) => {
    await expect(readFormat(kev, { file: text })).rejects.toThrow(FeedRefused);
  });

  it('the schema beside it is none', () => {
    expect(['kev.json', 'a/kev.csv', 'kev_schema.json', 'README'].map(kev.takes)).toEqual([true, true, false, false]);
  });
});

describe('the real catalogues', () => {
  it.for([
    ['known_exploited_vulnerabilities.2025-08-25.json.zst', 1404],
    ['known_exploited_vulnerabilities.2025-11.csv.zst', 1460],
  ] as const)('%s has %i entries', async ([name, count], context) => {
    const found = await readFormat(kev, sharedFiles(context, `kev/${name}`));
    const facts = found.flatMap((one) => (one.kind === 'vulnerability-facts' ? [one.facts] : []));
    expect(facts).toHaveLength(count);
    expect(new Set(facts.map(({ vulnerability }) => vulnerability)).size).toBe(count);
    expect(facts.every((one) => one.kev?.dueAt !== null && one.kev?.requiredAction !== '')).toBe(true);
    expect(found.filter(({ kind }) => kind === 'problem')).toEqual([]);
  });
});

describe('a damaged catalogue', () => {
  it.each([
    ['kev.json', JSON_SMALL],
    ['kev.csv', CSV_SMALL],
  ])('%s of our own is read on or refused', async (name, text) => {
    const pieces = ['"cveID":', 'CVE-2026-1', '",', '""', '{', '[', '2026-11-19'];
    await fc.assert(
      fc.asyncProperty(damaged(new TextEncoder().encode(text), pieces), async (content) => {
        expect(await endsWell(kev, { name, content })).toBeInstanceOf(Array);
      }),
    );
  });

  it('a real one is, too', async (context) => {
    for (const [name, content] of Object.entries(sharedFiles(context, 'kev'))) {
      await fc.assert(
        fc.asyncProperty(damaged(content, ['"', '{', ',', ']']), async (bytes) => {
          expect(await endsWell(kev, { name, content: bytes })).toBeInstanceOf(Array);
        }),
        { numRuns: 15 },
      );
    }
  });
});
