import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { damaged, endsWell } from '../../test/damage.ts';
import { readFormat } from '../../test/read-format.ts';
import { FeedRefused } from '../refused.ts';
import { house } from './index.ts';

const GOOD = `schema: slipway.house/1
date: 2026-11-20
advisories:
  # Our own agent, built for two releases of Debian.
  - id: ACME-2026-7
    package: acme-agent
    fixed: 1.10
    severity: high
    summary: Anybody can run commands through the update check
    link: https://example.com/security/7
    releases: [debian:bookworm, "debian:13"]
    cves: [CVE-2026-1111, CVE-2026-119741]
    architectures: [amd64]
    published: 2026-11-18
  - id: ACME-2026-8
    source: widget
    fixed: none
    format: rpm
    severity: low
    link: https://example.com/security/8
`;

const read = async (text: string) => await readFormat(house, { 'house.yaml': text });

const refusal = async (text: string): Promise<string> => {
  const error = await read(text).then(
    () => null,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(FeedRefused);
  return error instanceof FeedRefused ? String(error.reason.facts['detail']) : '';
};

describe('a house feed', () => {
  it('has a date, and an advisory for each entry', async () => {
    const [dated, first, second, ...rest] = await read(GOOD);
    expect(rest).toEqual([]);
    expect(dated).toEqual({ kind: 'dated', at: '2026-11-20T00:00:00.000Z' });
    const statement = (release: string) => ({
      release: { distribution: 'debian', release },
      format: 'deb',
      subject: { kind: 'binary', name: 'acme-agent' },
      module: null,
      architectures: ['amd64'],
      vulnerabilities: null,
      // 1.10 is a version and not the number 1.1.
      says: {
        kind: 'affected-in',
        ranges: [{ introduced: null, end: { kind: 'fixed', version: '1.10' } }],
        versions: [],
        note: null,
      },
      entitlement: null,
      binaries: [],
      publisher: 'any',
    });
    expect(first).toEqual({
      kind: 'advisory',
      record: {
        recordId: 'ACME-2026-7',
        name: 'ACME-2026-7',
        kind: 'advisory',
        summary: 'Anybody can run commands through the update check',
        publishedAt: '2026-11-18T00:00:00.000Z',
        modifiedAt: null,
        withdrawnAt: null,
        vulnerabilities: ['CVE-2026-1111', 'CVE-2026-119741'],
        security: true,
        severity: 'high',
        references: ['https://example.com/security/7'],
        statements: [statement('bookworm'), statement('trixie')],
      },
    });
    expect(second).toMatchObject({
      record: {
        summary: 'widget without a fix',
        vulnerabilities: ['ACME-2026-8'],
        statements: [
          {
            release: { distribution: '*', release: '*' },
            format: 'rpm',
            subject: { kind: 'source', name: 'widget' },
            says: { ranges: [{ end: { kind: 'none' } }] },
          },
        ],
      },
    });
  });

  it.each([
    [
      'relaeses: [debian:bookworm]',
      'releases: [debian:bookworm, "debian:13"]',
      'line 11: "relaeses" is not known here',
    ],
    ['fixed: one', 'fixed: 1.10', 'line 7: fixed: "one" is no deb version'],
    ['severity: bad', 'severity: high', 'line 8: severity: "bad" is not one of negligible'],
    ['link: here', 'link: https://example.com/security/7', 'line 10: link: "here" is not a web address'],
    [
      'releases: [debian:bokworm]',
      'releases: [debian:bookworm, "debian:13"]',
      'line 11: "debian:bokworm" is no release',
    ],
    ['releases: [debian:bookworm, rhel:9]', 'releases: [debian:bookworm, "debian:13"]', 'different package managers'],
    [
      'releases: []',
      'releases: [debian:bookworm, "debian:13"]',
      'line 11: releases: must be a list with something in it',
    ],
    ['published: yesterday', 'published: 2026-11-18', 'line 14: published: "yesterday" is not a date'],
    ['id: ACME-2026-7', 'id: ACME-2026-8', 'line 15: id: "ACME-2026-7" stands twice'],
    ['source: widget\n    package: widget', 'source: widget', 'either a `package` or a `source`'],
    ['format: snap', 'format: rpm', 'line 18: format: "snap" is not one of deb, rpm'],
    ['published: 2026-11-18', 'format: rpm', 'line 15: format: must be deb or rpm'],
    [
      'schema: slipway.house/2',
      'schema: slipway.house/1',
      'line 1: schema: "slipway.house/2" is not "slipway.house/1"',
    ],
    ['severity: low\n    severity: high', 'severity: low', 'line 20: '],
    ['link: &a x', 'link: https://example.com/security/8', 'line 20: an anchor (&) is not read here'],
    ['link: !!binary aGk=', 'link: https://example.com/security/8', 'line 20: a tag (!) is not read here'],
    ['link: *a', 'link: https://example.com/security/8', 'line 20'],
  ])('with %j is refused by line', async (wrong, right, told) => {
    expect(GOOD).toContain(right);
    expect(await refusal(GOOD.replace(right, wrong))).toContain(told);
  });

  it("is what the operator's page shows", async () => {
    const page = readFileSync(join(import.meta.dirname, '../../../../docs/operator/feeds.md'), 'utf8');
    const example = /```yaml\n([\s\S]*?)```/.exec(page)?.[1] ?? '';
    expect((await read(example)).map(({ kind }) => kind)).toEqual(['dated', 'advisory', 'advisory']);
  });

  it('tells all that is wrong at once, in the order of the lines', async () => {
    const text = GOOD.replace('severity: high', 'severity: bad').replace(
      'link: https://example.com/security/8',
      'lnik: x',
    );
    const detail = await refusal(text);
    expect(detail).toMatch(/^house\.yaml line 8: .*; line 15: link: is missing.*; line 20: "lnik" is not known here/);
  });

  it.each([
    ['nothing', ''],
    ['a list', '- a\n'],
    ['no advisories', 'schema: slipway.house/1\n'],
    ['another file', '<html>'],
    ['brackets without end', `a: ${'['.repeat(100_000)}`],
    ['brackets over lines', '[\n'.repeat(100_000)],
    ['dashes without end', `${'- '.repeat(2000)}a`],
    ['steps without end', Array.from({ length: 2000 }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n')],
    ['two documents', `${GOOD}---\n${GOOD}`],
    ['aliases that multiply', 'a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n'],
  ])('%s is refused', async (_what, text) => {
    expect(await refusal(text)).toMatch(/^house\.yaml line \d+: /);
  });

  it('of a folder takes the YAML files', () => {
    expect(['acme.yaml', 'b/acme.yml', 'acme.yaml.orig', 'README.md'].map(house.takes)).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });

  it('damaged is read on or refused', async () => {
    const pieces = [
      '- id: A',
      '  fixed: 1',
      ': ',
      '- ',
      '[',
      '{',
      '&a',
      '*a',
      '!!',
      '? ',
      '|\n',
      '>-\n',
      '---\n',
      '%YAML 9',
      '#',
    ];
    await fc.assert(
      fc.asyncProperty(damaged(new TextEncoder().encode(GOOD), pieces), async (content) => {
        expect(await endsWell(house, { name: 'house.yaml', content })).toBeInstanceOf(Array);
      }),
      { numRuns: 500 },
    );
  });

  it('of any YAML-like text is read on or refused', async () => {
    const piece = fc.constantFrom(
      'a',
      ': ',
      '- ',
      '\n',
      '  ',
      '[',
      ']',
      '{',
      '}',
      ',',
      '"',
      "'",
      '|',
      '>',
      '#',
      '&x ',
      '*x',
      '!t ',
      '? ',
      '---\n',
      '\t',
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(piece, { maxLength: 60 }).map((parts) => parts.join('')),
        async (content) => {
          expect(await endsWell(house, { name: 'house.yaml', content })).toBeInstanceOf(Array);
        },
      ),
      { numRuns: 1000 },
    );
  });
});
