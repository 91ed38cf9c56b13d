import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { runOk } from '../run.ts';
import type { VirtualMachine } from './qemu.ts';

export interface SeedFile {
  /** Absolute, inside the guest. */
  readonly path: string;
  readonly content: string | Uint8Array;
  readonly mode?: number;
}

const TIMEOUT_MS = 30_000;

/**
 * What makes a guest out of the shared image: an archive of files that the image unpacks over itself at its first boot, read as
 * a second disk. The machine need not mount the guest's file systems for it, which lie on LVM.
 */
export async function makeSeed(
  machine: Pick<VirtualMachine, 'directory'>,
  files: readonly SeedFile[],
  write: (root: string, file: SeedFile) => Promise<void>,
): Promise<void> {
  const staged = join(machine.directory, 'seed');
  await mkdir(staged, { recursive: true });
  for (const file of files) await write(staged, file);
  const archive = join(machine.directory, 'seed.tar');
  const owned = ['--owner=0', '--group=0', '--numeric-owner'];
  await runOk(['tar', '--create', ...owned, `--file=${archive}`, `--directory=${staged}`, '.'], {
    timeoutMs: TIMEOUT_MS,
  });
  await rm(staged, { recursive: true, force: true });
}
