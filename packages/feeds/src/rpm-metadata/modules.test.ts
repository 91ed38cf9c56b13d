import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { damaged } from '../../test/damage.ts';
import { memoryFile } from '../../test/read-format.ts';
import { FeedRefused } from '../refused.ts';
import { modulesOf, readModules } from './modules.ts';

const stream = (name: string, of: string, artifacts: readonly string[], requires = '') => `---
document: modulemd
version: 2
data:
  name: ${name}
  stream: ${of}
  context: 9edba152
  dependencies:
  - requires:
      platform: [el8]
${requires === '' ? '' : `      ${requires}\n`}  artifacts:
    rpms:
${artifacts.map((one) => `    - ${one}`).join('\n')}
...
`;
const YAML = [
  stream('perl-DBI', '1.641', ['perl-DBI-0:1.641-3.module_el8.x86_64'], 'perl: [5.26]'),
  stream('perl', '5.26', ['perl-4:5.26.3-416.el8.x86_64']),
  stream('perl', '5.24', ['perl-4:5.24.4-404.module_el8.x86_64']),
  stream('ruby', '"3.10"', ['rubygem-pg-0:1.2-1.x86_64']),
  stream('ruby', '3.1', ['rubygem-pg-0:1.2-1.x86_64']),
  '---\ndocument: modulemd-defaults\nversion: 1\ndata:\n  module: perl\n  stream: "5.26"\n...\n',
  '---\ndocument: modulemd-defaults\nversion: 1\ndata:\n  module: ruby\n...\n',
  '---\ndocument: modulemd-obsoletes\nversion: 1\ndata:\n  module: perl-DBI\n  message: perl-DBI-0:1.641-3.module_el8.x86_64\n...\n',
].join('');

const read = async (text: string | Uint8Array) => await readModules(memoryFile('modules.yaml', text), 'test');
const perlDbi = { name: 'perl-DBI', version: '1.641-3.module_el8', architecture: 'x86_64' };

describe('modules', () => {
  it('are found by their artifacts, with what the host must read to know them', async () => {
    const found = modulesOf(await read(YAML), perlDbi);
    expect(found.streams).toEqual(['perl-DBI:1.641']);
    const names = found.texts.map((text) => /(?:name|module): (.*)/.exec(text)?.[1] ?? '');
    expect(names.toSorted()).toEqual(['perl', 'perl', 'perl-DBI', 'perl-DBI']);
    expect(found.texts.join('')).not.toContain('5.24');
    expect(YAML).toContain(found.texts[0]?.trim());
  });

  it('may share a build, and their streams stay the texts that they are', async () => {
    const found = modulesOf(await read(YAML), { name: 'rubygem-pg', version: '1.2-1', architecture: 'x86_64' });
    expect(found.streams).toEqual(['ruby:3.1', 'ruby:3.10']);
  });

  it('say nothing of another version, architecture or epoch', async () => {
    const documents = await read(YAML);
    for (const given of [
      { version: '1.641-4.module_el8' },
      { architecture: 'i686' },
      { version: '1:1.641-3.module_el8' },
    ])
      expect(modulesOf(documents, { ...perlDbi, ...given })).toEqual({ streams: [], texts: [] });
  });

  it('that multiply by aliases, or are not YAML, are of no stream', async () => {
    const bomb = stream('perl-DBI', '&a [x, x]', ['perl-DBI-0:1.641-3.module_el8.x86_64'], 'perl: [*a, *a, *a]');
    expect(modulesOf(await read(bomb), perlDbi).streams).toEqual([]);
    expect(modulesOf(await read(YAML.replaceAll('dependencies:', 'dependencies: ]')), perlDbi).streams).toEqual([]);
  });

  it('with any damage are read or refused, soon', async () => {
    const begun = performance.now();
    await fc.assert(
      fc.asyncProperty(
        damaged(Buffer.from(YAML), ['---', '- ', ': ', '&a', '*a', '[', '{', '!!binary']),
        async (bytes) => {
          try {
            modulesOf(await read(bytes), perlDbi);
          } catch (error) {
            if (!(error instanceof FeedRefused)) throw error;
          }
        },
      ),
      { numRuns: 200 },
    );
    expect(performance.now() - begun).toBeLessThan(20_000);
  });
});
