import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openOwnCauses } from './index.ts';

const GOOD = `schema: slipway.diagnosis/1
causes:
  - cause: schema-locked
    what: The schema of {service} is locked by {holder}.
    next: Ask the owner of {service} to release it.
    signs:
      - logs: [journal, output]
        pattern: '{service}: schema is locked by {holder}'
        example: 'billing: schema is locked by migration-7'
`;

describe('rows of an operator', () => {
  let folder: string;
  beforeEach(() => {
    folder = join(mkdtempSync(join(tmpdir(), 'own-causes-')), 'diagnosis.d');
    mkdirSync(folder);
  });
  afterEach(() => rmSync(join(folder, '..'), { recursive: true, force: true }));
  const put = (name: string, text: string): void => writeFileSync(join(folder, name), text);
  const read = async () => await openOwnCauses({ folder }).read();
  const wrong = async (text: string) => {
    put('own.yaml', text);
    const { causes, refused } = await read();
    expect(causes).toEqual([]);
    return refused.flatMap(({ file, problems }) => problems.map(({ line, detail }) => `${file}:${line}: ${detail}`));
  };

  it('are read in the order of their files', async () => {
    put('20-later.yaml', GOOD.replace('schema-locked', 'later'));
    put('10-first.yaml', GOOD);
    put('notes.txt', 'no rows');
    const { causes, refused } = await read();
    expect(refused).toEqual([]);
    expect(causes.map(({ file, cause }) => `${file} ${cause.code}`)).toEqual([
      '10-first.yaml schema-locked',
      '20-later.yaml later',
    ]);
    expect(causes[0]?.cause).toMatchObject({ family: 'any', signs: [{ logs: ['journal', 'output'] }] });
  });

  it('as the manual shows them, are good', async () => {
    const manual = readFileSync(new URL('../../../../../docs/operator/diagnosis.md', import.meta.url), 'utf8');
    const [, shown = ''] = /```yaml\n([\s\S]*?)```/.exec(manual) ?? [];
    put('own.yaml', shown);
    const { causes, refused } = await read();
    expect(refused).toEqual([]);
    expect(causes.length).toBeGreaterThan(0);
  });

  it('are none where there is no folder', async () => {
    expect(await openOwnCauses({ folder: join(folder, 'none') }).read()).toEqual({ causes: [], refused: [] });
  });

  it('are read again when a file changed, and only then', async () => {
    put('own.yaml', GOOD);
    const own = openOwnCauses({ folder });
    const first = await own.read();
    expect((await own.read()).causes).toBe(first.causes);
    put('own.yaml', GOOD.replaceAll('billing', 'invoicing'));
    expect((await own.read()).causes).not.toBe(first.causes);
  });

  it('of a file with a fault count none of it, and the others all the same', async () => {
    put('10-good.yaml', GOOD);
    put('20-bad.yaml', GOOD.replace('schema-locked', 'other').replace('next:', 'nxt:'));
    const { causes, refused } = await read();
    expect(causes.map(({ file }) => file)).toEqual(['10-good.yaml']);
    expect(refused).toEqual([
      {
        file: '20-bad.yaml',
        problems: [
          { line: 3, detail: 'next: is missing' },
          { line: 5, detail: '"nxt" is not known here: cause, family, what, next, signs, reasons' },
        ],
      },
    ]);
  });

  it.each([
    ['', 'own.yaml:1: the file is empty'],
    ['schema: [', 'own.yaml:1: '],
    [GOOD.replace('diagnosis/1', 'diagnosis/2'), 'own.yaml:1: schema: '],
    [GOOD.replace('schema-locked', 'port-in-use'), 'own.yaml:3: cause: "port-in-use" is a built-in one'],
    [GOOD.replace('schema-locked', 'Schema'), 'own.yaml:3: cause: must be'],
    [GOOD.replace('{holder}.', '{owner}.'), 'own.yaml:8: pattern: does not give {owner}'],
    [GOOD.replace('locked by migration-7', 'open'), 'own.yaml:9: example: is no line of this pattern'],
    [GOOD.replace('[journal, output]', '[syslog]'), 'own.yaml:7: logs: "syslog" is not one of output'],
    [GOOD.replace("'{service}: schema is locked by {holder}'", "'{service}{holder}'"), 'own.yaml:8: pattern: '],
    [`${GOOD}    family: yum\n`, 'own.yaml:10: family: "yum" is not one of apt, dnf, any'],
    [`${GOOD}    reasons: [no-such]\n`, 'own.yaml:10: reasons: "no-such" is not a reason'],
    [`${GOOD}${GOOD.split('\n').slice(2).join('\n')}`, 'own.yaml:10: cause: "schema-locked" is there already'],
  ])('are refused whole, with the line: %#', async (text, problem) => {
    expect((await wrong(text)).some((one) => one.startsWith(problem))).toBe(true);
  });

  it('say so where the file is none', async () => {
    mkdirSync(join(folder, 'own.yaml'));
    const { refused } = await read();
    expect(refused).toEqual([{ file: 'own.yaml', problems: [{ line: 1, detail: 'is no regular file' }] }]);
  });
});
