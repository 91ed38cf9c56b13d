// The UUID that a hypervisor gave this machine, which whoever carries it knows it by (docs/adr/0054). Only root may read it; the
// reporter tells what root has left in a file.

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Sha256 } from '@slipway/core/document';
import { asDigest, type Digest } from '@slipway/core/ids';
import type { DurableFiles, RunCommand } from '../../ports/index.ts';

/** By dmidecode(8): what firmware says that was given none. */
const NONE = /^(0{32}|f{32})$/;
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const DIGEST = /^sha256:[0-9a-f]{64}$/;
const MODE = 0o644;
const BYTES_MAX = 4096;
const LIMIT_MS = 30_000;

interface Look {
  readonly run: RunCommand;
  readonly sha256: Sha256;
  readonly root: string;
}

/** In the form of a machine-id, which systemd makes of it on a first boot (machine-id(5)). `null`: no virtual machine, or none is told. */
export const lookAtProductUuid = async ({ run, sha256, root }: Look): Promise<Digest | null> => {
  const detects = async (kind: '--container' | '--vm'): Promise<boolean> => {
    const answer = await run({
      command: ['/usr/bin/systemd-detect-virt', '--quiet', kind],
      environment: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C.UTF-8' },
      ...{ timeLimitMs: LIMIT_MS, whenOverdue: 'leave', outputBytesMax: BYTES_MAX },
    });
    return answer.kind === 'ended' && answer.status === 0;
  };
  // A container sees the UUID of the machine below it, which is not its own.
  if ((await detects('--container')) || !(await detects('--vm'))) return null;
  try {
    const text = (await readFile(join(root, 'sys/class/dmi/id/product_uuid'), 'utf8')).trim().toLowerCase();
    const plain = text.replaceAll('-', '');
    return UUID.test(text) && !NONE.test(plain) ? sha256(Buffer.from(plain, 'utf8')) : null;
  } catch {
    return null;
  }
};

interface Kept {
  readonly path: string;
  readonly bootId: string;
}

/** An image that is copied takes the file along, and not the boot. */
export const writeProductUuid = async (
  uuid: Digest | null,
  { files, path, bootId }: Kept & { readonly files: Pick<DurableFiles, 'write'> },
): Promise<void> => await files.write(path, JSON.stringify({ bootId, uuid }), MODE);

export const readProductUuid = async ({
  files,
  path,
  bootId,
}: Kept & { readonly files: Pick<DurableFiles, 'read'> }): Promise<Digest | null> => {
  const bytes = await files.read(path, BYTES_MAX);
  if (bytes === null) return null;
  try {
    const value: unknown = JSON.parse(Buffer.from(bytes).toString('utf8'));
    if (typeof value !== 'object' || value === null || !('uuid' in value) || !('bootId' in value)) return null;
    const { uuid } = value;
    return value.bootId === bootId && typeof uuid === 'string' && DIGEST.test(uuid) ? asDigest(uuid) : null;
  } catch {
    return null;
  }
};
