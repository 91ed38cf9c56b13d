import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ModuleField, replacedModules } from './loaded-modules.ts';

// A folder as /sys/module has it, and files of modules as modinfo tells of them.

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'slipway-modules-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const load = (name: string, fields: Readonly<Record<string, string>>): void => {
  mkdirSync(join(folder, name));
  for (const [field, value] of Object.entries(fields)) writeFileSync(join(folder, name, field), `${value}\n`);
};

type Files = Readonly<Record<string, Readonly<Record<string, string>>>>;
const asked: string[] = [];
const fieldsOf =
  (files: Files): ModuleField =>
  async (name, field) => {
    asked.push(name);
    const file = files[name];
    return file === undefined ? { kind: 'no-file' } : { kind: 'value', value: file[field] ?? '' };
  };
const found = async (files: Files) => await replacedModules(folder, fieldsOf(files));

describe('C31: a loaded module from elsewhere', () => {
  it('is replaced where its file is of another source, with versions where both say another', async () => {
    load('nvidia', { taint: 'POE', srcversion: 'AAAA', version: '535.1' });
    load('zfs', { taint: 'PO', srcversion: 'BBBB', version: '2.1' });
    load('wl', { taint: 'POE', srcversion: 'CCCC' });
    const files = {
      nvidia: { srcversion: 'DDDD', version: '550.2' },
      zfs: { srcversion: 'EEEE', version: '2.1' },
      wl: { srcversion: 'FFFF', version: '6.30' },
    };
    expect(await found(files)).toEqual({
      kind: 'known',
      modules: [
        { name: 'nvidia', versions: { loaded: '535.1', onDisk: '550.2' } },
        { name: 'wl', versions: null },
        { name: 'zfs', versions: null },
      ],
    });
  });

  it('is told by its version where it has no mark of its source', async () => {
    load('old', { taint: 'O', version: '1.0' });
    load('same', { taint: 'O', version: '1.0' });
    expect(await found({ old: { version: '1.1' }, same: { version: '1.0' } })).toEqual({
      kind: 'known',
      modules: [{ name: 'old', versions: { loaded: '1.0', onDisk: '1.1' } }],
    });
  });

  it.each([
    ['the same', { srcversion: 'AAAA' }, { it: { srcversion: 'AAAA', version: '9' } }],
    ['of a file that is gone', { srcversion: 'AAAA' }, {}],
    ['of a file that says nothing', { srcversion: 'AAAA' }, { it: {} }],
    ['that says nothing itself', {}, { it: { srcversion: 'BBBB', version: '2' } }],
  ])('is not replaced: %s', async (_how, fields, files: Files) => {
    load('it', { taint: 'OE', ...fields });
    expect(await found(files)).toEqual({ kind: 'known', modules: [] });
  });

  it('is looked for among those of the kernel itself, which are not asked about', async () => {
    load('ext4', { taint: '', srcversion: 'AAAA' });
    load('kernel', {});
    load('staging', { taint: 'C', srcversion: 'AAAA' });
    asked.length = 0;
    expect(await found({ ext4: { srcversion: 'BBBB' }, staging: { srcversion: 'BBBB' } })).toEqual({
      ...{ kind: 'known', modules: [] },
    });
    expect(asked).toEqual([]);
  });

  it('is unknown where nobody can be asked, and none where the kernel has no modules', async () => {
    load('nvidia', { taint: 'O', srcversion: 'AAAA' });
    const unknown = { kind: 'unknown', detail: 'no modinfo' } as const;
    expect(await replacedModules(folder, async () => unknown)).toEqual(unknown);
    expect(await replacedModules(join(folder, 'none'), async () => unknown)).toEqual({ kind: 'known', modules: [] });
  });
});
