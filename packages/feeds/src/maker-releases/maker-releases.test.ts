import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { damaged, endsWell } from '../../test/damage.ts';
import { readFormat } from '../../test/read-format.ts';
import { makerReleases } from './index.ts';
import { versionOfTag } from './version-of-tag.ts';

const entry = (tag: string, updated: string) => `  <entry>
    <id>tag:github.com,2008:Repository/1/${tag}</id>
    <updated>${updated}</updated>
    <link rel="alternate" type="text/html" href="https://git.example.com/acme/agent/releases/tag/${tag}"/>
    <title>Agent ${tag}</title>
    <content type="html">&lt;p&gt;Notes&lt;/p&gt;</content>
    <author><name>somebody</name></author>
  </entry>
`;
const FEED = `<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xmlns:media="http://search.yahoo.com/mrss/" xml:lang="en-US">
  <id>tag:github.com,2008:https://git.example.com/acme/agent/releases</id>
  <title>Release notes from agent</title>
  <updated>2026-11-20T10:00:00Z</updated>
${entry('v3.1.0-rc.1', '2026-11-20T10:00:00Z')}${entry('v2.53.9', '2026-11-19T10:00:00Z')}${entry('v3.0.10', '2026-11-18T10:00:00+02:00')}${entry('v3.0.9', '2026-11-01T10:00:00Z')}${entry('latest', '2026-11-21T10:00:00Z')}</feed>
`;

describe("a maker's feed", () => {
  it('tells the highest release, however late an old branch was mended, and no candidate', async () => {
    const found = await readFormat(
      makerReleases,
      { 'releases.atom': FEED },
      { name: 'agent', location: 'https://git.example.com/acme/agent/releases.atom' },
    );
    expect(found).toEqual([
      { kind: 'passed-over', where: 'agent 3.1.0-rc.1' },
      { kind: 'problem', problem: { where: 'agent', reason: expect.objectContaining({ code: 'record-unreadable' }) } },
      {
        kind: 'maker-release',
        release: {
          product: 'agent',
          version: '3.0.10',
          publishedAt: '2026-11-18T08:00:00.000Z',
          link: 'https://git.example.com/acme/agent/releases/tag/v3.0.10',
        },
      },
    ]);
  });

  it('in a folder is named after its file', async () => {
    const found = await readFormat(
      makerReleases,
      { 'tools/agent.atom': FEED, 'widget.atom': FEED },
      { name: 'makers', location: '/srv/makers' },
    );
    const products = found.flatMap((one) => (one.kind === 'maker-release' ? [one.release.product] : []));
    expect(products).toEqual(['agent', 'widget']);
  });

  it('without usable links goes by id, then title', async () => {
    const text = FEED.replaceAll(/href="[^"]+"/g, 'href="javascript:alert(1)"');
    expect((await readFormat(makerReleases, { 'a.atom': text })).at(-1)).toMatchObject({
      release: { version: '3.0.10', link: null },
    });
    const titles = text.replaceAll(/<id>[^<]+<\/id>/g, '');
    expect((await readFormat(makerReleases, { 'a.atom': titles })).at(-1)).toMatchObject({
      release: { version: '3.0.10' },
    });
  });

  it('damaged is read on or refused', async () => {
    await fc.assert(
      fc.asyncProperty(
        damaged(new TextEncoder().encode(FEED), ['<entry>', '</entry>', '<!DOCTYPE a>', '&a;', '<![CDATA[', '<!--']),
        async (content) => {
          expect(await endsWell(makerReleases, { name: 'a.atom', content })).toBeInstanceOf(Array);
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('a tag', () => {
  it.each([
    ['v1.2.3', 'version', '1.2.3'],
    ['release-1.2.3', 'version', '1.2.3'],
    ['curl-8_5_0', 'version', '8.5.0'],
    ['2024.01', 'version', '2024.01'],
    ['pg17-3.4.0-1', 'version', '3.4.0-1'],
    ['OpenSSL_1_1_1w', 'version', '1.1.1w'],
    ['v3.0.0-rc.1', 'early', '3.0.0-rc.1'],
    ['v3.0.0-beta2', 'early', '3.0.0-beta2'],
    ['3.13.0b1', 'early', '3.13.0b1'],
    ['v20261120-nightly', 'early', '20261120-nightly'],
    // A word of the name is no candidate.
    ['prefect-2.1', 'version', '2.1'],
  ])('%s is %s %s', (tag, kind, version) => {
    expect(versionOfTag(tag)).toEqual({ kind, version });
  });

  it.each(['latest', '', 'v', 'x'.repeat(200)])('%.10j has no version', (tag) => {
    expect(versionOfTag(tag)).toEqual({ kind: 'none' });
  });

  it('of any text is answered', () => {
    fc.assert(
      fc.property(fc.string(), (tag) => {
        expect(['version', 'early', 'none']).toContain(versionOfTag(tag).kind);
      }),
    );
  });
});
