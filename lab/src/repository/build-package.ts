import { chmod, mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { runOk } from '../run.ts';

export interface PackageDefinition {
  readonly name: string;
  readonly version: string;
  readonly depends: readonly string[];
  readonly summary: string;
  readonly files: readonly {
    readonly path: string;
    readonly content: string | Uint8Array;
    readonly mode: 0o644 | 0o755;
  }[];
  /** Paths among `files` that dpkg treats as the administrator's. */
  readonly conffiles: readonly string[];
  readonly maintainerScripts: Readonly<Partial<Record<'preinst' | 'postinst' | 'prerm' | 'postrm', string>>>;
}

/** The same content gives the same file, byte for byte, whenever and wherever it is built: one fixed time for all. */
const SOURCE_DATE_EPOCH = 1_767_225_600;
const BUILD_TIMEOUT_MS = 30_000;

/**
 * Architecture: all. Built by the real dpkg-deb. Answers the file's path inside `directory`.
 * @param packing `stored`: what cannot be compressed is not tried, which takes minutes for a large one
 */
export async function buildPackage(
  definition: PackageDefinition,
  directory: string,
  packing: 'small' | 'stored' = 'small',
): Promise<string> {
  const tree = await mkdtemp(join(tmpdir(), 'slipway-lab-package-'));
  try {
    await fillTree(tree, definition);
    const target = join(directory, `${definition.name}_${definition.version}_all.deb`);
    await mkdir(directory, { recursive: true });
    await runOk(['dpkg-deb', '--root-owner-group', packing === 'small' ? '-Zxz' : '-Znone', '--build', tree, target], {
      timeoutMs: BUILD_TIMEOUT_MS,
      env: { SOURCE_DATE_EPOCH: String(SOURCE_DATE_EPOCH) },
    });
    return target;
  } finally {
    await rm(tree, { recursive: true, force: true });
  }
}

async function fillTree(tree: string, definition: PackageDefinition): Promise<void> {
  await chmod(tree, 0o755);
  for (const { path, content, mode } of definition.files) await put(join(tree, path), content, mode);
  const control = join(tree, 'DEBIAN');
  await put(join(control, 'control'), controlFile(definition), 0o644);
  if (definition.conffiles.length > 0) {
    await put(join(control, 'conffiles'), `${definition.conffiles.join('\n')}\n`, 0o644);
  }
  for (const [script, content] of Object.entries(definition.maintainerScripts)) {
    await put(join(control, script), content, 0o755);
  }
}

/** dpkg-deb clamps times to SOURCE_DATE_EPOCH only from above, so a tree made "now" needs no more than mode and time. */
async function put(path: string, content: string | Uint8Array, mode: number): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o755 });
  await writeFile(path, content);
  await chmod(path, mode);
  await utimes(path, SOURCE_DATE_EPOCH, SOURCE_DATE_EPOCH);
}

function controlFile({ name, version, depends, summary }: PackageDefinition): string {
  return [
    `Package: ${name}`,
    `Version: ${version}`,
    'Architecture: all',
    'Maintainer: Slipway Lab <lab@slipway.invalid>',
    ...(depends.length > 0 ? [`Depends: ${depends.join(', ')}`] : []),
    'Section: misc',
    'Priority: optional',
    `Description: ${summary}`,
    '',
  ].join('\n');
}
