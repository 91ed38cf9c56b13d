import type { AdvisoryRecord, Statement } from '@slipway/core/advisory';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { damaged, endsWell, readEndless, SOON } from '../../test/damage.ts';
import { memoryFile, readFormat } from '../../test/read-format.ts';
import { sharedFiles } from '../../test/shared-files.ts';
import type { Found } from '../format.ts';
import { FeedRefused } from '../refused.ts';
import { updateinfo } from './updateinfo.ts';

const ROCKY_9 = { distribution: 'rocky', release: '9' };

const read = async (...updates: readonly string[]): Promise<readonly Found[]> =>
  await readFormat(updateinfo, { 'updateinfo.xml': `<updates>${updates.join('')}</updates>` }, { release: ROCKY_9 });

const recordsOf = (found: readonly Found[]): readonly AdvisoryRecord[] =>
  found.flatMap((one) => (one.kind === 'advisory' ? [one.record] : []));

const problemsOf = (found: readonly Found[]): readonly string[] =>
  found.flatMap((one) => (one.kind === 'problem' ? [one.problem.where] : []));

/** `nodejs:18 nodejs 1:18.2-1.el9 (x86_64)` */
const wordOf = ({ subject, module, architectures, says }: Statement): string =>
  [
    ...(module === null ? [] : [module]),
    subject.name,
    says.kind === 'affected-in'
      ? says.ranges.map(({ end }) => (end.kind === 'fixed' ? end.version : 'none')).join()
      : says.kind,
    ...(architectures === null ? [] : [`(${architectures.join(' ')})`]),
  ].join(' ');

const only = async (...updates: readonly string[]): Promise<AdvisoryRecord> => {
  const records = recordsOf(await read(...updates));
  expect(records.length).toBe(1);
  return records[0]!;
};

const quay = (version: string, rest = 'epoch="0" release="1.el9" arch="x86_64"'): string =>
  `<package name="quay" version="${version}" ${rest}><filename>quay.rpm</filename><reboot_suggested/></package>`;

const update = (id: string, inner: string, attributes = 'type="security" status="final"'): string =>
  `<update ${attributes}><id>${id}</id><title>quay update</title>${inner}</update>`;

const listed = (...packages: readonly string[]): string =>
  `<pkglist><collection short="c"><name>c</name>${packages.join('')}</collection></pkglist>`;

test('an update is an advisory with a statement for each package', async () => {
  const record = await only(`<update from="a@b" type="security" status="final" version="2">
    <id>RLSA-2026:1000</id><title>Important: quay security update</title>
    <issued date="2026-07-01 10:00:00"/><updated date="2026-07-02"/>
    <severity>Important</severity>
    <references>
      <reference href="https://example.org/1" id="CVE-2026-119741" type="cve" title=""/>
      <reference href="https://example.org/2" id="2222" type="cve" title="CVE-2026-2"/>
      <reference href="https://example.org/2" id="2223" type="cve" title="CVE-2026-2223 and CVE-2026-2224"/>
      <reference href="javascript:alert(1)" id="7" type="bugzilla" title="CVE-2026-9999"/>
    </references>
    ${listed(quay('2.0'))}
  </update>`);
  expect(record).toEqual({
    recordId: 'RLSA-2026:1000',
    name: 'RLSA-2026:1000',
    kind: 'advisory',
    summary: 'Important: quay security update',
    publishedAt: '2026-07-01T10:00:00.000Z',
    modifiedAt: '2026-07-02T00:00:00.000Z',
    withdrawnAt: null,
    vulnerabilities: ['CVE-2026-119741', 'CVE-2026-2223', 'CVE-2026-2224'],
    security: true,
    severity: 'high',
    references: ['https://example.org/1', 'https://example.org/2'],
    statements: [
      {
        release: ROCKY_9,
        format: 'rpm',
        subject: { kind: 'binary', name: 'quay' },
        module: null,
        architectures: ['x86_64'],
        vulnerabilities: null,
        says: {
          kind: 'affected-in',
          ranges: [{ introduced: null, end: { kind: 'fixed', version: '2.0-1.el9' } }],
          versions: [],
          note: null,
        },
        entitlement: null,
        binaries: [],
      },
    ],
  });
});

test.each([
  ['<issued date="2026-07-01 10:00:00"/>', '2026-07-01T10:00:00.000Z'],
  ['<issued date="2026-07-01 10:00:00 UTC"></issued>', '2026-07-01T10:00:00.000Z'],
  ['<issued>2026-07-01 10:00:00</issued>', '2026-07-01T10:00:00.000Z'],
  ['<issued date="1555429284"/>', '2019-04-16T15:41:24.000Z'],
  ['<issued date="15mangled2"/>', null],
  ['<issued/>', null],
  ['', null],
])('%s is %s', async (issued, at) => expect((await only(update('A', issued))).publishedAt).toBe(at));

test.each([
  ['<severity>Important</severity>', 'high'],
  ['<severity>moderate</severity>', 'medium'],
  ['<severity>medium</severity>', 'medium'],
  ['<severity>None</severity>', null],
  ['<severity>severity_1</severity>', null],
  ['', null],
])('%s is %s', async (severity, expected) => expect((await only(update('A', severity))).severity).toBe(expected));

test.each([
  ['epoch="0" release="1.el9" arch="x86_64"', 'quay 2.0-1.el9 (x86_64)'],
  ['release="1.el9" arch="x86_64"', 'quay 2.0-1.el9 (x86_64)'],
  ['epoch="" release="1.el9" arch="x86_64"', 'quay 2.0-1.el9 (x86_64)'],
  ['epoch="4" release="1.el9" arch="x86_64"', 'quay 4:2.0-1.el9 (x86_64)'],
  ['release="1.el9" arch="noarch"', 'quay 2.0-1.el9'],
  ['release="1.el9"', 'quay 2.0-1.el9'],
])('%s is %s', async (rest, word) => {
  expect((await only(update('A', listed(quay('2.0', rest))))).statements.map(wordOf)).toEqual([word]);
});

test('architectures of one version stand together, other ones too; a source package is installed nowhere', async () => {
  const record = await only(
    update(
      'A',
      listed(
        ...['x86_64', 'aarch64', 'i686', 'src', 'x86_64'].map((arch) => quay('2.0', `release="1" arch="${arch}"`)),
      ),
    ),
  );
  expect(record.statements.map(wordOf)).toEqual(['quay 2.0-1 (aarch64 i686 x86_64)']);
});

test('a module is that of its collection alone; build, context and architecture do not make another', async () => {
  const record = await only(
    update(
      'A',
      `<pkglist>
        <collection><name>1</name><module name="quay" stream="5.1" version="2" context="aa" arch="x86_64"/>${quay('5.1')}</collection>
        <collection><name>2</name><module name="quay" stream="5.1" version="3" context="bb" arch="x86_64"/>${quay('5.1')}</collection>
        <collection><name>3</name>${quay('4.0')}</collection>
      </pkglist>`,
    ),
  );
  expect(record.statements.map(wordOf)).toEqual(['quay:5.1 quay 5.1-1.el9 (x86_64)', 'quay 4.0-1.el9 (x86_64)']);
});

test('the same id again is joined, in one file or two: all packages, the latest date, and the title with it', async () => {
  const first = `<update type="bugfix"><id>A</id><title>old</title><issued date="2026-01-01"/><updated date="2026-01-02"/>
    <severity>Low</severity><references><reference type="cve" id="CVE-2026-1111"/></references>${listed(quay('1.0'))}</update>`;
  const second = `<update type="security"><id>A</id><title>new</title><issued date="2026-01-05"/><updated date="2026-03-02"/>
    <severity>Important</severity><references><reference type="cve" id="CVE-2026-1112"/></references>${listed(quay('2.0'))}</update>`;
  const third = `<update type="bugfix"><id>A</id><title>older</title><updated date="2026-02-02"/></update>`;
  const expected = {
    summary: 'new',
    publishedAt: '2026-01-01T00:00:00.000Z',
    modifiedAt: '2026-03-02T00:00:00.000Z',
    security: true,
    severity: 'high',
    vulnerabilities: ['CVE-2026-1111', 'CVE-2026-1112'],
  };
  const record = await only(first, second, third);
  expect(record).toMatchObject(expected);
  expect(record.statements.map(wordOf)).toEqual(['quay 1.0-1.el9 (x86_64)', 'quay 2.0-1.el9 (x86_64)']);
  const files = {
    'a/updateinfo.xml': `<updates>${first}</updates>`,
    'b/updateinfo.xml': `<updates>${second}${third}</updates>`,
  };
  expect(recordsOf(await readFormat(updateinfo, files, { release: ROCKY_9 }))).toEqual([record]);
});

test('the order of joined updates changes nothing but their own order', async () => {
  const [a, b] = [
    update('A', `<updated date="2026-01-02"/>${listed(quay('1.0'))}`),
    update('A', `<updated date="2026-01-03"/>${listed(quay('2.0'))}`),
  ];
  const sorted = ({ statements, ...rest }: AdvisoryRecord) => ({
    ...rest,
    statements: statements.map(wordOf).toSorted(),
  });
  expect(sorted(await only(a, b))).toEqual(sorted(await only(b, a)));
});

test('what is escaped twice is read once more, and not a third time', async () => {
  const record = await only(
    `<update><id>A</id><title>data cache&amp;#039;s &amp;lt;b&amp;gt; &amp;amp;lt; &amp;#x41; &amp;#9999999;</title></update>`,
  );
  expect(record.summary).toBe("data cache's <b> &lt; A &#9999999;");
});

test('an update without a list, and one without a CVE, stand for themselves', async () => {
  expect(await only(update('A', '', 'type="enhancement"'))).toMatchObject({
    statements: [],
    vulnerabilities: ['A'],
    security: false,
  });
});

test('bugs name the CVEs of a security update that names none itself', async () => {
  const bug = '<references><reference type="bugzilla" id="1" title="CVE-2026-1111 quay: overflow"/></references>';
  expect((await only(update('A', bug))).vulnerabilities).toEqual(['CVE-2026-1111']);
  expect((await only(update('A', bug, 'type="bugfix"'))).vulnerabilities).toEqual(['A']);
});

test('a retracted update stays with the time of its retraction, or long ago where nobody wrote it down', async () => {
  const retracted = 'type="security" status="retracted"';
  expect((await only(update('A', '<updated date="2026-01-02"/>', retracted))).withdrawnAt).toBe(
    '2026-01-02T00:00:00.000Z',
  );
  expect((await only(update('A', '', retracted))).withdrawnAt).toBe('1970-01-01T00:00:00.000Z');
});

test('an update without an id and a package that is none are problems, and the rest is read', async () => {
  const found = await read(
    '<update><title>x</title></update>',
    update(
      'A',
      listed(quay('2.0', 'epoch="x" release="1"'), quay('2.0', ''), '<package version="1" release="1"/>', quay('3.0')),
    ),
  );
  expect(problemsOf(found)).toEqual(['updateinfo.xml update 1', 'A', 'A', 'A']);
  expect(recordsOf(found)[0]?.statements.map(wordOf)).toEqual(['quay 3.0-1.el9 (x86_64)']);
});

test.each([
  ['no release is configured', `<updates>${update('A', '')}</updates>`, null, 'feed-unreadable'],
  [
    'an update is of the future',
    `<updates>${update('A', '<issued date="2027-01-01"/>')}</updates>`,
    ROCKY_9,
    'feed-from-future',
  ],
  ['it declares a document type', '<!DOCTYPE updates [<!ENTITY e "x">]><updates/>', ROCKY_9, 'feed-unreadable'],
  ['it is another document', '<html/>', ROCKY_9, 'feed-unreadable'],
  ['it ends in the middle', `<updates>${update('A', '')}`, ROCKY_9, 'feed-truncated'],
])('the feed is refused where %s', async (_, content, release, code) => {
  const reading = readFormat(updateinfo, { 'updateinfo.xml': content }, { release });
  await expect(reading).rejects.toMatchObject({ reason: { code } });
});

const repomd = (data: string): string =>
  `<repomd xmlns="http://linux.duke.edu/metadata/repo"><revision>1</revision>${data}</repomd>`;
const SHA256 = 'c14b2249cc128fa8c565d0b79986daffc4e1c0a430c84a3ebccc1a016d59bda1';
const data = (href: string, checksum = `<checksum type="sha256">${SHA256}</checksum>`, type = 'updateinfo'): string =>
  `<data type="${type}">${checksum}<open-checksum type="sha256">${'0'.repeat(64)}</open-checksum><location href="${href}"/></data>`;

const follow = async (content: string, name = 'repomd.xml') => await updateinfo.follow?.(memoryFile(name, content));

test('a repository’s index names the file and its hash; another file is no index', async () => {
  const index = repomd(
    `${data('repodata/x-primary.xml.gz', undefined, 'primary')}${data('repodata/x-updateinfo.xml.gz')}`,
  );
  expect(await follow(index)).toEqual({
    ok: true,
    value: { relative: '../repodata/x-updateinfo.xml.gz', sha256: SHA256 },
  });
  expect(await follow(index, 'updateinfo.xml')).toBeNull();
});

test.each([
  ['no updateinfo', data('repodata/x.xml.gz', undefined, 'updateinfo_zck')],
  [
    'another hash alone',
    data('repodata/x.xml.gz', '<checksum type="sha">da39a3ee5e6b4b0d3255bfef95601890afd80709</checksum>'),
  ],
  ['a hash that is none', data('repodata/x.xml.gz', '<checksum type="sha256">00</checksum>')],
  ['a file elsewhere', data('https://example.org/x.xml.gz')],
  ['a file of the system', data('/etc/passwd')],
  ['a file above', data('repodata/../../x.xml.gz')],
  ['no file', data('')],
])('an index with %s is refused', async (_, content) => {
  expect(await follow(repomd(content))).toMatchObject({ ok: false, reason: { code: 'feed-unreadable' } });
});

test('all 37 real files are read', async (context) => {
  const files = Object.entries(sharedFiles(context, 'updateinfo')).filter(([name]) => updateinfo.takes(name));
  expect(files.length).toBe(37);
  let updates = 0;
  let statements = 0;
  for (const [name, content] of files) {
    const text = new TextDecoder().decode(content);
    const ids = new Set([...text.matchAll(/<id>([^<]*)<\/id>/g)].map(([, id = '']) => id.replace('&amp;', '&')));
    const found = await readFormat(updateinfo, { [name]: content }, { release: ROCKY_9 });
    expect([name, problemsOf(found)]).toEqual([name, []]);
    expect(new Set(recordsOf(found).map(({ recordId }) => recordId))).toEqual(ids);
    updates += ids.size;
    const built = [...text.matchAll(/<package\b[^>]*>/g)].filter(([tag]) => !/\barch="(?:no)?src"/.test(tag));
    const names = new Set(built.map(([tag]) => / name="([^"]*)"/.exec(tag)?.[1]?.replace('&amp;', '&')));
    const said = recordsOf(found).flatMap((record) => record.statements);
    expect(new Set(said.map(({ subject }) => subject.name))).toEqual(names);
    statements += said.length;
  }
  expect([updates, statements]).toEqual([76, 178]);
});

test('the real index of a repository names its updateinfo', async (context) => {
  const [content] = Object.values(sharedFiles(context, 'updateinfo/rocky/repomd.xml'));
  expect(await updateinfo.follow?.(memoryFile('repomd.xml', content ?? ''))).toEqual({
    ok: true,
    value: { relative: '../repodata/updateinfo.xml.gz', sha256: SHA256 },
  });
});

const SMALL = `<?xml version="1.0"?><updates>${update('A', `<issued date="2026-01-01"/>${listed(quay('1'))}`)}${update('A', listed(quay('2', 'release="3"')))}</updates>`;
const PIECES = [
  '<',
  '>',
  '</update>',
  '<update type="security">',
  '<id>B</id>',
  '&amp;',
  '&x;',
  '<![CDATA[',
  '<!--',
  '<!DOCTYPE a>',
  'epoch="-1"',
  'date="9999-99-99"',
];

const PLACES = /(?<==")[^"]*(?=")|(?<=>)[^<>]+(?=<)/g;

/** Most damage leaves no XML. Here values and texts are others, and what is around them stands. */
const rewritten = (text: string): fc.Arbitrary<string> => {
  const places = [...text.matchAll(PLACES)];
  const word = fc.oneof(
    fc.string({ unit: 'binary' }).map((value) => value.replaceAll(/[\p{Cc}\p{Cs}\p{Cn}<>&"]/gu, '')),
    fc.constantFrom('', ' ', '0', '-1', 'None', '9'.repeat(400), '1:2:3', 'noarch', 'src', 'CVE-2026-1', '2026-02-30'),
  );
  const change = fc.record({ at: fc.nat({ max: Math.max(0, places.length - 1) }), word });
  return fc.array(change, { minLength: 1, maxLength: 30 }).map((changes) => {
    const words = new Map(changes.map(({ at, word: other }) => [places[at]?.index, other]));
    return text.replaceAll(PLACES, (whole, index: number) => words.get(index) ?? whole);
  });
};

test('whatever a list is made of, it ends well', async () => {
  let found = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(
        fc.array(fc.oneof(fc.constantFrom(...PIECES), fc.string())).map((parts) => `<updates>${parts.join('')}`),
        damaged(new TextEncoder().encode(SMALL), PIECES),
        rewritten(SMALL),
      ),
      async (content) => {
        found += (await endsWell(updateinfo, { name: 'updateinfo.xml', content }, { release: ROCKY_9 })).length;
      },
    ),
    { numRuns: 400 },
  );
  // Had everything been refused, nothing would have been shown.
  expect(found).toBeGreaterThan(0);
});

test('damaged real files and indexes end well', async (context) => {
  const files = Object.entries(sharedFiles(context, 'updateinfo')).filter(([name]) => name.endsWith('.xml'));
  const arbitrary = fc
    .constantFrom(...files)
    .chain(([name, bytes]) => fc.tuple(fc.constant(name), damaged(bytes, PIECES)));
  await fc.assert(
    fc.asyncProperty(arbitrary, async ([name, content]) => {
      expect(await endsWell(updateinfo, { name, content }, { release: ROCKY_9 })).toBeInstanceOf(Array);
      await updateinfo.follow?.(memoryFile('repomd.xml', content)).catch((error: unknown) => {
        if (!(error instanceof FeedRefused)) throw error;
      });
    }),
    { numRuns: 100 },
  );
});

test('real files with other values are read, whatever the values are', async (context) => {
  const files = Object.entries(sharedFiles(context, 'updateinfo')).filter(([name]) => updateinfo.takes(name));
  let found = 0;
  const arbitrary = fc.constantFrom(...files).chain(([, bytes]) => rewritten(new TextDecoder().decode(bytes)));
  await fc.assert(
    fc.asyncProperty(arbitrary, async (content) => {
      const read = await endsWell(updateinfo, { name: 'updateinfo.xml', content }, { release: ROCKY_9 });
      found += read.length;
    }),
    { numRuns: 200 },
  );
  // Had everything been refused, nothing would have been shown.
  expect(found).toBeGreaterThan(200);
});

test('a list without end is refused once too much of it waits for updates of its ids', async () => {
  const file = { name: 'updateinfo.xml', start: '<updates>', piece: update('A', listed(quay('1').repeat(100))) };
  expect(await readEndless(updateinfo, file, { release: ROCKY_9 })).toBeLessThan(4 * SOON);
});
