import { createHash } from 'node:crypto';

export interface IndexedPackage {
  /** The control file inside the package, as dpkg-deb prints it. */
  readonly control: string;
  /** Relative to the repository's root. */
  readonly filename: string;
  readonly size: number;
  readonly sha256: string;
}

/** One paragraph of a Packages file: the package's own fields, then where its file is and what it must be. */
export function controlParagraph({ control, filename, size, sha256 }: IndexedPackage): string {
  return `${control.trimEnd()}\nFilename: ${filename}\nSize: ${size}\nSHA256: ${sha256}\n`;
}

/** By file name, so that the same packages give the same index. */
export function packagesIndex(packages: readonly IndexedPackage[]): string {
  const sorted = [...packages].sort((one, other) => (one.filename < other.filename ? -1 : 1));
  return sorted.map(controlParagraph).join('\n');
}

export interface IndexFile {
  /** Relative to the Release file. */
  readonly path: string;
  readonly content: Uint8Array;
}

export interface ReleaseDescription {
  readonly architecture: string;
  readonly date: Date;
  readonly files: readonly IndexFile[];
}

export const REPOSITORY_SUITE = 'stable';

/** A Release file (the Debian repository format): who publishes, when, and the digest of every index. */
export function releaseText({ architecture, date, files }: ReleaseDescription): string {
  const sums = files.map(({ path, content }) => ` ${sha256(content)} ${content.length} ${path}`);
  return [
    'Origin: Slipway-Lab',
    'Label: Slipway-Lab-Security',
    `Suite: ${REPOSITORY_SUITE}`,
    'Codename: lab',
    `Date: ${date.toUTCString().replace('GMT', 'UTC')}`,
    // Index files are also kept under their digest: whoever reads while we publish gets the indexes of one moment.
    'Acquire-By-Hash: yes',
    `Architectures: ${architecture}`,
    'Components: main',
    'Description: made packages of the Slipway lab',
    'SHA256:',
    ...sums,
    '',
  ].join('\n');
}

export function sha256(content: Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}
