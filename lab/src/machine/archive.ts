import { LabError } from '../lab-error.ts';
import type { AptSource } from './apt-sources.ts';

/** Where hosts of one release get their packages, taken from the machine's own settings. */
export interface ArchiveSource {
  readonly uri: string;
  readonly suite: string;
  readonly component: 'main';
  /** What the machine trusts it by: a keyring's path, fingerprints or an armoured key; null: Debian's own keyring. */
  readonly signedBy: string | null;
}

export interface Archive {
  readonly main: ArchiveSource;
  readonly security: ArchiveSource;
}

/**
 * The release's main and security repositories, as this machine reaches them. The machine may itself run another
 * release: then its archive's address with our suite is the best there is, and Debian serves all releases side by side.
 */
export function pickArchive(sources: readonly AptSource[], release: string): Archive {
  const main =
    find(sources, (suite) => suite === release) ?? find(sources, (suite) => RELEASES.has(suite) || suite === 'stable');
  const security =
    find(sources, (suite) => suite === `${release}-security`) ?? find(sources, (suite) => suite.endsWith('-security'));
  if (main === null || security === null) {
    const missing = main === null ? release : `${release}-security`;
    throw new LabError('no-package-archive', `the machine's apt sources name no Debian archive with ${missing}`);
  }
  return {
    main: { ...main, suite: release, component: 'main' },
    security: { ...security, suite: `${release}-security`, component: 'main' },
  };
}

/** Debian's current release names; a source with another suite is a third party's, not the archive. */
const RELEASES: ReadonlySet<string> = new Set(['bullseye', 'bookworm', 'trixie']);

function find(
  sources: readonly AptSource[],
  accepts: (suite: string) => boolean,
): Pick<ArchiveSource, 'uri' | 'signedBy'> | null {
  for (const source of sources) {
    const uri = source.uris[0];
    // A file: or cdrom: repository is not there for a host behind a bridge.
    if (uri === undefined || !/^https?:/.test(uri) || !source.components.includes('main')) continue;
    if (source.suites.some(accepts)) return { uri, signedBy: source.signedBy };
  }
  return null;
}

/** A deb822 stanza of sources.list(5). */
export function sourceStanza(source: ArchiveSource & { readonly keyring: string }): string {
  return [
    'Types: deb',
    `URIs: ${source.uri}`,
    `Suites: ${source.suite}`,
    `Components: ${source.component}`,
    `Signed-By: ${source.keyring}`,
    '',
  ].join('\n');
}
