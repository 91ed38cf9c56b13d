import type { AdvisoryRecord, Statement } from '@slipway/core/advisory';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { damaged, endsWell } from '../../test/damage.ts';
import { readFormat } from '../../test/read-format.ts';
import { sharedFiles } from '../../test/shared-files.ts';
import type { Found } from '../format.ts';
import { csaf } from './index.ts';

const platform = (id: string, cpe: string) => ({
  category: 'product_name',
  product: { product_id: id, product_identification_helper: { cpe } },
});
const packaged = (id: string, purl?: string) => ({
  category: 'product_version',
  product: { product_id: id, ...(purl === undefined ? {} : { product_identification_helper: { purl } }) },
});
const joint = (component: string, ground: string) => ({
  category: 'default_component_of',
  full_product_name: { product_id: `${ground}:${component}` },
  product_reference: component,
  relates_to_product_reference: ground,
});

const ACME = 'pkg:rpm/redhat/acme';
const COMPONENTS = [
  packaged('acme-0:1.2-3.el9.src', `${ACME}@1.2-3.el9?arch=src`),
  packaged('acme-0:1.2-3.el9.x86_64', `${ACME}@1.2-3.el9?arch=x86_64`),
  packaged('acme-0:1.2-3.el9.aarch64', `${ACME}@1.2-3.el9?arch=aarch64`),
  packaged('acme-doc-0:1.2-3.el9.noarch', `${ACME}-doc@1.2-3.el9?arch=noarch`),
  packaged(
    'widget-2:7-1.module+el9.src',
    'pkg:rpm/redhat/widget@7-1.module%2Bel9?arch=src&epoch=2&rpmmod=widget:7:9:ab',
  ),
  packaged('old-1:0.17-65.el9.x86_64'),
  packaged('stream-0:1-1.x86_64::stream:rhel9', 'pkg:rpm/redhat/stream@1-1?arch=x86_64'),
  packaged('unfixed', 'pkg:rpm/redhat/unfixed'),
  packaged('unfixed.src', 'pkg:rpm/redhat/unfixed?arch=src'),
  packaged('container', 'pkg:oci/container?repository_url=example.com/container'),
  packaged('nameless', 'pkg:rpm/redhat/nameless@%E0%A4%A'),
  packaged('crooked', 'pkg:rpm/redhat/crooked@1 2-3?arch=x86_64'),
  packaged('ruby:3.1', 'pkg:rpmmod/redhat/ruby@3.1:8090020240311122605:a75119d5'),
  packaged('ruby', 'pkg:rpm/redhat/ruby@3.1.4-142?arch=x86_64'),
];
const GROUNDS = ['AppStream-9', 'EUS-9.2'];
const DOCUMENT = {
  document: {
    category: 'csaf_vex',
    title: 'acme: a flaw\nof our own making',
    aggregate_severity: { text: 'Important' },
    publisher: { name: 'Red Hat Product Security', namespace: 'https://www.redhat.com' },
    references: [
      { category: 'external', url: 'https://example.com/more' },
      { category: 'self', url: 'https://example.com/CVE-2026-1111' },
      { category: 'external', url: 'javascript:alert(1)' },
    ],
    tracking: {
      id: 'CVE-2026-1111',
      status: 'final',
      initial_release_date: '2026-10-10T00:00:00+00:00',
      current_release_date: '2026-11-01T14:56:52+02:00',
    },
  },
  product_tree: {
    branches: [
      {
        category: 'vendor',
        branches: [
          platform('AppStream-9', 'cpe:/a:redhat:enterprise_linux:9::appstream'),
          platform('EUS-9.2', 'cpe:/a:redhat:rhel_eus:9.2::appstream'),
          { category: 'architecture', branches: COMPONENTS },
        ],
      },
    ],
    relationships: [
      ...GROUNDS.flatMap((ground) => COMPONENTS.map(({ product }) => joint(product.product_id, ground))),
      // As in documents of 2023: the module stands between package and platform.
      joint('ruby', 'AppStream-9:ruby:3.1'),
    ],
  },
  vulnerabilities: [
    {
      cve: 'CVE-2026-1111',
      title: 'acme: a flaw',
      release_date: '2026-10-09T00:00:00+00:00',
      product_status: {
        fixed: [
          'AppStream-9:acme-0:1.2-3.el9.src',
          'AppStream-9:acme-0:1.2-3.el9.x86_64',
          'AppStream-9:acme-0:1.2-3.el9.aarch64',
          'AppStream-9:acme-doc-0:1.2-3.el9.noarch',
          'AppStream-9:widget-2:7-1.module+el9.src',
          'AppStream-9:old-1:0.17-65.el9.x86_64',
          'AppStream-9:stream-0:1-1.x86_64::stream:rhel9',
          'EUS-9.2:acme-0:1.2-3.el9.x86_64',
          'AppStream-9:crooked',
          'AppStream-9:ruby:3.1:ruby',
        ],
        known_affected: [
          'AppStream-9:unfixed',
          'AppStream-9:unfixed.src',
          'AppStream-9:container',
          'AppStream-9:nameless',
        ],
        under_investigation: ['AppStream-9:old-1:0.17-65.el9.x86_64', 'nowhere:to-be-found'],
        known_not_affected: ['AppStream-9:stream-0:1-1.x86_64::stream:rhel9'],
      },
      remediations: [
        { category: 'vendor_fix', details: 'Install it', product_ids: ['AppStream-9:acme-0:1.2-3.el9.x86_64'] },
        { category: 'no_fix_planned', details: 'Will not fix', product_ids: ['AppStream-9:unfixed'] },
      ],
      scores: [
        { cvss_v3: { baseScore: 7.5, vectorString: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H' }, products: ['a'] },
        { cvss_v3: { baseScore: 7.5, vectorString: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H' }, products: ['b'] },
      ],
    },
  ],
};

const recordsIn = (found: readonly Found[]): readonly AdvisoryRecord[] =>
  found.flatMap((one) => (one.kind === 'advisory' ? [one.record] : []));

/** `acme 9 x86_64 < 1.2-3.el9` */
const shown = ({ subject, release, module, architectures, says }: Statement): string => {
  const ends =
    says.kind === 'affected-in'
      ? [
          ...says.ranges.map(({ end }) => (end.kind === 'none' ? 'unfixed' : `< ${end.version}`)),
          ...says.versions,
          says.note ?? '',
        ]
      : [says.kind];
  const name = `${subject.kind === 'source' ? 'src:' : ''}${subject.name}`;
  return [name, release.release, module ?? '-', architectures?.join('+') ?? '*', ...ends].join(' ').trim();
};

const readOne = async (document: unknown) => await readFormat(csaf, { 'cve.json': JSON.stringify(document) });

describe('a document of our own', () => {
  it('becomes one statement per package, platform, stream and state', async () => {
    const [record] = recordsIn(await readOne(DOCUMENT));
    expect(record?.statements.map(shown)).toEqual([
      // Its source stands beside it and says nothing more; EUS is another release.
      'acme 9 - aarch64+x86_64 < 1.2-3.el9',
      'acme-doc 9 - * < 1.2-3.el9',
      // Only the source is told.
      'src:widget 9 widget:7 * < 2:7-1.module+el9',
      'old 9 - x86_64 < 1:0.17-65.el9',
      'stream 9 stream:rhel9 x86_64 < 1-1',
      'crooked 9 - x86_64 undetermined',
      'ruby 9 ruby:3.1 x86_64 < 3.1.4-142',
      'unfixed 9 - * unfixed ignored',
      'stream 9 stream:rhel9 x86_64 not-affected',
      'old 9 - x86_64 undetermined',
    ]);
  });

  it('has the rest of its record, its facts and what could not be read', async () => {
    const found = await readOne(DOCUMENT);
    const { statements: _, ...record } = recordsIn(found)[0]!;
    expect(record).toEqual({
      recordId: 'CVE-2026-1111',
      name: 'CVE-2026-1111',
      kind: 'vulnerability',
      summary: 'acme: a flaw of our own making',
      publishedAt: '2026-10-10T00:00:00.000Z',
      modifiedAt: '2026-11-01T12:56:52.000Z',
      withdrawnAt: null,
      vulnerabilities: ['CVE-2026-1111'],
      security: true,
      severity: 'high',
      references: ['https://example.com/CVE-2026-1111', 'https://example.com/more'],
    });
    expect(found).toContainEqual({ kind: 'dated', at: '2026-11-01T12:56:52.000Z' });
    expect(found.find(({ kind }) => kind === 'vulnerability-facts')).toMatchObject({
      facts: { summary: 'acme: a flaw', cvss: [{ source: 'redhat', scoreTenths: 75 }] },
    });
    const problems = found.flatMap((one) => (one.kind === 'problem' ? [one.problem.reason.facts['detail']] : []));
    expect(problems).toEqual([
      'has 1 times a product id that its tree does not have, such as nowhere:to-be-found',
      'has 1 times a version that is none, such as crooked 1 2-3',
    ]);
  });

  it('tells which of its vulnerabilities a package is fixed for, where it is not all of them', async () => {
    const [first] = DOCUMENT.vulnerabilities;
    const second = { cve: 'CVE-2026-2222', product_status: { fixed: ['AppStream-9:acme-doc-0:1.2-3.el9.noarch'] } };
    const [record] = recordsIn(await readOne({ ...DOCUMENT, vulnerabilities: [first, second] }));
    const told = new Map(record?.statements.map(({ subject, vulnerabilities }) => [subject.name, vulnerabilities]));
    expect(told.get('acme-doc')).toBeNull();
    expect(told.get('acme')).toEqual(['CVE-2026-1111']);
    expect(record?.vulnerabilities).toEqual(['CVE-2026-1111', 'CVE-2026-2222']);
  });

  it('of no release that we know is passed over, and its facts are not', async () => {
    const [first] = DOCUMENT.vulnerabilities;
    const eus = { ...first, product_status: { fixed: ['EUS-9.2:acme-0:1.2-3.el9.x86_64'] } };
    const found = await readOne({ ...DOCUMENT, vulnerabilities: [eus] });
    expect(found.map(({ kind }) => kind)).toEqual(['dated', 'vulnerability-facts', 'passed-over']);
  });

  it('that joins platforms in a circle ends', async () => {
    const relationships = [
      joint('a', 'b:c'),
      joint('c', 'a:b'),
      { ...joint('c', 'b:c'), full_product_name: { product_id: 'b:c' } },
    ];
    const tree = { ...DOCUMENT.product_tree, relationships };
    const vulnerabilities = [{ cve: 'CVE-2026-1', product_status: { fixed: ['b:c:a', 'b:c', 'a:b:c'] } }];
    expect(recordsIn(await readOne({ ...DOCUMENT, product_tree: tree, vulnerabilities }))).toEqual([]);
  });

  it.each(['{}', '[]', '{"document":{"tracking":{"id":""}}}', '{'])('%s is a problem', async (text) => {
    expect(await readFormat(csaf, { 'a.json': text })).toMatchObject([{ kind: 'problem' }]);
  });

  it('of a folder takes the documents only', () => {
    const names = ['2024/rhsa-2024_0811.json', 'provider-metadata.json', 'changes.csv', 'index.txt'];
    expect(names.map(csaf.takes)).toEqual([true, false, false, false]);
  });
});

describe('real documents', () => {
  it.for([
    ['csaf/rhsa-2022-0011.json', 0],
    ['csaf/rhsa-2023_3821.json', 45],
    ['csaf/rhsa-2023_7025.json', 46],
    ['csaf/rhsa-2024_0811.json', 8],
    ['csaf/rhsa-2024_1431.json', 42],
    ['csaf/rhsa-2024_6163.json', 1],
    ['csaf/rhsa-2024_9371.json', 1],
    ['csaf/rhsa-2025_23414.json', 0],
    ['vex/cve-2022-38752.json', 0],
    ['vex/cve-2023-38545.json', 30],
    ['vex/cve-2023-4154.json', 125],
    ['vex/cve-2024-0727-openssl.json', 42],
    ['vex/cve-2024-24786-simple.json', 0],
    ['vex/cve-2025-40907-perl.json', 18],
    ['vex/cve-2025-6176.json', 22],
    ['vex/cve-2026-0968.json', 15],
    ['vex/cve-2026-123.json', 0],
    ['vex/cve-2026-2297.json', 169],
    ['vex/cve-2026-2673.json', 32],
    ['vex/cve-2026-27142-go.json', 0],
    ['vex/cve-2026-27142.json', 24],
    ['vex/cve-2026-456-python.json', 0],
  ] as const)('%s: %i statements, no product of a release lost', async ([name, count], context) => {
    const content = sharedFiles(context, 'redhat')[`data/redhat/${name}`] ?? new Uint8Array();
    const found = await readFormat(csaf, { [name]: content });
    expect(found.filter(({ kind }) => kind === 'problem')).toEqual([]);
    const statements = recordsIn(found)[0]?.statements ?? [];
    expect(statements).toHaveLength(count);
    const told = statements.map(shown);
    const products = productsOfReleases(JSON.parse(new TextDecoder().decode(content)));
    expect(products.length).toBeGreaterThanOrEqual(count);
    for (const product of products) {
      const { name: subject, release, module, architecture, state } = product;
      const ours = told.filter((text) => text.startsWith(`${subject} ${release} ${module} `));
      // A source beside its binaries is told by them.
      const isTold = ours.some((text) => text.includes(state) && (text.includes(' * ') || text.includes(architecture)));
      const isDoubled =
        architecture === 'src' && told.some((text) => text.includes(` ${release} ${module} `) && text.includes(state));
      expect(isTold || isDoubled ? '' : JSON.stringify(product)).toBe('');
    }
  });
});

interface Told {
  readonly name: string;
  readonly release: string;
  readonly module: string;
  readonly architecture: string;
  readonly state: string;
}

/** Written apart from the reader, from the documents' texts alone: what a release's products say. */
function productsOfReleases(document: {
  product_tree: object;
  vulnerabilities: readonly { product_status: Readonly<Record<string, readonly string[]>> }[];
}): readonly Told[] {
  const text = JSON.stringify(document.product_tree);
  const leaves = new Map(
    [...text.matchAll(/"product_id":"([^"]+)","product_identification_helper":\{"(cpe|purl)":"([^"]+)"/g)].map(
      ([, id, , value]) => [id, value ?? ''] as const,
    ),
  );
  const joints = new Map(
    [
      ...text.matchAll(
        /"product_id":"([^"]+)"\},"product_reference":"([^"]+)","relates_to_product_reference":"([^"]+)"/g,
      ),
    ].map(([, id, component, ground]) => [id, [component, ground]] as const),
  );
  return document.vulnerabilities.flatMap(({ product_status }) =>
    Object.entries(product_status).flatMap(([status, ids]) =>
      ids.flatMap((id): readonly Told[] => {
        const [component, ground] = joints.get(id) ?? [];
        const release = /:enterprise_linux:(\d+)/.exec(leaves.get(ground) ?? '')?.[1];
        const purl = /^pkg:rpm\/redhat\/([^@?]+)(?:@([^?]+))?(.*)$/.exec(leaves.get(component) ?? '');
        if (release === undefined || purl === null) return [];
        const architecture = /arch=(\w+)/.exec(purl[3] ?? '')?.[1] ?? '*';
        const module = /rpmmod=([^:]+:[^:&]+)/.exec(purl[3] ?? '')?.[1] ?? '-';
        const version = decodeURIComponent(purl[2] ?? '');
        const states: Readonly<Record<string, string>> = {
          fixed: version,
          known_affected: 'unfixed',
          known_not_affected: 'not-affected',
        };
        const name = `${architecture === 'src' ? 'src:' : ''}${purl[1]}`;
        return [{ name, release, module, architecture, state: states[status] ?? 'undetermined' }];
      }),
    ),
  );
}

it('damaged documents are read on or refused', async () => {
  const pieces = ['"product_id":', 'AppStream-9:acme', '"fixed":', '[', '{', '"cpe":', 'null', '::'];
  await fc.assert(
    fc.asyncProperty(damaged(new TextEncoder().encode(JSON.stringify(DOCUMENT)), pieces), async (content) => {
      expect(await endsWell(csaf, { name: 'a.json', content })).toBeInstanceOf(Array);
    }),
    { numRuns: 300 },
  );
});

it('whatever values stand in a document, it is read or a problem', async () => {
  const ids = fc.constantFrom(
    ...DOCUMENT.product_tree.relationships.map((one) => one.full_product_name.product_id),
    'x',
  );
  const any = fc.oneof(fc.jsonValue(), ids);
  const lists = fc.oneof(
    any,
    fc.dictionary(fc.constantFrom('fixed', 'known_affected', 'last_affected', '__proto__'), fc.array(ids)),
  );
  const vulnerability = fc.record(
    { cve: any, product_status: lists, scores: any, remediations: any },
    { requiredKeys: [] },
  );
  const changed = fc.record({
    product_tree: fc.oneof(fc.constant(DOCUMENT.product_tree), any),
    vulnerabilities: fc.array(vulnerability),
  });
  await fc.assert(
    fc.asyncProperty(changed, async (parts) => {
      const content = JSON.stringify({ ...DOCUMENT, ...parts });
      expect(await endsWell(csaf, { name: 'a.json', content })).toBeInstanceOf(Array);
    }),
  );
});

it('real documents, damaged', async (context) => {
  const files = Object.entries(sharedFiles(context, 'redhat')).filter(([, content]) => content.length < 500_000);
  await fc.assert(
    fc.asyncProperty(
      fc
        .constantFrom(...files)
        .chain(([name, content]) => fc.tuple(fc.constant(name), damaged(content, ['"', '{', ':', '[']))),
      async ([name, content]) => {
        expect(await endsWell(csaf, { name, content })).toBeInstanceOf(Array);
      },
    ),
    { numRuns: 60 },
  );
});
