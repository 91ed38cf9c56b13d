import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sha256 } from '@slipway/testkit/builders';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RunCommand } from '../../ports/index.ts';
import { durableFiles } from '../durable-files/index.ts';
import { lookAtProductUuid, readProductUuid, writeProductUuid } from './product-uuid.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'product-'));
  mkdirSync(join(root, 'sys/class/dmi/id'), { recursive: true });
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const UUID = '6F9619FF-8B86-D011-B42D-00C04FC964FF';
const DIGEST = sha256(Buffer.from(UUID.toLowerCase().replaceAll('-', ''), 'utf8'));
const told = async (text: string | null, ...kinds: readonly string[]) => {
  if (text !== null) writeFileSync(join(root, 'sys/class/dmi/id/product_uuid'), `${text}\n`);
  const run: RunCommand = async ({ command }) => ({
    ...({ kind: 'ended', stdout: '', stderr: '', output: 'whole' } as const),
    status: kinds.includes(command.at(-1) ?? '') ? 0 : 1,
  });
  return await lookAtProductUuid({ run, sha256, root });
};

describe('the UUID of a virtual machine', () => {
  it("is told as libvirt's list has it", async () => expect(await told(UUID, '--vm')).toBe(DIGEST));

  it.each<[string, string | null, readonly string[]]>([
    ['on hardware of its own', UUID, []],
    ['in a container, which sees that of the machine below', UUID, ['--vm', '--container']],
    ['where there is no such file', null, ['--vm']],
    ['where firmware was given none', '00000000-0000-0000-0000-000000000000', ['--vm']],
    ['where it is something else', 'Not Settable', ['--vm']],
  ])('is not told %s', async (_name, text, kinds) => expect(await told(text, ...kinds)).toBeNull());

  it('reaches the reporter within the boot in which root has looked', async () => {
    const path = join(root, 'product.json');
    await writeProductUuid(DIGEST, { files: durableFiles, path, bootId: 'one' });
    expect(await readProductUuid({ files: durableFiles, path, bootId: 'one' })).toBe(DIGEST);
    expect(await readProductUuid({ files: durableFiles, path, bootId: 'two' })).toBeNull();
    for (const text of ['{"bootId":"one"', '[]', '{"bootId":"one","uuid":"x"}', '{"bootId":"one","uuid":null}']) {
      writeFileSync(path, text);
      expect(await readProductUuid({ files: durableFiles, path, bootId: 'one' })).toBeNull();
    }
    expect(await readProductUuid({ files: durableFiles, path: join(root, 'none'), bootId: 'one' })).toBeNull();
  });
});
