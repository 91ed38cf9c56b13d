// Builds the self-contained agent: one bundle, the project's own Node inside, systemd units, as a .deb and a .rpm.
// `npm run package -- agent [--fast] [--version V]`; prints the path of each. Reproducible for the same commit.

import { chmod, copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { buildDebianPackage } from './debian-package.ts';
import { buildExecutable } from './executable.ts';
import { buildRpmPackage } from './rpm-package.ts';
import { isInstalled, run } from './run.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const here = fileURLToPath(new URL('.', import.meta.url));

const main = async (): Promise<number> => {
  const wish = wishOf(process.argv.slice(2));
  if (wish === null) {
    process.stderr.write(USAGE);
    return 2;
  }
  const version = wish.version ?? (await ownVersion());
  const work = join(root, 'dist', 'agent');
  await rm(work, { recursive: true, force: true });
  await mkdir(work, { recursive: true });
  const executable = await buildExecutable({ entry: join(here, '..', 'src', 'main.ts'), work, version });
  const tree = join(work, 'tree');
  await installFiles(tree, executable);
  const common = {
    tree,
    output: join(root, 'dist'),
    version,
    sourceDateEpoch: await commitTime(),
    compression: wish.fast ? 'fast' : 'small',
  } as const;
  // The .rpm first: the control files of the other one are laid into the tree.
  const paths = [
    await withTool('rpmbuild', '.rpm', async () => {
      return await buildRpmPackage({ ...common, scriptlets: join(here, 'scriptlets'), work });
    }),
    await withTool('dpkg-deb', '.deb', async () => {
      return await buildDebianPackage({ ...common, maintainerScripts: join(here, 'maintainer') });
    }),
  ].filter((path) => path !== null);
  process.stdout.write(paths.map((path) => `${path}\n`).join(''));
  return paths.length > 0 ? 0 : 1;
};

const USAGE = `usage: npm run package -- agent [--fast] [--version V]
  --fast       compress less: larger, built sooner
  --version V  instead of the checkout's own: three numbers
`;

/** `null`: no right use. Both families and both of their orders read three numbers alike. */
const wishOf = (argv: readonly string[]): { readonly fast: boolean; readonly version: string | undefined } | null => {
  const options = { fast: { type: 'boolean', default: false }, version: { type: 'string' } } as const;
  try {
    const { positionals, values } = parseArgs({ args: [...argv], allowPositionals: true, options });
    const [what, ...rest] = positionals;
    const isRight = what === 'agent' && rest.length === 0 && /^\d+\.\d+\.\d+$/.test(values.version ?? '0.0.0');
    return isRight ? { fast: values.fast, version: values.version } : null;
  } catch {
    return null; // parseArgs throws for an option that it does not know
  }
};

const ownVersion = async (): Promise<string> =>
  (JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { readonly version: string }).version;

/** `null`, and a line that says so, where this machine cannot build packages of that kind. */
const withTool = async (tool: string, kind: string, build: () => Promise<string>): Promise<string | null> => {
  if (await isInstalled(tool)) return await build();
  process.stderr.write(`${tool} is not installed here: no ${kind} is built\n`);
  return null;
};

const UNITS = [
  'slipway-adoption.path',
  'slipway-adoption.service',
  'slipway-checks.path',
  'slipway-checks.service',
  'slipway-executor.path',
  'slipway-executor.service',
  'slipway-isolation.path',
  'slipway-look.service',
  'slipway-look.timer',
  'slipway-reporter.service',
  'slipway-tidy.service',
  'slipway-tidy.timer',
  'slipway-verify.path',
  'slipway-verify.service',
] as const;

const installFiles = async (tree: string, executable: string): Promise<void> => {
  const units = join(tree, 'usr', 'lib', 'systemd', 'system');
  await mkdir(units, { recursive: true });
  for (const unit of UNITS) await copyFile(join(here, 'units', unit), join(units, unit));
  const lib = join(tree, 'usr', 'lib', 'slipway');
  await mkdir(lib, { recursive: true });
  await copyFile(executable, join(lib, 'slipway-agent'));
  await chmod(join(lib, 'slipway-agent'), 0o755);
  const bin = join(tree, 'usr', 'sbin');
  await mkdir(bin, { recursive: true });
  await run('/bin/ln', ['--symbolic', '../lib/slipway/slipway-agent', join(bin, 'slipway-agent')]);
  const doc = join(tree, 'usr', 'share', 'doc', 'slipway-agent');
  await mkdir(doc, { recursive: true });
  await copyFile(join(root, 'LICENSE'), join(doc, 'copyright'));
  await writeFile(join(doc, 'README'), 'Enrol this host with the line that `slipway enrol token` prints.\n');
};

/** Of the last commit, so that the same commit gives the same package; without git a fixed moment. */
const commitTime = async (): Promise<number> => {
  try {
    return Number((await run('git', ['-C', root, 'log', '-1', '--format=%ct'])).trim());
  } catch {
    process.stderr.write('not a git checkout: the package is dated 2026-01-01\n');
    return Date.UTC(2026, 0, 1) / 1000;
  }
};

process.exitCode = await main();
