import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { MadeRpm } from './made-rpm.ts';

/** The frozen index of these packages (docs/adr/0031), from what createrepo_c says of them. */
export const indexOf = (
  folder: string,
  packages: readonly MadeRpm[],
  modules: readonly string[] = [],
): { readonly bytes: Buffer; readonly digest: string } => {
  const [primaries, filelists] = metadataOf(folder, packages);
  const entries = packages.map(({ sha256 }) => {
    const primary = primaries.find((text) => text.includes(`pkgid="YES">${sha256}<`));
    const files = filelists.find((text) => text.includes(`pkgid="${sha256}"`));
    if (primary === undefined || files === undefined) throw new Error('createrepo_c does not say the same');
    return { filelists: files, primary: primary.replace(/<location [^>]*\/>/, `<location href="${sha256}.rpm"/>`) };
  });
  const sorted = entries.toSorted((a, b) => (a.primary < b.primary ? -1 : 1));
  // Keys in the order of the canonical form.
  const bytes = Buffer.from(
    JSON.stringify({ modules: modules.toSorted(), packages: sorted, schema: 'slipway.rpm-index/1' }),
  );
  return { bytes, digest: `sha256:${createHash('sha256').update(bytes).digest('hex')}` };
};

/** As the executor stages it: `index.json`, and each package under its digest. */
export const layStaged = (folder: string, index: Buffer, packages: readonly MadeRpm[]): string => {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'index.json'), index);
  for (const { path, sha256 } of packages) copyFileSync(path, join(folder, `${sha256}.rpm`));
  return join(folder, 'index.json');
};

const metadataOf = (folder: string, packages: readonly MadeRpm[]): readonly [readonly string[], readonly string[]] => {
  const work = mkdtempSync(join(folder, 'metadata-'));
  try {
    for (const one of packages) copyFileSync(one.path, join(work, basename(one.path)));
    execFileSync('/usr/bin/createrepo_c', ['--quiet', '--no-database', '--compress-type=gz', work], { stdio: 'pipe' });
    const repodata = join(work, 'repodata');
    const textOf = (end: string): string => {
      const name = readdirSync(repodata).find((one) => one.endsWith(end)) ?? '';
      return gunzipSync(readFileSync(join(repodata, name))).toString('utf8');
    };
    const packagesIn = (text: string): readonly string[] => text.match(/<package [\s\S]*?<\/package>/g) ?? [];
    return [packagesIn(textOf('-primary.xml.gz')), packagesIn(textOf('-filelists.xml.gz'))];
  } finally {
    rmSync(work, { recursive: true });
  }
};
