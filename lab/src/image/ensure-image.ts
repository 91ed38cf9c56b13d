import { createHash } from 'node:crypto';
import { mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type BaseRoot, ensureBase } from '../base/index.ts';
import { namesIn, statOrNull } from '../files.ts';
import { LabError } from '../lab-error.ts';
import { mountOverlay, mountPointsBelow, unmount } from '../mount/index.ts';
import { runOk } from '../run.ts';
import type { LabSettings } from '../settings.ts';
import { markOurs, occupy, removeOurs } from '../state/index.ts';
import { ensureEmulator, runToItsEnd } from '../virtual/index.ts';
import { DISK_MB, INSTALL_PATH, INSTALL_SCRIPT, ROOT_MB, SAID_AT_THE_END } from './install-script.ts';
import { IMAGE_FORMAT, machineBase } from './spec.ts';
import { makeSystem } from './system.ts';

export interface Image {
  readonly path: string;
  /** 0 where it came from the cache. */
  readonly builtInMs: number;
}

const FILE_SYSTEM_TIMEOUT_MS = 5 * 60_000;
/** 40 s alone; beside seven other sessions on two cores it was eight times that. */
const MAKE_TIMEOUT_MS = 20 * 60_000;

/** The image from the cache, or built now. */
export async function ensureImage(settings: LabSettings, report: (line: string) => void): Promise<Image> {
  await ensureEmulator(report);
  const base = await ensureBase(settings, machineBase, report);
  const images = imagesDirectory(settings);
  const content = JSON.stringify([IMAGE_FORMAT, base.key, INSTALL_SCRIPT, ROOT_MB, DISK_MB]);
  const key = `machine-${createHash('sha256').update(content).digest('hex').slice(0, 12)}`;
  const path = join(images, key, 'disk.qcow2');
  if ((await statOrNull(path)) !== null) return { path, builtInMs: base.builtInMs };
  const startedAt = performance.now();
  // Alone: two builders would only take each other's processors.
  await occupy(join(settings.cacheDirectory, 'image-build.json'), async () => {
    if ((await statOrNull(path)) !== null) return;
    for (const name of await namesIn(images)) if (name.startsWith('.building-')) await clear(join(images, name));
    report(`building the disk image ${key} (once; kept in ${settings.cacheDirectory})`);
    const building = join(images, `.building-${key}`);
    await mkdir(building, { recursive: true });
    await markOurs(building, 'build', key);
    await build(building, base);
    await markOurs(building, 'base', key);
    await rename(building, join(images, key));
  });
  return { path, builtInMs: base.builtInMs + Math.round(performance.now() - startedAt) };
}

/** Only where no lab stands any more: who calls it has looked. */
export async function removeImages(settings: LabSettings): Promise<void> {
  for (const name of await namesIn(imagesDirectory(settings))) {
    const directory = join(imagesDirectory(settings), name);
    if (name.startsWith('.building-')) await clear(directory);
    else await removeOurs(directory, 'base');
  }
}

function imagesDirectory(settings: LabSettings): string {
  return join(settings.cacheDirectory, 'images');
}

async function clear(building: string): Promise<void> {
  for (const mounted of mountPointsBelow(building)) await unmount(mounted);
  await removeOurs(building, 'build');
}

async function build(building: string, base: BaseRoot): Promise<void> {
  const at = (name: string): string => join(building, name);
  const root = at('root');
  await mountOverlay({ lower: base.root, upper: at('upper'), work: at('work'), root });
  for (const [type, name] of [
    ['proc', 'proc'],
    ['sysfs', 'sys'],
  ] as const) {
    await runOk(['mount', '-t', type, type, join(root, name)], { timeoutMs: FILE_SYSTEM_TIMEOUT_MS });
  }
  try {
    await makeSystem(root, at('build.log'));
  } finally {
    for (const mounted of [join(root, 'proc'), join(root, 'sys')]) await unmount(mounted);
  }
  await emptyFile(at('system.raw'), ROOT_MB);
  await runOk(['mkfs.ext4', '-q', '-L', 'system', '-d', root, at('system.raw')], { timeoutMs: FILE_SYSTEM_TIMEOUT_MS });
  const { kernel, initrd } = await newestKernel(join(root, 'boot'));
  await runOk(['qemu-img', 'create', '-q', '-f', 'qcow2', at('disk.qcow2'), `${DISK_MB}M`], {
    timeoutMs: FILE_SYSTEM_TIMEOUT_MS,
  });
  await runToItsEnd({
    kernel,
    initrd,
    append: `root=/dev/vda ro console=ttyS0 panic=-1 init=${INSTALL_PATH}`,
    disks: [
      { path: at('system.raw'), format: 'raw' },
      { path: at('disk.qcow2'), format: 'qcow2' },
    ],
    memoryMb: 512,
    consoleLog: at('console.log'),
    saidAtTheEnd: SAID_AT_THE_END,
    timeoutMs: MAKE_TIMEOUT_MS,
  });
  await unmount(root);
  for (const name of ['root', 'upper', 'work', 'system.raw']) await rm(at(name), { recursive: true, force: true });
}

async function emptyFile(path: string, megabytes: number): Promise<void> {
  const file = await open(path, 'wx');
  try {
    await file.truncate(megabytes * 1024 * 1024);
  } finally {
    await file.close();
  }
}

/** Any would do: it only has to make the disk. */
async function newestKernel(boot: string): Promise<{ readonly kernel: string; readonly initrd: string }> {
  const kernel = (await readdir(boot))
    .filter((name) => name.startsWith('vmlinuz-'))
    .toSorted()
    .at(-1);
  if (kernel === undefined) throw new LabError('command-failed', `${boot} holds no kernel after its installation`);
  return { kernel: join(boot, kernel), initrd: join(boot, kernel.replace('vmlinuz-', 'initrd.img-')) };
}
